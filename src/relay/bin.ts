#!/usr/bin/env node
/** The program `rtnl-relay`: calls `main` with this process. */
import { openSync, readFileSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { loadNative } from '../netlink/transport/native.ts'
import { packageVersion } from '../startup/package.ts'
import { main } from './main.ts'

void main(process.argv.slice(2), {
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
  listening: {
    env: process.env,
    pid: process.pid,
    /* c8 ignore next -- Linux has it */
    uid: process.geteuid?.() ?? -1,
    readText: (path) => readFileSync(path, 'utf8'),
    interrupted: () => {
      const controller = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
      return controller.signal
    },
    /* c8 ignore start -- the process is replaced before it could report what was covered */
    restart: (keep, fd) => {
      // as of a service manager
      Object.assign(process.env, { LISTEN_FDS: '1', LISTEN_PID: String(process.pid) })
      const words = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
      return loadNative().execRestricted(keep, fd, Buffer.from(words.map((word) => `${word}\0`).join('')))
    },
    /* c8 ignore stop */
    clock: () => performance.now(),
  },
}).then((code) => {
  process.exitCode = code
})
