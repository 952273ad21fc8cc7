/** A relay in the process of the test, and connections to it. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import type { SocketOptions } from '../src/netlink/socket/socket.ts'
import { NetlinkSocket } from '../src/netlink/socket/socket.ts'
import { RelayConnection } from '../src/netlink/transport/relay/connection.ts'
import { KEY } from '../src/netlink/transport/relay/datagram/format.ts'
import type { Credentials } from '../src/netlink/transport/relay/datagram/native.ts'
import { NativeDatagrams, NativePort } from '../src/netlink/transport/relay/datagram/native.ts'
import { DatagramStream } from '../src/netlink/transport/relay/datagram/stream.ts'
import { DuplexWire } from '../src/netlink/transport/relay/duplex.ts'
import type { Gate } from '../src/relay/gate.ts'
import { openGate } from '../src/relay/gate.ts'
import type { Limits } from '../src/relay/limits.ts'
import { DEFAULT_LIMITS } from '../src/relay/limits.ts'
import { Session } from '../src/relay/session.ts'
import { Rtnl } from '../src/rtnl/rtnl.ts'

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

/** The same over unix datagram sockets, as the clients of a relay that listens have them. */
export const datagramPair = (): readonly [Duplex, Duplex] => {
  const folder = mkdtempSync(join(tmpdir(), 'relayed-'))
  const ends = ['one', 'other'].map((name) => {
    const datagrams = new NativeDatagrams()
    datagrams.bind(join(folder, name))
    return datagrams
  }) as [NativeDatagrams, NativeDatagrams]
  ends[0].connect(join(folder, 'other'))
  ends[1].connect(join(folder, 'one'))
  rmSync(folder, { recursive: true })
  const key = randomBytes(KEY)
  const [one, other] = ends.map((end) => new DatagramStream(new NativePort(end), key)) as [
    DatagramStream,
    DatagramStream,
  ]
  // as the relay does: nothing else refers to its end
  other.ref()
  return [one, other]
}

/** Starts a relay; returns the client's end of the stream. */
export const startRelay = (
  gate: Gate = openGate,
  limits: Partial<Limits> = {},
  pair = streamPair,
  client?: Credentials,
): { readonly stream: Duplex; readonly session: Session } => {
  const [stream, theirs] = pair()
  const session = new Session({
    input: theirs,
    output: theirs,
    gate,
    limits: { ...DEFAULT_LIMITS, ...limits },
    ...(client === undefined ? {} : { client }),
  })
  return { stream, session }
}

/** A socket of a relay of its own. It can be used at once; its port is known later. */
export const relayedSocket = (options: SocketOptions = {}, gate?: Gate, pair = streamPair): NetlinkSocket => {
  const connection = new RelayConnection(new DuplexWire(startRelay(gate, {}, pair).stream, 'the relay', false))
  connection.ready.catch(() => undefined)
  return new NetlinkSocket({ ...options, transport: (wanted) => connection.openNow(wanted) })
}

/** The option of a client that works through a relay of its own, over datagrams. */
export const viaRelay = (): { readonly relay: Duplex } => ({ relay: startRelay(openGate, {}, datagramPair).stream })

/** Calls it with a client that works through a relay. */
export const withRelayedRtnl = async (run: (rtnl: Rtnl, way: string) => Promise<void>): Promise<void> => {
  await using rtnl = await Rtnl.open(viaRelay())
  await run(rtnl, 'relay')
}
