// on-fast-paths.mjs PATH...: prints the test files in these folders that may take other ways with RTNL_FAST=0, by what the
// last run of all tests recorded (.tap). Left out is a file whose processes never read a switch of fast paths: V8 counted
// every block of code that they ran.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { javascriptOf } from '../test/typescript.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path) => readFileSync(path, 'utf8')

const SWITCH = /\b(?:fastPaths|FAST|RTNL_FAST)\b/g
/** The files that set the switches. */
const SETTERS = ['src/netlink/codec/fast/fast-paths.ts', 'src/netlink/socket/fast-paths.ts'].map((path) =>
  join(root, path),
)
/** What other processes and threads ran is not all recorded. */
const OTHERS = /['"]node:(?:child_process|worker_threads)['"]/

/** Where a file reads a switch, in the JavaScript that V8 ran. */
const found = new Map()
const readsIn = async (path) => {
  if (!found.has(path)) {
    const text = (await javascriptOf(path)).replace(/^import .*$/gm, (line) => ' '.repeat(line.length))
    found.set(
      path,
      [...text.matchAll(SWITCH)].map(({ index }) => index),
    )
  }
  return found.get(path)
}

/** How often the code at an offset was run: the count of the smallest range around it. */
const countAt = (functions, offset) => {
  const around = functions
    .flatMap(({ ranges }) => ranges)
    .filter(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset)
  return around.toSorted((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset))[0]?.count ?? 1
}

/** Whether the process is proven to have read no switch. */
const readNone = async ({ uuid }) => {
  const kept = join(root, '.tap/coverage', `${uuid}.json`)
  if (!existsSync(kept)) return false
  for (const { url, functions } of JSON.parse(read(kept)).result) {
    const path = fileURLToPath(url)
    if (!path.endsWith('.ts') || SETTERS.includes(path)) continue
    if (path.startsWith(join(root, 'test/')) && OTHERS.test(read(path))) return false
    for (const offset of await readsIn(path)) if (countAt(functions, offset) > 0) return false
  }
  return true
}

/** Whether all of a test file's processes are. tap records no coverage of the file itself. */
const isProven = async (path, own) => {
  const text = read(path)
  if (own.length === 0 || OTHERS.test(text) || text.search(SWITCH) >= 0) return false
  return (await Promise.all(own.map(readNone))).every(Boolean)
}

const tests = process.argv.slice(2).flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(root, folder, name)),
)
const infos = join(root, '.tap/processinfo')
const records = readdirSync(infos).map((name) => JSON.parse(read(join(infos, name))))
for (const path of tests.sort()) {
  const own = records.filter(({ argv }) => argv[1] === path)
  if (!(await isProven(path, own))) console.log(path)
}
