/** How an engine treats its socket: which requests share a datagram, and which need an ACK. */
import type { Engine } from '../protocol/engine.ts'
import { conductOf, NETLINK_ROUTE } from '../protocol/protocols.ts'
import type { Transport } from '../transport/transport.ts'
import { FAST } from './fast-paths.ts'

/**
 * Changes are sent without an ACK if the protocol is known to refuse each one by a message, if no other code has set up
 * the socket, and if the program does not request warnings, which arrive in ACKs. Protocols that do not process a whole
 * datagram get one request per datagram; a request rejects when no reply can arrive any more.
 */
export const setConduct = (engine: Engine, transport: Transport, protocol: number, warns: boolean): void => {
  const { answersEach, answersAtOnce } = conductOf(protocol)
  engine.port = transport.port
  engine.window = transport.window
  engine.conclusive = transport.conclusive === true
  engine.answersEach = answersEach
  engine.answersAtOnce = answersAtOnce
  engine.silent = FAST && engine.conclusive && protocol === NETLINK_ROUTE && transport.adopted !== true && !warns
}
