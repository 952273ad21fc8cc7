/** The program `rtnl-relay`: calls `main` with this process. */
import { openSync, readFileSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { main } from './main.ts'

/** The version in package.json. This file is in `dist` of the package, or in `src/relay` of a checkout. */
const packageVersion = (): string => {
  /* c8 ignore next -- one branch is for the package, which is tested as a whole */
  const up = import.meta.url.endsWith('/src/relay/bin.ts') ? '../../package.json' : '../package.json'
  return (JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { version: string }).version
}

process.exitCode = await main(process.argv.slice(2), {
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  get version() {
    return packageVersion()
  },
  readFile: (path) => readFile(path, 'utf8'),
  appender: (path) => {
    const fd = openSync(path, 'a', 0o600)
    return (line) => void writeSync(fd, line)
  },
  now: () => new Date(),
})
