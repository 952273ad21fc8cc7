/** What `rtnl-dump` needs of the world, so that a test can be the world. */
import type { Writable } from 'node:stream'
import type { Conntrack } from '../netfilter/conntrack/conntrack.ts'
import type { Nftables } from '../netfilter/nftables/nftables.ts'
import type { Netns } from '../netns/netns.ts'
import type { Rtnl } from '../rtnl/rtnl.ts'
import type { NamespaceRef } from '../setns/reference.ts'

/** Where text goes; colours are for terminals. */
export type OutputStream = Writable & { readonly isTTY?: boolean | undefined }

export interface Io {
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly stdin: AsyncIterable<Uint8Array>
  readonly env: { readonly [name: string]: string | undefined }
  /** Of this package: `0.1.0`. */
  readonly version: string
  /** Opens the client; the first thing that needs Linux. `inline` answers sooner, `thread` never holds the loop up. */
  open(io: 'inline' | 'thread', netns?: NamespaceRef): Promise<Rtnl>
  /** The same for nf_tables and for connection tracking. */
  openNftables(io: 'inline' | 'thread', netns?: NamespaceRef): Promise<Nftables>
  openConntrack(io: 'inline' | 'thread', netns?: NamespaceRef): Promise<Conntrack>
  /** What there is of namespaces. */
  readonly netns: Pick<typeof Netns, 'list' | 'listIds' | 'identify' | 'pids' | 'monitor'>
  readFile(path: string): Promise<Uint8Array>
  /** Aborts on the first SIGINT or SIGTERM from now on. Until it is called those end the process as usual. */
  interrupted(): AbortSignal
  now(): Date
}
