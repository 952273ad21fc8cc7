// test-files.mjs PATH...: prints the programs that tap has to run for these test files, or those of these folders: the files
// themselves, or a program in .tap/together that runs several of them in one process.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

/** Folders whose tests share nothing with the process, except those that match `ALONE`. */
const PURE = ['test/unit/', 'test/golden/', 'test/conformance/']
/** What a file does that is alone in its process: it has other surroundings, starts processes or counts on their state. */
const ALONE = /\b(?:inNamespace|inSandbox)\(|'node:(?:child_process|worker_threads)'|\bprocess\.(?:env|on|once|exit)\b/
/** Enough that loading hardly counts, few enough that all processors end at the same time. */
const MOST = 10

const files = process.argv.slice(2).flatMap((path) =>
  statSync(path).isFile()
    ? [path]
    : readdirSync(path, { recursive: true })
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => join(path, name)),
)
const paths = [...new Set(files.map((file) => relative(root, join(root, file))))].sort()

const isPure = (file) => PURE.some((folder) => file.startsWith(folder)) && !ALONE.test(readFileSync(file, 'utf8'))

/** A program that runs these files; its path. */
const program = (name, number, some) => {
  const path = `.tap/together/${name}-${number}.mjs`
  writeFileSync(
    path,
    `import { together } from '../../test/together.mjs'\n\ntogether(${JSON.stringify(some, null, 2)})\n`,
  )
  return path
}

rmSync('.tap/together', { recursive: true, force: true })
mkdirSync('.tap/together', { recursive: true })
const together = PURE.flatMap((folder) => {
  const some = paths.filter((file) => file.startsWith(folder) && isPure(file))
  const size = Math.ceil(some.length / Math.ceil(some.length / MOST))
  return some.flatMap((_, index) =>
    index % size === 0 ? [program(folder.split('/')[1], index / size + 1, some.slice(index, index + size))] : [],
  )
})
console.log([...together, ...paths.filter((file) => !isPure(file))].join('\n'))
