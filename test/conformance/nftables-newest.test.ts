/**
 * nftables' own rule tests, with Debian's newest nft: the rules that it accepts are listed the same, as text and as
 * values.
 */
import t from 'tap'
import { inNamespace } from '../kernel/namespace.ts'
import { newest, score, skip } from './nftables-score.ts'

/** Number of rules that nft 1.1.7 accepts. */
const FEWEST = 3572

// the programs are downloaded for x86-64 only, like the guest kernel
const here = process.arch === 'x64' ? skip : 'no nft for this machine'

if (inNamespace(t, import.meta.url)) {
  t.setTimeout(900_000)
  t.test('every rule is listed the same', { skip: here, timeout: 900_000 }, async (t) => score(t, newest(), FEWEST))
}
