/** Requests to the helper about names; the type of the function that opens sockets. */
import type { NativeFile } from '../netlink/transport/native.ts'
import type { HelperAnswer } from '../setns/helper.ts'
import { askHelper } from '../setns/helper.ts'
import type { Operation, SocketNumbers } from '../setns/messages.ts'
import { namespaceNameBytes } from '../setns/names.ts'

/** Opens a socket in a namespace, bound if an address is given. The caller owns the descriptor. */
export type Open = (socket: SocketNumbers, address?: Uint8Array, signal?: AbortSignal) => Promise<number>

/** Sends a request about a name. An empty name: a namespace without a name. */
export const askByName = (
  operation: Operation,
  name: string,
  signal: AbortSignal | undefined,
  namespace?: NativeFile,
): Promise<HelperAnswer> => {
  const text = name === '' ? new Uint8Array(0) : namespaceNameBytes(name)
  return askHelper({ operation, target: name === '' ? 'anonymous' : name, text, namespace }, { signal })
}
