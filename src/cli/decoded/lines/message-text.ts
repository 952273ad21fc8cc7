/** How the attributes of one kind of message are written as JSON. */
import type { Message, Node, Row } from '../../../netlink/codec/node.ts'
import { chooseAll } from '../../../netlink/codec/select.ts'
import { toJson } from '../../json.ts'
import { ByteMemo } from './byte-memo.ts'

export type Value = { readonly [key: string]: unknown }

/** How the attributes of one type are written. */
export interface AttributeText {
  readonly key: string
  /** `,"dst":`. */
  readonly start: string
  /** Whether the values are addresses, which differ from message to message. */
  readonly isAddress: boolean
}

/** What messages of one type have in common if the fields of their headers that select nodes are equal. */
export interface MessageText {
  /** By attribute type. Undefined: the table has no such row, or its text depends on other attributes. */
  readonly attributes: readonly (AttributeText | undefined)[]
  /** `,"oif":2` by the bytes of an attribute. */
  readonly values: ByteMemo<string>
}

/** Attribute types from here on are not written; the others are kept as bits of three words. */
export const TYPES = 96

/** The nodes that a node is made of. */
const partsOf = (node: Node): readonly Node[] => {
  switch (node.type) {
    case 'attributes':
      return Object.values(node.rows).map((row) => row.node)
    case 'message':
    case 'records':
      return [node.attributes]
    case 'struct':
      return node.fields.map((field) => field.node)
    case 'items':
    case 'groups':
    case 'list':
      return [node.of]
    case 'select':
      return [node.otherwise, ...Object.values(node.cases)]
    default:
      return []
  }
}

/** Adds the fields of a message's header that select nodes anywhere in it. */
const addSelecting = (node: Node, seen: Set<Node>, found: Set<string>): void => {
  if (seen.has(node)) return
  seen.add(node)
  if (node.type === 'select' && isByHeader(node)) found.add(node.by.slice(HEADER.length))
  for (const part of partsOf(node)) addSelecting(part, seen, found)
}

const HEADER = 'header.'
const isByHeader = ({ by }: { readonly by: string }): boolean => by.startsWith(HEADER)

const FIELDS = new WeakMap<Message, readonly string[]>()

/** The fields of a message's header that select nodes. */
export const selectingFields = (node: Message): readonly string[] => {
  const known = FIELDS.get(node)
  if (known !== undefined) return known
  const found = new Set<string>()
  addSelecting(node, new Set(), found)
  FIELDS.set(node, [...found])
  return [...found]
}

const isAddress = (node: Node): boolean => node.type === 'text' && node.format === 'address'

const attributeText = (key: string, { node, repeated }: Row, header: Value): AttributeText | undefined => {
  if (repeated || (node.type === 'select' && !isByHeader(node))) return undefined
  const chosen = node.type === 'select' ? chooseAll(node, { header, attributes: {} }) : node
  return { key, start: `,${toJson(key)}:`, isAddress: isAddress(chosen) }
}

export const messageText = ({ attributes: { rows } }: Message, header: Value): MessageText => {
  const attributes: (AttributeText | undefined)[] = new Array(TYPES).fill(undefined)
  for (const [key, row] of Object.entries(rows))
    if (row.id < TYPES) attributes[row.id] = attributeText(key, row, header)
  return { attributes, values: new ByteMemo() }
}
