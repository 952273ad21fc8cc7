/** Everything that `rtnl-dump` uses of its process and of the kernel, so that tests can replace it. */
import type { Writable } from 'node:stream'
import type { Conntrack } from '../netfilter/conntrack/conntrack.ts'
import type { Nftables } from '../netfilter/nftables/nftables.ts'
import type { RelayAddress } from '../netlink/transport/relay/wire.ts'
import type { Netns } from '../netns/netns.ts'
import type { Rtnl } from '../rtnl/rtnl.ts'
import type { NamespaceRef } from '../setns/reference.ts'

/** An output stream. `isTTY`: it is a terminal, and may get colours. */
export type OutputStream = Writable & { readonly isTTY?: boolean | undefined }

export interface Io {
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly stdin: AsyncIterable<Uint8Array>
  readonly env: { readonly [name: string]: string | undefined }
  /** The version of this package: `0.1.0`. */
  readonly version: string
  /**
   * Opens the client, through a relay if one is given; nothing before it needs Linux. `inline` has the lower latency, `thread` never blocks the event
   * loop.
   */
  open(io: 'inline' | 'thread', netns?: NamespaceRef, relay?: RelayAddress): Promise<Rtnl>
  /** The same for nf_tables and for connection tracking. */
  openNftables(io: 'inline' | 'thread', netns?: NamespaceRef, relay?: RelayAddress): Promise<Nftables>
  openConntrack(io: 'inline' | 'thread', netns?: NamespaceRef, relay?: RelayAddress): Promise<Conntrack>
  /** The calls about namespaces. */
  readonly netns: Pick<typeof Netns, 'list' | 'listIds' | 'identify' | 'pids' | 'monitor'>
  readFile(path: string): Promise<Uint8Array>
  /**
   * A signal that aborts on the first SIGINT or SIGTERM from now on. Before this call they end the process as usual.
   */
  interrupted(): AbortSignal
  now(): Date
}
