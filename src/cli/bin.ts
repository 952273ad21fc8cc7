/** The program: gives the process to `main`. */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Conntrack } from '../conntrack/conntrack.ts'
import { Netns } from '../netns/netns.ts'
import { Nftables } from '../nftables/nftables.ts'
import { Rtnl } from '../rtnl/rtnl.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import type { Io } from './io.ts'
import { main } from './main.ts'

/** This file stands in `dist`, or in `src/cli` while it is worked on. */
const packageVersion = (): string => {
  /* c8 ignore next -- one arm is for the package, which is tested as a whole */
  const up = import.meta.url.endsWith('/src/cli/bin.ts') ? '../../package.json' : '../package.json'
  return (JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { version: string }).version
}

/** Without a namespace that of this process is meant, which is said by no `netns` at all. */
const inside = (io: 'inline' | 'thread', netns: NamespaceRef | undefined) =>
  netns === undefined ? { io } : { io, netns }

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  get stdin() {
    return process.stdin
  },
  env: process.env,
  get version() {
    return packageVersion()
  },
  open: (io, netns) => Rtnl.open(inside(io, netns)),
  openNftables: (io, netns) => Nftables.open(inside(io, netns)),
  openConntrack: (io, netns) => Conntrack.open(inside(io, netns)),
  netns: Netns,
  readFile,
  interrupted: () => {
    const controller = new AbortController()
    // Once: who asks a second time gets what the signal does by itself.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
    return controller.signal
  },
  now: () => new Date(),
}

process.exitCode = await main(process.argv.slice(2), io)
