/** Everything that `rtnl-relay` uses of its process, so that tests can replace it. */
import type { Readable, Writable } from 'node:stream'
import type { ListeningIo } from './listening/listening.ts'

export interface Io {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  /** The version of this package: `0.1.0`. */
  readonly version: string
  readFile(path: string): Promise<string>
  /** Opens a file to append lines to. Throws if that is not possible: nothing is served without its audit log. */
  appender(path: string): (line: string) => void
  now(): Date
  readonly listening: ListeningIo
}
