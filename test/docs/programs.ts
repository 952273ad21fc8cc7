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

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What programs import, and where it is. */
const ENTRIES: { readonly [name: string]: string } = {
  rtnl: join(root, 'src/index.ts'),
  'rtnl/codec': join(root, 'src/codec.ts'),
  'rtnl/nftables': join(root, 'src/nftables.ts'),
  'rtnl/testing': join(root, 'src/testing.ts'),
}

const programsOf = (page: string): Handled[] => blocksOf(page, 'program', 'background')

const IMPORT = /^import [^\n]*$/gm

/** Background programs run at the same time as those after them; if one fails, the run fails. */
const source = (blocks: readonly Handled[], meanwhile: string): string => {
  const between = `await promisify(execFile)('bash', ['-c', ${JSON.stringify(meanwhile)}])`
  const text = blocks.map((block) =>
    block.handling === 'background'
      ? `void (async () => {\n${block.text.replace(IMPORT, '')}\n})()\n${between}`
      : block.text.replace(IMPORT, ''),
  )
  const imports = blocks.flatMap(({ text }) => text.match(IMPORT) ?? [])
  const known = imports.map((line) => line.replace(/'(rtnl[^']*)'/, (_, name: string) => `'${ENTRIES[name]}'`))
  const own = ["import { execFile } from 'node:child_process'", "import { promisify } from 'node:util'"]
  return [...own, ...known, ...text, 'setTimeout(() => process.exit(), 200)'].join('\n')
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs the page's programs in this process's namespace. `meanwhile`: a shell command to run after each background
 * program.
 */
export const runPrograms = async (page: string, meanwhile = ''): Promise<Ran> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtnl-docs-'))
  try {
    const file = join(folder, 'page.ts')
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(file, source(programsOf(page), meanwhile))
    const loader = ['--no-warnings', `--import=${join(root, 'test/typescript.mjs')}`]
    return await new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [...loader, file],
        { timeout: 60_000, env: UNMEASURED },
        (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
      )
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
