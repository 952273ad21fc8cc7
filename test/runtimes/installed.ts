/** What scripts/fetch-runtimes.sh has installed, and how programs are run. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { arch } from 'node:process'
import { promisify } from 'node:util'

export interface Ran {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end, at most five minutes: the processors may be busy. A code that is not a number is the signal that ended it. */
export const run = async (words: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> => {
  const [program = '', ...rest] = words
  const options = { cwd, env: { ...process.env, ...env }, timeout: 300_000, killSignal: 'SIGKILL' } as const
  try {
    return { code: 0, ...(await promisify(execFile)(program, rest, options)) }
  } catch (error) {
    const { code, signal, stdout = '', stderr = String(error) } = error as Ran & { signal?: string }
    return { code: signal ?? code, stdout, stderr }
  }
}

/** The end of what a program printed, for a cell of a table. */
export const failure = ({ code, stdout, stderr }: Ran): string =>
  `fails (${code}): ${(stdout + stderr).trim().slice(-600).replaceAll('\n', ' ')}`

/** The programs in the folder `modules`. */
export const programs = (modules: string) => ({
  node: (version: string): string => join(modules, `node-${version}-${arch}/bin/node`),
  bun: (version = ''): string => join(modules, `bun-${version}${arch}/bin/bun`),
  deno: join(modules, `deno-${arch}/deno`),
  npm: (version: string): string => join(modules, `npm-${version}/bin/npm-cli.js`),
  nodeGyp: (version: string): string => join(modules, `npm-${version}/node_modules/node-gyp/bin/node-gyp.js`),
  /** Contains `include/node`. */
  headers: join(modules, `node-24-${arch}`),
})
