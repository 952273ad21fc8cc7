/** nftables' own rule tests, as far as the newest nft that Debian has takes them: they list the same, as text and as values. */
import t from 'tap'
import { inNamespace } from '../kernel/namespace.ts'
import { newest, score, skip } from './nftables-score.ts'

/** Rules that an nft of 1.1.7 takes. */
const FEWEST = 3572

// the programs are fetched for x86-64, as for the guest kernel
const here = process.arch === 'x64' ? skip : 'no nft for this machine'

if (inNamespace(t, import.meta.url)) {
  t.setTimeout(900_000)
  t.test('every rule lists the same', { skip: here, timeout: 900_000 }, async (t) => score(t, newest(), FEWEST))
}
