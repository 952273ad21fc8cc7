/** Calls `main` with this process. */
import { createReadStream } from 'node:fs'
import type { OpenOptions } from '../client/opener.ts'
import type { RelayAddress } from '../netlink/transport/relay/wire.ts'
import { openMonitor } from '../netns/monitor.ts'
import type { Netns } from '../netns/netns.ts'
import { Rtnl } from '../rtnl/rtnl.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { packagePath, packageVersion } from '../startup/package.ts'
import type { Io } from './io.ts'
import { main } from './main.ts'
import { createFile } from './output-file.ts'

/** Bytes that are read of a file at a time. Four times as many as Node.js would: each read takes a turn of the event loop. */
const READ_SIZE = 1 << 18

/** Without `netns`: the namespace of this process. */
const at = (io: 'inline' | 'thread', netns?: NamespaceRef, relay?: RelayAddress): OpenOptions => ({
  ...(relay === undefined ? { io } : { relay }),
  ...(netns === undefined ? {} : { netns }),
})

/** Imported late, like the commands that need it. */
const namespaces = async (): Promise<typeof Netns> => (await import('../netns/netns.ts')).Netns

type LateVerb = 'list' | 'listIds' | 'identify' | 'pids'
type Call = (...values: readonly unknown[]) => Promise<unknown>

const late = <V extends LateVerb>(verb: V): (typeof Netns)[V] => {
  const call: Call = async (...values) => ((await namespaces())[verb] as Call)(...values)
  return call as (typeof Netns)[V]
}

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
  openNftables: async (...where) => {
    const { Nftables } = await import('../netfilter/nftables/nftables.ts')
    return Nftables.open(at(...where))
  },
  openConntrack: async (...where) => {
    const { Conntrack } = await import('../netfilter/conntrack/conntrack.ts')
    return Conntrack.open(at(...where))
  },
  netns: {
    list: late('list'),
    listIds: late('listIds'),
    identify: late('identify'),
    pids: late('pids'),
    monitor: openMonitor,
  },
  readFile: (path) => createReadStream(path, { highWaterMark: READ_SIZE }),
  // the build has made it
  pageFolder: packagePath('dist/page/'),
  trace: async (target) => (await import('./tracing/strace.ts')).startTrace(target),
  recordedMonitor: async (...where) => (await import('./recorded-monitor.ts')).recordedMonitor(...where),
  createFile,
  findNamespaces: async () => (await import('./found-namespaces.ts')).findNamespaces((await namespaces()).list),
  interrupted: () => {
    const controller = new AbortController()
    // Once: a second signal has its default effect.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
    return controller.signal
  },
  now: () => new Date(),
}

void main(process.argv.slice(2), io).then((code) => {
  process.exitCode = code
})
