/** Whether a node agrees with a spec. */
import type { Node } from '../../src/netlink/codec/node.ts'
import { scalarOf } from './assertions.ts'
import type { SpecItem } from './specs.ts'

interface Integer {
  readonly size: number
  readonly signed: boolean
  readonly order: 'host' | 'be'
}

const integerOf = (type: string, order: SpecItem['byte-order']): Integer | undefined => {
  const [, sign, bits] = /^([us])(8|16|32|64)$/.exec(type) ?? []
  if (bits === undefined) return undefined
  return { size: Number(bits) / 8, signed: sign === 's', order: order === 'big-endian' && bits !== '8' ? 'be' : 'host' }
}

const write = ({ size, signed, order }: Integer): string => `${order === 'be' ? 'be' : signed ? 's' : 'u'}${size * 8}`

/** The type of a node, in the terms of the specs if they have one. */
export const nature = (node: Node): string => {
  const scalar = node.type === 'identifier' ? { size: 8, signed: false, order: node.order } : scalarOf(node)
  if (scalar !== undefined) return write(scalar.size === 1 ? { ...scalar, order: 'host' } : scalar)
  if (node.type === 'text') return node.format
  if (node.type === 'list' || node.type === 'items') return `${node.type} of ${nature(node.of)}`
  return node.type
}

const NESTS = new Set(['attributes', 'items', 'message', 'records', 'select'])

/** Undefined if a node agrees with one of the specs, else what they require. */
export const disagreement = (node: Node, specs: readonly SpecItem[]): string | undefined => {
  const found = specs.map((spec) => disagreementWith(node, spec))
  return found.includes(undefined) ? undefined : found.join(', ')
}

const disagreementWith = (node: Node, spec: SpecItem): string | undefined => {
  const found = nature(node)
  const expected = (...natures: string[]): string | undefined =>
    natures.includes(found) ? undefined : natures.join(' or ')
  const integer = integerOf(spec.type, spec['byte-order'])
  if (integer !== undefined) {
    const ip = spec['display-hint'] === 'ipv4' && write(integer) === 'be32' ? ['ipv4', 'address'] : []
    return expected(write(integer), ...ip)
  }
  switch (spec.type) {
    case 'string':
      return expected('string')
    case 'uint':
      return expected('uint')
    case 'flag':
      return expected('flag')
    case 'nest':
    case 'sub-message':
      return NESTS.has(node.type) ? undefined : 'a nest'
    case 'pad':
    case 'unused':
      return expected('bytes')
    case 'indexed-array': {
      if (node.type !== 'items') return 'items'
      return disagreementWith(node.of, { ...spec, type: spec['sub-type'] ?? 'binary' })
    }
    default:
      return binary(node, spec, expected)
  }
}

/** The specs call everything `binary` that is neither an integer nor a nest; a hint identifies addresses. */
const binary = (node: Node, spec: SpecItem, expected: (...natures: string[]) => string | undefined) => {
  if (spec.struct !== undefined) return node.type === 'struct' ? undefined : `struct ${spec.struct}`
  switch (spec['display-hint']) {
    case 'ipv4-or-v6':
      return expected('address', 'ipv4', 'ipv6')
    case 'ipv6':
      return expected('ipv6', 'address')
    case 'mac':
      return expected('lladdr')
    default:
      return undefined
  }
}
