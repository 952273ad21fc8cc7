/** Connects a client to a relay, which opens the client's sockets on another machine or with more privilege. */
import { connect } from 'node:net'
import type { ByteOrder } from '../netlink/codec/order.ts'
import { onAbort } from '../netlink/socket/abort.ts'
import type { RelayOptions } from '../netlink/transport/relay/connection.ts'
import { RelayConnection } from '../netlink/transport/relay/connection.ts'
import { DuplexWire } from '../netlink/transport/relay/duplex.ts'
import { ProgramWire } from '../netlink/transport/relay/program.ts'
import type { RelayAddress, Wire } from '../netlink/transport/relay/wire.ts'
import type { RemoteNamespace, Transport } from '../netlink/transport/transport.ts'
import { limited } from '../setns/limits.ts'
import type { WaitOptions } from '../setns/options.ts'

/** Milliseconds that a relay has to answer, unless the caller gives a `timeout`. */
const PATIENCE = 30_000

const wireOf = (address: RelayAddress): Wire => {
  if (typeof address === 'string') return new DuplexWire(connect(address), address, true)
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
    const connection = new RelayConnection(wireOf(address))
    const disarm = signal === undefined ? undefined : onAbort(signal, () => connection.fail(signal.reason))
    try {
      const order = await connection.ready
      return { connection, order, transport: await connection.open(options, where) }
    } finally {
      disarm?.()
    }
  })
