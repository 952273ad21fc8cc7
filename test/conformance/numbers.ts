/** Our values in the form of libraries without words: words and flags as numbers, bytes as hexadecimal digits. */

import type { Node } from '../../src/netlink/codec/node.ts'
import type { Scope } from '../../src/netlink/codec/select.ts'
import { choose } from '../../src/netlink/codec/select.ts'
import { hexOf } from '../golden/messages.ts'

export type Value = { readonly [key: string]: unknown }

const numberOf = (numbers: { readonly [word: string]: number }, value: unknown): number =>
  typeof value === 'string' ? (numbers[value] ?? Number.NaN) : Number(value)

export const numbersOf = (node: Node, value: unknown, scope: Scope): unknown => {
  if (value === undefined) return undefined
  const inside = value as Value
  switch (node.type) {
    case 'select':
      return numbersOf(value instanceof Uint8Array ? node.otherwise : choose(node, scope), value, scope)
    case 'enum':
      return numberOf(node.numbers, value)
    case 'flags':
      return (value as unknown[]).reduce<number>((mask, bit) => mask + numberOf(node.numbers, bit), 0)
    case 'scalar':
    case 'bool':
    case 'uint':
      return Number(value)
    case 'bytes':
      return hexOf(value as Uint8Array)
    case 'struct':
      return Object.fromEntries(
        node.fields.map(({ key, node: field }) => [node.fieldName(key) ?? key, numbersOf(field, inside[key], scope)]),
      )
    case 'list':
    case 'items':
      return (value as unknown[]).map((one) => numbersOf(node.of, one, scope))
    case 'vector':
      return Object.fromEntries(Object.entries(inside).map(([key, number]) => [key, Number(number)]))
    case 'attributes': {
      const nest: Scope = { header: scope.header, attributes: { ...inside } }
      const reported = Object.entries(node.rows).filter(([key]) => inside[key] !== undefined)
      return Object.fromEntries(
        reported.map(([key, row]) => [
          key,
          row.repeated
            ? (inside[key] as unknown[]).map((one) => numbersOf(row.node, one, nest))
            : numbersOf(row.node, inside[key], nest),
        ]),
      )
    }
    case 'message': {
      const header = inside['header'] as Value
      const nest: Scope = { header: { ...header }, attributes: { ...inside } }
      return {
        header: Object.fromEntries(
          node.header.fields.map(({ key, node: field }) => [key, numbersOf(field, header[key], nest)]),
        ),
        ...(numbersOf(node.attributes, value, nest) as object),
      }
    }
    case 'records':
      return (value as Value[]).map((one) => {
        const header = one['header'] as Value
        const own = node.header.fields.map(({ key, node: field }) => [key, numbersOf(field, header[key], scope)])
        return { header: Object.fromEntries(own), ...(numbersOf(node.attributes, one, scope) as object) }
      })
    default:
      return value
  }
}
