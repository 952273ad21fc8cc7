/** nftables' own rule tests, as far as this machine's nft takes them: they list the same, as text and as values. */
import t from 'tap'
import { inNamespace } from '../kernel/namespace.ts'
import { machine, score, skip } from './nftables-score.ts'

/** Rules that an nft of 1.0.6 takes; newer ones take more. */
const FEWEST = 3284

if (inNamespace(t, import.meta.url)) {
  t.setTimeout(900_000)
  t.test('every rule lists the same', { skip, timeout: 900_000 }, async (t) => score(t, machine(), FEWEST))
}
