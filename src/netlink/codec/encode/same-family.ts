/** Checks that the addresses of a request are of its family: the kernel would silently use four bytes of an IPv6 address. */
import { EncodeError } from '../errors.ts'
import type { Message, Node, Row } from '../node.ts'
import type { Shape } from '../shape.ts'

/** Whether a node is an address of either family. */
export const isAddress = (node: Node): boolean =>
  node.type === 'text'
    ? node.format === 'address'
    : node.type === 'select' && node.by === 'header.family' && isAddress(node.otherwise)

const ADDRESSES = new WeakMap<Message, readonly string[]>()

/** The keys of the rows that are addresses of either family. */
const addressesOf = (node: Message): readonly string[] => {
  let keys = ADDRESSES.get(node)
  if (keys === undefined) {
    const { rows } = node.attributes
    keys = Object.keys(rows).filter((key) => isAddress((rows[key] as Row).node))
    ADDRESSES.set(node, keys)
  }
  return keys
}

/** Throws EncodeError for an address that is not of the request's family. */
export const checkFamily = (node: Message, shape: Shape, input: { readonly [key: string]: unknown }): void => {
  const { family } = input
  if (family !== 'inet' && family !== 'inet6') return
  for (const key of addressesOf(node)) {
    const value = input[key]
    if (typeof value !== 'string' || value === shape.absent?.[key]) continue
    checkAddress(value, family, key)
  }
}

/** Text that is no address at all is left to the encoder. */
export const checkAddress = (text: string, family: 'inet' | 'inet6', path: string): void => {
  if (text.includes(':') !== (family === 'inet6')) throw new EncodeError(path, `an address of family ${family}`, text)
}
