/** Writes what a monitor receives to a pcap file. */
import { pcapHeader, pcapRecord } from '../../capture/pcap-writer.ts'
import { NETLINK_ROUTE } from '../../netlink/protocol/protocols.ts'
import type { Io, OutputFile } from '../io.ts'

const MILLISECOND = 1_000_000n

export class Capture {
  private readonly io: Io
  private readonly file: OutputFile
  private readonly failed: () => void
  private failure: unknown

  /** `failed` is called when a write has failed; `close` then throws the error. */
  constructor(io: Io, path: string, failed: () => void) {
    this.io = io
    this.failed = failed
    this.file = io.createFile(path)
    this.write(pcapHeader())
  }

  readonly record = (datagram: Uint8Array): void => {
    const time = BigInt(this.io.now().getTime()) * MILLISECOND
    this.write(pcapRecord(datagram, NETLINK_ROUTE, time))
  }

  /** Closes the file. @throws the error of the first write that failed. */
  close(): void {
    this.file.close()
    if (this.failure !== undefined) throw this.failure
  }

  private write(bytes: Uint8Array): void {
    if (this.failure !== undefined) return
    try {
      this.file.write(bytes)
    } catch (error) {
      this.failure = error
      this.failed()
    }
  }
}
