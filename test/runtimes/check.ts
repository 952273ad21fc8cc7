/**
 * Makes the tables of docs/runtimes.md: tries the packed package in each runtime, with each bundler and each version of
 * npm. Fails if the page shows something else; with `--write` it writes the page. scripts/check-runtimes.sh calls it.
 *
 *     check.ts TARBALL MODULES FOLDER [--write]
 *
 * MODULES is the folder that scripts/fetch-runtimes.sh prints. FOLDER has two installations of the tarball, `runtimes`
 * and `bundlers`.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundlers } from './bundlers.ts'
import { npmVersions } from './npm.ts'
import { runtimes } from './runtimes.ts'
import { withTable } from './table.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = join(root, 'docs/runtimes.md')
const [tarball = '', modules = '', folder = '', option] = process.argv.slice(2)

const before = readFileSync(page, 'utf8')
for (const at of ['', 'runtimes', 'bundlers'])
  cpSync(join(root, 'test/runtimes/programs'), join(folder, at), { recursive: true })
const tables = [
  await runtimes(join(folder, 'runtimes'), modules, root),
  await bundlers(join(folder, 'bundlers'), modules, root),
  await npmVersions(folder, tarball, modules),
]
const after = tables.reduce(withTable, before)
if (option === '--write') writeFileSync(page, after)
else if (after !== before) {
  const lines = before.split('\n')
  const lacking = after.split('\n').filter((line) => !lines.includes(line))
  throw new Error(`docs/runtimes.md shows something else than:\n${lacking.join('\n')}`)
}
