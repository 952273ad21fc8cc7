// Compiles every TypeScript file that tests run, so that none of their processes has to (`typescript.mjs`), puts tap into
// one file, and removes what was made of files that are gone or have changed.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { javascriptOf, keptAs, tapClass, tapKeptAs } from './typescript.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = ['bench', 'examples', 'scripts', 'src', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.includes('node_modules/'))
    .map((name) => join(root, folder, name)),
)
await Promise.all(files.map(javascriptOf))

// tap would do that when it runs, which is too late for the file that is made of it
const unwanted = [...readFileSync(join(root, '.taprc'), 'utf8').matchAll(/"!(@tapjs\/.+)"/g)].map(([, name]) => name)
if (unwanted.some((name) => tapClass().includes(`"${name}"`)))
  execFileSync(join(root, 'node_modules/.bin/tap'), ['build'], { cwd: root, stdio: 'inherit' })

const tap = tapKeptAs()
if (!existsSync(tap)) {
  const temporary = `${tap}.${process.pid}`
  await build({
    entryPoints: [join(root, 'node_modules/tap/dist/esm/index.js')],
    outfile: temporary,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // The runner loads it in the same process; its state must be one.
    external: ['@tapjs/processinfo'],
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url)",
    },
    logLevel: 'error',
  })
  renameSync(temporary, tap)
}

const current = new Set([tap, ...files.map((path) => keptAs(path, readFileSync(path, 'utf8')))])
const folder = dirname(keptAs('', ''))
// A process that runs now may still need what is younger.
const DAY = 86_400_000
for (const name of readdirSync(folder, { recursive: true })) {
  const path = join(folder, name)
  if (current.has(path.replace(/\.map$/, ''))) continue
  const kept = statSync(path, { throwIfNoEntry: false })
  if (kept?.isFile() && Date.now() - kept.mtimeMs > DAY) rmSync(path, { force: true })
}
