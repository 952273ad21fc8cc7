/** Everything that `rtnl-relay` uses of its process, so that tests can replace it. */
import type { Readable, Writable } from 'node:stream'

export interface Io {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  /** The version of this package: `0.1.0`. */
  readonly version: string
  readFile(path: string): Promise<string>
}
