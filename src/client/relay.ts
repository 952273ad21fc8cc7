/** Connects a client to a relay, which opens the client's sockets on another machine or with more privilege. */
import { connect } from 'node:net'
import type { ByteOrder } from '../netlink/codec/order.ts'
import { SocketError } from '../netlink/protocol/errors.ts'
import { onAbort } from '../netlink/socket/abort.ts'
import type { RelayOptions } from '../netlink/transport/relay/connection.ts'
import { RelayConnection } from '../netlink/transport/relay/connection.ts'
import { meet } from '../netlink/transport/relay/datagram/meeting.ts'
import { EPROTOTYPE } from '../netlink/transport/relay/datagram/native.ts'
import { openPort } from '../netlink/transport/relay/datagram/open.ts'
import { DuplexWire } from '../netlink/transport/relay/duplex.ts'
import { RelayError } from '../netlink/transport/relay/error.ts'
import { ProgramWire } from '../netlink/transport/relay/program.ts'
import type { RelayAddress, Wire } from '../netlink/transport/relay/wire.ts'
import type { RemoteNamespace, Transport } from '../netlink/transport/transport.ts'
import { limited } from '../setns/limits.ts'
import type { WaitOptions } from '../setns/options.ts'

/** Milliseconds that a relay has to answer, unless the caller gives a `timeout`. */
const PATIENCE = 30_000

/** Why datagrams were not tried. */
const UNTRIED = 'neither the addon of this package nor unix-dgram, which datagrams need, can be loaded'

/** A connection to a socket of streams, which a relay behind another program may have. */
const streamTo = (path: string, note = ''): Wire => {
  const stream = connect(path)
  stream.prependOnceListener('error', (error) => {
    error.message += note
  })
  return new DuplexWire(stream, path, true)
}

/** The connection to a path: datagrams, or a stream. */
const wireTo = async (path: string, signal: AbortSignal | undefined): Promise<Wire> => {
  try {
    const port = await openPort()
    if (port === undefined) return streamTo(path, ` (${UNTRIED})`)
    return new DuplexWire(await meet(path, port, signal), path, false)
  } catch (cause) {
    signal?.throwIfAborted()
    if (cause instanceof SocketError && cause.errno === EPROTOTYPE) return streamTo(path)
    throw new RelayError('ERR_RELAY_START', `${path} cannot be reached: ${(cause as Error).message}`, { cause })
  }
}

const wireOf = async (address: RelayAddress, signal: AbortSignal | undefined): Promise<Wire> => {
  if (typeof address === 'string') return await wireTo(address, signal)
  if ('write' in address) return new DuplexWire(address, 'the relay', false)
  const [program = '', ...args] = address
  return new ProgramWire(program, args)
}

/** A socket that a relay has opened, and the connection to open others with. */
export interface Relayed {
  readonly connection: RelayConnection
  /** Byte order of the relay's machine. */
  readonly order: ByteOrder
  readonly transport: Transport
}

/**
 * Connects to a relay and opens a socket there.
 *
 * @throws {RelayError} if the relay cannot be reached, is no relay of this version, or refuses the socket.
 * @throws {TimeoutError} if it does not answer in time: 30 seconds, unless `timeout` is given.
 */
export const openRelayed = (
  address: RelayAddress,
  { signal, timeout = PATIENCE }: WaitOptions,
  options: RelayOptions,
  where: RemoteNamespace | undefined,
): Promise<Relayed> =>
  limited('relay', { signal, timeout }, async (signal) => {
    const connection = new RelayConnection(await wireOf(address, signal))
    const disarm = signal === undefined ? undefined : onAbort(signal, () => connection.fail(signal.reason))
    try {
      const order = await connection.ready
      return { connection, order, transport: await connection.open(options, where) }
    } finally {
      disarm?.()
    }
  })
