/**
 * Follows docs/guides/bundling.md with the installed package, in the folder that is the argument: writes the files of the
 * page, runs its commands in order, in a network namespace, and compares what they print. scripts/check-package.sh runs it.
 */
import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unshare } from '../kernel/surroundings.mjs'
import { blocksOf, fileOf } from './blocks.ts'
import { shownIn } from './shown.ts'

const PAGE = 'docs/guides/bundling.md'
const [folder = '.'] = process.argv.slice(2)

/** Runs a command in the folder; throws if it fails. */
const sh = (command: string): string => {
  const [program = '', ...words] = [...unshare, 'bash', '-e', '-c', command]
  return execFileSync(program, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

for (const block of blocksOf(PAGE, 'package')) {
  const { language, text, line } = block
  if (language === 'js') writeFileSync(join(folder, fileOf(block)), text)
  else if (language === 'sh') sh(text)
  else
    for (const { command, output } of shownIn(block))
      assert.equal(sh(command).trimEnd(), output, `${PAGE}:${line} $ ${command}`)
}
