/**
 * Scores nftables' own rule tests, in a namespace of their own: every rule that an nft accepts is read, and added again
 * as our text and as our values; both are listed as that nft listed the rule. The scorer and the rules are next to the
 * repository, and it runs the output of `npm run build`.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { skip as absent } from './cases.ts'
import { copyTaken } from './nftables-taken.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const corpus = fileURLToPath(new URL('../../../shared/conformance/nftables/', import.meta.url))
const scorer = join(corpus, 'score.mjs')

export const skip = !existsSync(scorer)
  ? absent || 'the rules are not here'
  : existsSync(`${root}/dist/nftables.js`)
    ? false
    : 'nothing is built: npm run build'

/** The path of `nft` in a `PATH`. */
export const machine = (): string => execFileSync('sh', ['-c', 'command -v nft'], { encoding: 'utf8' }).trim()
export const newest = (): string =>
  join(execFileSync(join(root, 'scripts/fetch-nft.sh'), { encoding: 'utf8' }).trim(), 'nft')

/** A time since an event (`last used 5m`) advances while the rules are listed: compared in hundreds of seconds. */
const wrapper = (nft: string): string => `#!/bin/bash
[[ " $* " = *' list '* ]] || exec ${nft} "$@"
set -o pipefail
${nft} "$@" | sed -E 's/("last": \\{"used": [0-9]+)[0-9]{5}\\}/\\1}/g'
`

/** Compares every rule that this nft accepts with itself; `fewest`: the minimum number of rules. */
export const score = (t: Test, nft: string, fewest: number): void => {
  const folder = mkdtempSync(join(tmpdir(), 'rtnl-nft-'))
  try {
    writeFileSync(join(folder, 'nft'), wrapper(nft), { mode: 0o755 })
    // it reads the rules beside it
    copyFileSync(scorer, join(folder, 'score.mjs'))
    copyTaken(nft, join(corpus, 'py'), join(folder, 'py'))
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'score.mjs'), root, '-v'], {
      env: { ...process.env, PATH: `${folder}:${process.env['PATH']}`, _TAPJS_PROCESSINFO_COVERAGE_: '0' },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    const lines = stdout.trimEnd().split('\n')
    const [, loaded, text, values] =
      /: (\d+) of \d+ rules loaded; text (\d+) same.*; values (\d+) same/.exec(lines.pop() ?? '') ?? []
    t.ok(Number(loaded) >= fewest, `${loaded} rules; ${stderr}`)
    t.equal(text, loaded, 'as text')
    t.equal(values, loaded, 'as values')
    t.strictSame(lines, [])
  } finally {
    rmSync(folder, { recursive: true })
  }
}
