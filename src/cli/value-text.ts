/** Formats a decoded value for a line of an annotated tree, with the kernel's constant if there is one. */
import type { Enumeration, Node } from '../netlink/codec/node.ts'
import { brief } from './format/words.ts'
import { visible } from './terminal.ts'

/** `unicast (RTN_UNICAST)`. */
const wordText = (node: Enumeration, value: string | number): string => {
  const constant = node.constants[value]
  return constant === undefined || constant === null ? String(value) : `${value} (${constant})`
}

/** The text of a node's value. */
export const valueText = (node: Node | undefined, value: unknown): string => {
  if (value instanceof Uint8Array) return value.length === 1 ? '1 byte' : `${value.length} bytes`
  if (node?.type === 'enum') return wordText(node, value as string | number)
  if (node?.type === 'flags') return (value as readonly unknown[]).join(' ') || 'none'
  if (node?.type === 'text' && node.format === 'string') return `"${visible(String(value))}"`
  if (node?.type === 'bool') return String(Number(value))
  return value === true ? 'set' : brief(value)
}
