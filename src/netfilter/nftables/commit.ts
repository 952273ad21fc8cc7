/** A transaction as one batch of nfnetlink, bound to the generation of the ruleset for which it was written. */
import { encode } from '../../netlink/codec/encode/encode.ts'
import type { Typed } from '../../netlink/codec/node.ts'
import type { KernelError } from '../../netlink/protocol/errors.ts'
import { BatchError } from '../../netlink/protocol/errors.ts'
import { NLM_F_ACK } from '../../netlink/protocol/header.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import type { BatchRequest } from '../../netlink/socket/socket.ts'
import { messageTypes, NFNL_SUBSYS_NFTABLES } from '../tables/index.ts'
import { ConflictError, TransactionError } from './errors.ts'
import type { NetfilterRequester } from './requester.ts'

const { NFNL_MSG_BATCH_BEGIN: BEGIN, NFNL_MSG_BATCH_END: END } = messageTypes

/** The requests between the begin and the end of a batch. Only the last one requests an ACK: one answers for all. */
const enclose = (requests: readonly BatchRequest[], genid: number, { order }: NetfilterRequester): BatchRequest[] => {
  const payload = (value: object): Uint8Array =>
    encode(BEGIN.node as Typed<unknown>, { header: { resId: NFNL_SUBSYS_NFTABLES }, ...value }, { order })
  const last = requests.length - 1
  return [
    { type: BEGIN.type, payload: payload({ genid }) },
    ...requests.map((request, at) =>
      at === last ? { ...request, flags: Number(request.flags) | NLM_F_ACK } : request,
    ),
    { type: END.type, payload: payload({}) },
  ]
}

/** The error of a batch in terms of its requests: message 0 is the begin of the batch, and carries its generation. */
const explain = (error: unknown, generation: number, total: number): unknown => {
  if (!(error instanceof BatchError)) return error
  const failures = error.failures as ReadonlyMap<number, KernelError>
  const beginning = failures.get(0)
  if (beginning !== undefined)
    return beginning.code === 'ERESTART' ? new ConflictError(generation, beginning) : beginning
  return new TransactionError(new Map([...failures].map(([index, failure]) => [index - 1, failure])), total)
}

/**
 * Sends the requests as one batch, which the kernel carries out as a whole or not at all. Resolves with the conflict, and
 * nothing done, if the ruleset is no longer of that generation.
 *
 * @throws {TransactionError} if the kernel refused requests.
 */
export const commit = (
  socket: NetfilterRequester,
  requests: readonly BatchRequest[],
  generation: number,
  options: RequestOptions,
): Promise<ConflictError | undefined> => {
  const refused = (error: unknown): ConflictError => {
    const reason = explain(error, generation, requests.length)
    if (reason instanceof ConflictError) return reason
    throw reason
  }
  return socket.atomic(enclose(requests, generation, socket), options).then(() => undefined, refused)
}
