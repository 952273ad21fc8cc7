/**
 * The networks of examples/, built by their programs without other tools, and checked by such tools after every step
 * (test/labs). Then each network is broken, and the checks must detect it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = new URL('../..', import.meta.url)
const LABS = ['0', '1', '2', '2d', '3', '4']

t.ok(existsSync(new URL('dist/index.js', root)), 'the package is built (npm run build), as the examples import it')

t.test('the examples build with nothing else', async (t) => {
  const folder = new URL('examples/', root)
  const imported = readdirSync(folder).flatMap((file) =>
    [...readFileSync(new URL(file, folder), 'utf8').matchAll(/(?:from|import\() *'(.*?)'/g)].map(
      ([, name]) => name ?? '',
    ),
  )
  const names = new Set(imported.filter((name) => !name.startsWith('./')))
  t.same([...names].sort(), ['node:events', 'node:fs/promises', 'rtnl', 'rtnl/nftables'])
})

// they wait for the network more than they use the machine
t.jobs = LABS.length + 1
t.setTimeout(0)
for (const lab of LABS) {
  const env = { ...process.env, SABOTAGE: 'yes' }
  const options = { env, buffered: true, name: `lab ${lab}`, timeout: 240_000 }
  t.spawn(fileURLToPath(new URL('test/labs/run-seed.sh', root)), [lab], options)
}

t.spawn(fileURLToPath(new URL('test/labs/run-seed.sh', root)), ['0'], {
  env: { ...process.env, BUILDER: 'node --no-warnings --import=./test/typescript.mjs test/labs/relayed.ts' },
  buffered: true,
  name: 'lab 0, by nobody through a relay',
  timeout: 240_000,
})
