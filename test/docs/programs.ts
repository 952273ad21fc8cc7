/**
 * TypeScript blocks: the programs of a page are one module, as a reader would combine them. scripts/check-package.sh
 * checks their types, against the published ones.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Handled } from './blocks.ts'
import { blocksOf } from './blocks.ts'

/** Pages and scripts are not measured for coverage. */
export const UNMEASURED = { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' }

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What programs import, and where it is. */
export const ENTRIES: { readonly [name: string]: string } = {
  rtnl: join(root, 'src/index.ts'),
  'rtnl/codec': join(root, 'src/codec.ts'),
  'rtnl/nftables': join(root, 'src/nftables.ts'),
  'rtnl/testing': join(root, 'src/testing.ts'),
}

const IMPORT = /^import [^\n]*$/gm

/** The imports of some programs, from the sources, and the programs without them. */
export const moduleOf = (
  blocks: readonly Handled[],
): { readonly imports: readonly string[]; readonly bodies: readonly string[] } => {
  const imports = blocks.flatMap(({ text }) => text.match(IMPORT) ?? [])
  return {
    imports: imports.map((line) => line.replace(/'(rtnl[^']*)'/, (_, name: string) => `'${ENTRIES[name]}'`)),
    bodies: blocks.map(({ text }) => text.replace(IMPORT, '')),
  }
}

/** Background programs run at the same time as those after them; if one fails, the run fails. */
const source = (blocks: readonly Handled[], meanwhile: string): string => {
  const between = `await promisify(execFile)('bash', ['-c', ${JSON.stringify(meanwhile)}])`
  const { imports, bodies } = moduleOf(blocks)
  const text = bodies.map((body, index) =>
    blocks[index]?.handling === 'background' ? `void (async () => {\n${body}\n})()\n${between}` : body,
  )
  const own = ["import { execFile } from 'node:child_process'", "import { promisify } from 'node:util'"]
  return [...own, ...imports, ...text, 'setTimeout(() => process.exit(), 200)'].join('\n')
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Options of Node.js with which it runs TypeScript. */
export const LOADER: readonly string[] = ['--no-warnings', `--import=${join(root, 'test/typescript.mjs')}`]

/** Runs a program to its end. */
export const run = (program: string, words: readonly string[], options: object = {}): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(
      program,
      words,
      { timeout: 60_000, env: UNMEASURED, encoding: 'utf8', ...options },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    )
  })

/** Calls `work` with an empty folder for ES modules, which is removed afterwards. */
export const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtnl-docs-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * Runs the page's programs in this process's namespace. `meanwhile`: a shell command to run after each background
 * program.
 */
export const runPrograms = (page: string, meanwhile = ''): Promise<Ran> =>
  inFolder((folder) => {
    const file = join(folder, 'page.ts')
    writeFileSync(file, source(blocksOf(page, 'program', 'background'), meanwhile))
    return run(process.execPath, [...LOADER, file])
  })
