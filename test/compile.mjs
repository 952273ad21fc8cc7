// Compiles every TypeScript file that tests run, so that none of their processes has to (`typescript.mjs`), and removes
// what was made of files that are gone or have changed.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { javascriptOf, keptAs } from './typescript.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = ['bench', 'examples', 'scripts', 'src', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.includes('node_modules/'))
    .map((name) => join(root, folder, name)),
)
await Promise.all(files.map(javascriptOf))

const current = new Set(files.map((path) => keptAs(path, readFileSync(path, 'utf8'))))
const folder = dirname([...current][0])
// A process that runs now may still need what is younger.
const DAY = 86_400_000
for (const name of readdirSync(folder)) {
  const path = join(folder, name)
  if (current.has(path.replace(/\.map$/, ''))) continue
  const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {}
  if (Date.now() - mtimeMs > DAY) rmSync(path, { force: true })
}
