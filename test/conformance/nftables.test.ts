/**
 * nftables' own rule tests, in a namespace of their own: every rule that this machine's nft takes is read, and put in again
 * as our text and as our values; both list as nft listed it. The scorer and the rules lie beside the repository, and it
 * runs what `npm run build` makes.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { inNamespace } from '../kernel/namespace.ts'
import { skip as absent } from './cases.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const scorer = fileURLToPath(new URL('../../../shared/conformance/nftables/score.mjs', import.meta.url))

/** Rules that an nft of 1.0.6 takes; newer ones take more. */
const FEWEST = 3284
/** `last used 5m` is another time when it is listed again. */
const PASSING = /any\/last\.t/

const skip = !existsSync(scorer)
  ? absent || 'the rules are not here'
  : existsSync(`${root}/dist/nftables.js`)
    ? false
    : 'nothing is built: npm run build'

if (inNamespace(t, import.meta.url)) {
  t.setTimeout(900_000)
  t.test('every rule lists the same, as text and as values', { skip, timeout: 900_000 }, async (t) => {
    const { stdout, stderr } = spawnSync(process.execPath, [scorer, root, '-v'], {
      env: { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    const lines = stdout.trimEnd().split('\n')
    const counts = /: (\d+) of \d+ rules loaded; text \d+ same.*; values \d+ same/.exec(lines.pop() ?? '')
    t.ok(counts, stderr)
    t.ok(Number(counts?.[1]) >= FEWEST, `${counts?.[1]} rules`)
    t.strictSame(
      lines.filter((line) => !PASSING.test(line)),
      [],
    )
  })
}
