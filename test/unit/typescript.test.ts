/**
 * The loader of tests (test/typescript.mjs): nothing stale, no unnecessary compilation, line numbers of the .ts file.
 */
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'

const LOADER = fileURLToPath(new URL('../typescript.mjs', import.meta.url))
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/rtnl/', import.meta.url))

const run = (file: string): { stdout: string; stderr: string } =>
  spawnSync(process.execPath, ['--no-warnings', '--enable-source-maps', '--import', LOADER, file], { encoding: 'utf8' })

/** The cached output of a file with a unique name. */
const keptOf = (name: string): string[] =>
  readdirSync(FOLDER)
    .filter((entry) => entry.startsWith(`${name}-`))
    .map((entry) => join(FOLDER, entry))

const program = (t: Test, text: string): { name: string; file: string } => {
  const name = `program-${randomUUID()}.ts`
  t.teardown(() => {
    for (const kept of keptOf(name)) rmSync(kept)
  })
  return { name, file: join(t.testdir({ [name]: text }), name) }
}

t.test('a changed file is compiled again, even if size and time are the same', async (t) => {
  const { file } = program(t, "console.log('first' satisfies string)\n")
  t.equal(run(file).stdout, 'first\n')
  const { atime, mtime } = statSync(file)
  writeFileSync(file, "console.log('other' satisfies string)\n")
  utimesSync(file, atime, mtime)
  t.equal(run(file).stdout, 'other\n')
})

t.test('a cached file is run without being compiled again', async (t) => {
  const { name, file } = program(t, "console.log('compiled' satisfies string)\n")
  t.equal(run(file).stdout, 'compiled\n')
  const kept = keptOf(name)
  t.equal(kept.length, 2, 'the code and its map')
  const code = kept.find((path) => path.endsWith('.mjs')) ?? ''
  writeFileSync(code, readFileSync(code, 'utf8').replace('compiled', 'kept'))
  t.equal(run(file).stdout, 'kept\n')
})

t.test('a stack trace has the line of the .ts file, compiled or cached', async (t) => {
  const text = [
    'interface Gone {',
    '  readonly here: string',
    '}',
    '',
    "throw new Error('here' satisfies Gone['here'])",
  ]
  const { file } = program(t, text.join('\n'))
  for (const how of ['compiled', 'kept']) t.match(run(file).stderr, `(${file}:5:7)\n`, how)
})

t.test('an import of a missing file names it', async (t) => {
  const { file } = program(t, "import './nowhere.ts'\n")
  t.match(run(file).stderr, /ENOENT: .*nowhere\.ts'/)
})
