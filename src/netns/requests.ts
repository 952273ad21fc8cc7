/** Requests to the helper that can be given up: what they made is then taken back once the answer comes. */
import { closeSync } from 'node:fs'
import type { NativeFile } from '../netlink/native.ts'
import { NetnsError } from '../setns/errors.ts'
import type { HelperAnswer } from '../setns/helper.ts'
import { askHelper } from '../setns/helper.ts'
import { unlessAborted } from '../setns/limits.ts'
import type { Operation, SocketNumbers } from '../setns/messages.ts'
import { namespaceNameBytes } from '../setns/names.ts'
import { openSocketIn } from '../setns/socket.ts'

/** Opens a socket in a namespace and binds it where there is an address. The descriptor is the caller's. */
export type Open = (socket: SocketNumbers, address?: Uint8Array, signal?: AbortSignal) => Promise<number>

const warn = (name: string, error: Error): void => {
  const message = `netns ${name} was made after its request was given up, and could not be deleted: ${error.message}`
  process.emitWarning(message, { type: 'RtnlWarning', code: 'RTNL_NETNS_LEFT_BEHIND' })
}

/** Deletes a name that nobody waits for any more. */
const takeBack = (name: string): void => {
  askHelper({ operation: 'delete', target: name, text: namespaceNameBytes(name) }).catch((error: Error) => {
    if (!(error instanceof NetnsError && error.code === 'ENOENT')) warn(name, error)
  })
}

/** A request about a name; an empty one is that of a namespace without a name. */
export const askByName = (
  operation: Operation,
  name: string,
  { namespace, signal }: { readonly namespace?: NativeFile; readonly signal?: AbortSignal | undefined } = {},
): Promise<HelperAnswer> => {
  const text = name === '' ? new Uint8Array(0) : namespaceNameBytes(name)
  const target = name === '' ? 'anonymous' : name
  const begin = (): Promise<HelperAnswer> => askHelper({ operation, target, text, namespace })
  return unlessAborted(signal, begin, ({ fd }) => {
    if (fd !== undefined) closeSync(fd)
    if (name !== '' && operation !== 'delete') takeBack(name)
  })
}

/** A socket of the namespace. */
export const openSocket = (
  namespace: NativeFile,
  target: string,
  socket: SocketNumbers,
  address: Uint8Array | undefined,
  signal: AbortSignal | undefined,
): Promise<number> => unlessAborted(signal, () => openSocketIn(namespace, target, socket, address), closeSync)
