/** A guest kernel sees the checkout read-only: what the loader of the tests cannot cache it still compiles. */
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { inSandbox, output } from './namespace.ts'

const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/rtnl/', import.meta.url))
const NODE = ['--no-warnings', '--enable-source-maps', '--import', './test/typescript.mjs']

if (inSandbox(t, import.meta.url)) {
  t.test('without a cache a program runs and its stack traces have the .ts file', async (t) => {
    const name = `program-${randomUUID()}.ts`
    const text = ['type Gone = string', '', "console.log('runs' satisfies Gone)", "throw new Error('here')"]
    const file = join(t.testdir({ [name]: text.join('\n') }), name)
    mkdirSync(FOLDER, { recursive: true })
    execFileSync('mount', ['--bind', '-o', 'ro', FOLDER, FOLDER])
    const printed = output(process.execPath, [...NODE, file])
    t.match(printed, /^runs\n/)
    t.match(printed, `(${file}:4:7)\n`)
    t.strictSame(
      readdirSync(FOLDER).filter((entry) => entry.startsWith(name)),
      [],
    )
  })
}
