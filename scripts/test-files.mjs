// test-files.mjs PATH...: prints the programs that tap has to run for these test files, or those of these folders: the files
// themselves, or a program in .tap/together that runs several of them in one process. Those with the longest waits come first.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

/** Folders whose tests share nothing with the process, except those that match `ALONE`. */
const PURE = /^test\/(?:unit|golden|conformance)\//
/** What a file does that is alone in its process: it has other surroundings, starts processes or counts on their state. */
const ALONE = /\b(?:inNamespace|inSandbox)\(|'node:(?:child_process|worker_threads)'|\bprocess\.(?:env|on|once|exit)\b/
/** Enough that loading hardly counts, few enough that all processors end at the same time. */
const MOST = 10
/** Files that take a quarter of a minute or longer, on an idle machine with two processors. */
const LONG = /^test\/(?:guest|conformance\/nftables|kernel\/(?:labs|consent|netns-faults|netns-waits|write-back))/

const files = process.argv.slice(2).flatMap((path) =>
  statSync(path).isFile()
    ? [path]
    : readdirSync(path, { recursive: true })
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => join(path, name)),
)
const paths = [...new Set(files.map((file) => relative(root, join(root, file))))].sort()

const isPure = (file) => PURE.test(file) && !ALONE.test(readFileSync(file, 'utf8'))

/** A program that runs these files; its path. */
const program = (folder, number, some) => {
  const path = `.tap/together/${folder}-${number}.mjs`
  writeFileSync(
    path,
    `import { together } from '../../test/together.mjs'\n\ntogether(${JSON.stringify(some, null, 2)})\n`,
  )
  return path
}

rmSync('.tap/together', { recursive: true, force: true })
mkdirSync('.tap/together', { recursive: true })
const together = ['unit', 'golden', 'conformance'].flatMap((folder) => {
  const some = paths.filter((file) => file.startsWith(`test/${folder}/`) && isPure(file))
  const size = Math.ceil(some.length / Math.ceil(some.length / MOST))
  return some.flatMap((_, index) =>
    index % size === 0 ? [program(folder, index / size + 1, some.slice(index, index + size))] : [],
  )
})
const alone = paths.filter((file) => !isPure(file))
const isLong = (file) => LONG.test(file)
console.log([...alone.filter(isLong), ...together, ...alone.filter((file) => !isLong(file))].join('\n'))
