/** A relay in the process of the test, and connections to it. */
import { Duplex } from 'node:stream'
import type { SocketOptions } from '../src/netlink/socket/socket.ts'
import { NetlinkSocket } from '../src/netlink/socket/socket.ts'
import { RelayConnection } from '../src/netlink/transport/relay/connection.ts'
import { DuplexWire } from '../src/netlink/transport/relay/duplex.ts'
import type { Gate } from '../src/relay/gate.ts'
import { openGate } from '../src/relay/gate.ts'
import type { Limits } from '../src/relay/limits.ts'
import { DEFAULT_LIMITS } from '../src/relay/limits.ts'
import { Session } from '../src/relay/session.ts'

/** One end of a pair of streams. */
class End extends Duplex {
  other!: End
  private taken: (() => void) | undefined

  override _read(): void {
    const { taken } = this
    this.taken = undefined
    taken?.()
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.other.taken = done
    this.other.push(chunk)
  }

  override _final(done: () => void): void {
    this.other.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.other.destroyed) this.other.push(null)
    done(error)
  }
}

/** Two streams, each of which reads what is written to the other. */
export const streamPair = (): readonly [Duplex, Duplex] => {
  const [one, other] = [new End(), new End()]
  one.other = other
  other.other = one
  return [one, other]
}

/** Starts a relay; returns the client's end of the stream. */
export const startRelay = (
  gate: Gate = openGate,
  limits: Partial<Limits> = {},
): { readonly stream: Duplex; readonly session: Session } => {
  const [stream, theirs] = streamPair()
  const session = new Session({ input: theirs, output: theirs, gate, limits: { ...DEFAULT_LIMITS, ...limits } })
  return { stream, session }
}

/** A socket of a relay of its own. It can be used at once; its port is known later. */
export const relayedSocket = (options: SocketOptions = {}, gate?: Gate): NetlinkSocket => {
  const connection = new RelayConnection(new DuplexWire(startRelay(gate).stream, 'the relay', false))
  connection.ready.catch(() => undefined)
  return new NetlinkSocket({ ...options, transport: (wanted) => connection.openNow(wanted) })
}
