/** Every integer of more than one byte in the tables: its path and byte order. */

import { constantOf } from '../../src/netlink/codec/constants.ts'
import type { Node } from '../../src/netlink/codec/node.ts'
import { placeOf, scalarOf } from './assertions.ts'
import type { Visit } from './walk.ts'

export interface Integer {
  /** The attribute's constant, or `struct.member` (`place.key` if the header has no such struct). */
  readonly name: string
  readonly order: 'host' | 'be'
  readonly size: number
  /** An expression of the member's type; undefined if C has none. */
  readonly member: string | undefined
}

interface Wide {
  readonly order: 'host' | 'be'
  readonly size: number
  /** After the expression of a list's type comes an index. */
  readonly index: string
}

/** The integers in a node's value, unless they have a name of their own. */
const wide = (node: Node): Wide[] => {
  if (node.type === 'uint') return [{ order: 'host', size: 4, index: '' }]
  if (node.type === 'identifier') return [{ order: node.order, size: 8, index: '' }]
  if (node.type === 'list') return wide(node.of).map((inner) => ({ ...inner, index: '[0]' }))
  if (node.type === 'items' || node.type === 'vector') return wide(node.of)
  if (node.type === 'select') return [...Object.values(node.cases), node.otherwise].flatMap(wide)
  const scalar = scalarOf(node)
  return scalar !== undefined && scalar.size > 1 ? [{ order: scalar.order, size: scalar.size, index: '' }] : []
}

export const integersOf = (visits: readonly Visit[]): Integer[] =>
  visits.flatMap(({ node, path }): Integer[] => {
    if (node.type === 'attributes')
      return Object.entries(node.rows).flatMap(([key, row]) =>
        wide(row.node).map(({ order, size }) => ({
          name: constantOf(node, key),
          order,
          size,
          member: undefined,
        })),
      )
    if (node.type !== 'struct') return []
    return node.fields.flatMap(({ key, node: field }) => {
      const member = node.name === undefined ? null : node.fieldName(key)
      return wide(field).map(({ order, size, index }) => ({
        name: member === null ? `${node.name ?? placeOf(path)}.${key}` : `${node.name}.${member}`,
        order,
        size,
        member: member === null ? undefined : `((struct ${node.name} *)0)->${member}${index}`,
      }))
    })
  })
