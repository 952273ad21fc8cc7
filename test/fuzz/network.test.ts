/** A fake network does what the kernel does: the same random calls have the same outcome, and leave the same lists. */
import { setImmediate as turn } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { Rtnl } from '../../src/index.ts'
import { FakeNetwork } from '../../src/testing.ts'
import { inNamespace } from '../kernel/namespace.ts'
import { build } from '../oracle/scene.ts'
import type { Lists } from './network/comparable.ts'
import { differencesOf, listsOf, outcomeOf } from './network/comparable.ts'
import { Steps } from './network/steps.ts'
import { randomSource, runs, seed, tellSeed } from './random.ts'

/** Duplicate address detection takes no time, and secondary addresses are deleted with the primary one. */
const SCENE = `
  set net/ipv6/conf/lo/dad_transmits 0
  set net/ipv6/conf/default/dad_transmits 0
  set net/ipv6/conf/default/router_solicitation_delay 0
  set net/ipv6/conf/default/router_solicitations 0
  set net/ipv4/conf/all/promote_secondaries 0
  set net/ipv4/conf/default/promote_secondaries 0
`

/** The kernel updates operational states and ends address detection soon after a call, not within it. */
const PATIENCE = 500

/** The kernel's lists as soon as they are those of the fake network, or after a while. */
const listsWhenSettled = async (rtnl: Rtnl, expected: Lists): Promise<Lists> => {
  for (let tries = 0; ; tries++) {
    // reading one link updates its operational state (linkwatch_sync_dev)
    for (const { index } of await rtnl.links.list()) await rtnl.links.get(index)
    const lists = await listsOf(rtnl)
    if (isDeepStrictEqual(lists, expected) || tries === PATIENCE) return lists
    await turn()
  }
}

/** How many calls share a comparison of the lists, if they are refused. */
const REFUSED = 8

/** Calls that must have succeeded, so that something was compared. */
const USUAL = [
  'links.add',
  'links.change',
  'links.delete',
  'addresses.add',
  'addresses.delete',
  'routes.add',
  'rules.add',
]

if (inNamespace(t, import.meta.url)) {
  tellSeed(t)
  build(SCENE)
  const network = new FakeNetwork()
  await using fake = await Rtnl.open({ transport: network.transport })
  await using kernel = await Rtnl.open({ io: 'inline' })
  const steps = new Steps(randomSource(seed))
  const first = steps.first()
  const done: string[] = []
  const succeeded = new Set<string>()
  const count = runs(250)
  for (let at = 0; at < count && t.passing(); at++) {
    const step = first.shift() ?? steps.next()
    const expected = await outcomeOf(kernel, step)
    const found = await outcomeOf(fake, step)
    done.push(`${step.text}: ${JSON.stringify(expected)}`)
    if (expected === 'done') succeeded.add(step.text.replace(/\(.*/, ''))
    if (!isDeepStrictEqual(found, expected)) t.strictSame(found, expected, step.text)
    if (expected !== 'done' && at % REFUSED > 0 && at < count - 1) continue
    const lists = await listsOf(fake)
    const differences = differencesOf(await listsWhenSettled(kernel, lists), lists)
    if (differences.length > 0) t.strictSame(differences, [], `after ${step.text}`)
  }
  if (t.passing())
    t.same(
      USUAL.filter((call) => !succeeded.has(call)),
      [],
      `${count} calls with the same outcomes and lists`,
    )
  else t.comment(done.slice(-60).join('\n'))
}
