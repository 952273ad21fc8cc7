/** Runs the programs in `children/` as processes. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { root } from '../native/addon.ts'

/** The arguments that start a TypeScript program in the root of the repository. */
export const NODE: readonly string[] = [process.execPath, '--no-warnings', '--import', './test/typescript.mjs']

/** The path of a program. */
export const script = (name: string): string => fileURLToPath(new URL(`children/${name}.ts`, import.meta.url))

/** Runs a command in the root of the repository and parses its output as JSON. */
export const runJson = async (words: readonly string[]): Promise<unknown> => {
  const [program = '', ...rest] = words
  const { stdout } = await promisify(execFile)(program, rest, { cwd: root })
  return JSON.parse(stdout)
}
