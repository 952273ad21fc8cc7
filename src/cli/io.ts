/** Everything that `rtnl-dump` uses of its process and of the kernel, so that tests can replace it. */
import type { Writable } from 'node:stream'
import type { Conntrack } from '../netfilter/conntrack/conntrack.ts'
import type { Nftables } from '../netfilter/nftables/nftables.ts'
import type { Stream } from '../netlink/socket/stream.ts'
import type { RelayAddress } from '../netlink/transport/relay/wire.ts'
import type { Netns } from '../netns/netns.ts'
import type { RtnlEvent } from '../rtnl/events.ts'
import type { MonitorOptions } from '../rtnl/monitor.ts'
import type { Rtnl } from '../rtnl/rtnl.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import type { FoundNamespace } from './found-namespaces.ts'
import type { Target, Trace } from './tracing/strace.ts'

/** An output stream. `isTTY`: it is a terminal, and may get colours. */
export type OutputStream = Writable & { readonly isTTY?: boolean | undefined }

/** A file that is being written. */
export interface OutputFile {
  /** Writes all bytes before it returns. */
  write(bytes: Uint8Array): void
  close(): void
}

export interface Io {
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly stdin: AsyncIterable<Uint8Array>
  readonly env: { readonly [name: string]: string | undefined }
  /** The version of this package: `0.1.0`. */
  readonly version: string
  /**
   * Opens the client, through a relay if one is given; nothing before it needs Linux. `inline` has the lower latency,
   * `thread` never blocks the event loop.
   */
  open(io: 'inline' | 'thread', netns?: NamespaceRef, relay?: RelayAddress): Promise<Rtnl>
  /** The same for nf_tables and for connection tracking. */
  openNftables(io: 'inline' | 'thread', netns?: NamespaceRef, relay?: RelayAddress): Promise<Nftables>
  openConntrack(io: 'inline' | 'thread', netns?: NamespaceRef, relay?: RelayAddress): Promise<Conntrack>
  /**
   * Like `monitor` of a client in the namespace. `record` gets every datagram of its socket, in both directions; it must
   * not throw.
   */
  recordedMonitor(
    netns: NamespaceRef | undefined,
    options: MonitorOptions,
    record: (datagram: Uint8Array) => void,
  ): Promise<Stream<RtnlEvent>>
  /** The calls about namespaces. */
  readonly netns: Pick<typeof Netns, 'list' | 'listIds' | 'identify' | 'pids' | 'monitor'>
  /** The bytes of a file, as they are read. */
  readFile(path: string): AsyncIterable<Uint8Array>
  /** The folder with the files of the page that `serve` shows. */
  readonly pageFolder: string
  /** Starts a program under strace, or attaches strace to a process. Rejects with TraceError. */
  trace(target: Target): Promise<Trace>
  /** All network namespaces that can be found on this machine, this one first. */
  findNamespaces(): Promise<readonly FoundNamespace[]>
  /** Creates a file, or empties it. */
  createFile(path: string): OutputFile
  /**
   * A signal that aborts on the first SIGINT or SIGTERM from now on. Before this call they end the process as usual.
   */
  interrupted(): AbortSignal
  now(): Date
}
