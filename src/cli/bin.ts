/** The program: calls `main` with this process. */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { OpenOptions } from '../client/opener.ts'
import { Conntrack } from '../netfilter/conntrack/conntrack.ts'
import { Nftables } from '../netfilter/nftables/nftables.ts'
import type { RelayAddress } from '../netlink/transport/relay/wire.ts'
import { Netns } from '../netns/netns.ts'
import { Rtnl } from '../rtnl/rtnl.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import type { Io } from './io.ts'
import { main } from './main.ts'

/** The version in package.json. This file is in `dist` of the package, or in `src/cli` of a checkout. */
const packageVersion = (): string => {
  /* c8 ignore next -- one branch is for the package, which is tested as a whole */
  const up = import.meta.url.endsWith('/src/cli/bin.ts') ? '../../package.json' : '../package.json'
  return (JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { version: string }).version
}

/** Without `netns`: the namespace of this process. */
const at = (io: 'inline' | 'thread', netns?: NamespaceRef, relay?: RelayAddress): OpenOptions => ({
  ...(relay === undefined ? { io } : { relay }),
  ...(netns === undefined ? {} : { netns }),
})

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
  open: (...where) => Rtnl.open(at(...where)),
  openNftables: (...where) => Nftables.open(at(...where)),
  openConntrack: (...where) => Conntrack.open(at(...where)),
  netns: Netns,
  readFile,
  interrupted: () => {
    const controller = new AbortController()
    // Once: a second signal has its default effect.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
    return controller.signal
  },
  now: () => new Date(),
}

process.exitCode = await main(process.argv.slice(2), io)
