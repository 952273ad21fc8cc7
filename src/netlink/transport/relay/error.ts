/** What can go wrong between a program and its relay. */
import { NetlinkError } from '../../protocol/errors.ts'

/**
 * - `ERR_RELAY_START`: the relay could not be started or reached.
 * - `ERR_RELAY_PROTOCOL`: the other end is no relay, or sent something that a relay does not send.
 * - `ERR_RELAY_VERSION`: the relay speaks another version.
 * - `ERR_RELAY_REFUSED`: the relay refused to open a socket or a namespace, or to join a group.
 * - `ERR_RELAY_LOST`: the connection has ended.
 * - `ERR_RELAY_SILENT`: the relay has stopped answering.
 */
export type RelayErrorCode =
  | 'ERR_RELAY_START'
  | 'ERR_RELAY_PROTOCOL'
  | 'ERR_RELAY_VERSION'
  | 'ERR_RELAY_REFUSED'
  | 'ERR_RELAY_LOST'
  | 'ERR_RELAY_SILENT'

/** The relay failed, not the request. A change that was sent before may have been carried out. */
export class RelayError extends NetlinkError {
  override name = 'RelayError'
  declare readonly code: RelayErrorCode

  constructor(code: RelayErrorCode, problem: string, options?: ErrorOptions) {
    super(code, `relay: ${problem}`, options)
  }
}
