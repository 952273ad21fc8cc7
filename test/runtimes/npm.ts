/** What versions of npm do with the package, and whether it can be compiled. */
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { unshare } from '../kernel/surroundings.mjs'
import { failure, programs, type Ran, run } from './installed.ts'
import { eachOf, type Table } from './table.ts'

const COMPILED = ['build', 'native/build']
const OPTIONS = ['--prefer-offline', '--no-audit', '--no-fund', '--foreground-scripts']

const row = async (folder: string, tarball: string, modules: string, version: string): Promise<string[]> => {
  const { node, npm, nodeGyp, headers } = programs(modules)
  // npm 12 does not run in Node.js 20
  const program = node('24')
  const env = { PATH: `${dirname(program)}:${process.env['PATH']}` }
  const at = join(folder, `npm-${version}`)
  const installed = join(at, 'node_modules/rtnl')
  mkdirSync(at)
  writeFileSync(join(at, 'package.json'), '{ "private": true }')
  const call = (...words: string[]): Promise<Ran> => run([program, npm(version), ...words, ...OPTIONS], at, env)

  // what npm has to say of its own configuration
  const own = await call('rebuild')
  const quiet = (ran: Ran, expected: RegExp): string => {
    const compiled = COMPILED.some((path) => existsSync(join(installed, path)))
    return ran.code === 0 && ran.stderr === own.stderr && expected.test(ran.stdout) && !compiled
      ? 'no warning, nothing is compiled'
      : `${failure(ran)}${compiled ? ' and something was compiled' : ''}`
  }
  const install = quiet(await call('install', tarball), /^\s*added \d+ packages in \S+\s*$/)
  const rebuild = quiet(await call('rebuild'), /^\s*rebuilt dependencies successfully\s*$/)

  rmSync(join(installed, 'prebuilds'), { recursive: true })
  const gyp = [program, nodeGyp(version), 'rebuild', '-C', 'node_modules/rtnl/native', `--nodedir=${headers}`]
  const built = await run(gyp, at, env)
  cpSync(join(folder, 'main.mjs'), join(at, 'main.mjs'))
  const main = await run([...unshare, program, 'main.mjs'], at)
  const works = built.code === 0 && main.stdout === 'lo\n' ? 'works' : `${failure(built)}; ${failure(main)}`
  return [`npm ${(await call('--version')).stdout.trim()}`, install, rebuild, works]
}

export const npmVersions = async (folder: string, tarball: string, modules: string): Promise<Table> => ({
  columns: ['npm', '`npm install rtnl`', '`npm rebuild`', '`npx node-gyp rebuild -C node_modules/rtnl/native`'],
  rows: await eachOf(['11', '12'], (version) => row(folder, tarball, modules, version)),
})
