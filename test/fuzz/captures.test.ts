/**
 * Damaged captures and snapshots of every format: whatever their bytes, they are read, or refused with an InputError, and
 * every form of output can show what they contain. `scripts/stress.sh captures` reads millions.
 */
import t from 'tap'
import { Inputs } from './captures/inputs.ts'
import { runs, seed, tellSeed } from './random.ts'

t.test('damaged inputs of every format', async (t) => {
  t.setTimeout(0)
  tellSeed(t)
  const count = runs(50_000)
  const inputs = await Inputs.from(seed)
  for (let run = 0; run < count; run++) await inputs.next(25)
  const { datagrams, snapshots, compared } = inputs.counts
  t.ok(datagrams > count / 2, `${datagrams} datagrams in ${count} inputs`)
  t.ok(compared > snapshots / 20, `${compared} of ${snapshots} were still snapshots`)
})
