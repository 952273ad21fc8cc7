/**
 * nftables' own rule tests, with the installed nft: the rules that it accepts are listed the same, as text and as
 * values.
 */
import t from 'tap'
import { inNamespace } from '../kernel/namespace.ts'
import { machine, score, skip } from './nftables-score.ts'

/** Number of rules that nft 1.0.6 accepts; newer versions accept more. */
const FEWEST = 3284

if (inNamespace(t, import.meta.url)) {
  t.setTimeout(900_000)
  t.test('every rule is listed the same', { skip, timeout: 900_000 }, async (t) => score(t, machine(), FEWEST))
}
