/** What a statement requires of the packet: only some packets have the fields that it reads and writes. */
import { keyOf } from './keys.ts'
import type { Needs } from './operand.ts'
import { operandOf } from './operands.ts'
import { rowOf } from './rows.ts'
import type { RejectStatement, Statement } from './types.ts'

const NONE: readonly Needs[] = []
const ofText = (text: string, path: string): readonly Needs[] => keyOf(text, path).needs

/** The needs of a source. A constant has none. */
const ofSource = (source: unknown, path: string): readonly Needs[] => {
  if (typeof source !== 'object' || source === null) return NONE
  const { from, map } = source as { readonly from?: unknown; readonly map?: unknown }
  const text = from ?? map
  return typeof text === 'string' ? ofText(text, path) : NONE
}

/** The kernel can answer only a packet of IPv4 with ICMP, of IPv6 with ICMPv6, of TCP with a reset. */
const ofReject = ({ type }: RejectStatement['reject']): readonly Needs[] => {
  if (type === 'icmp' || type === 'icmpv6') return [{ network: type === 'icmp' ? 'ip' : 'ip6' }]
  return type === 'tcp reset' ? [{ transport: 'tcp' }] : NONE
}

/** The needs of all sources of a statement. */
const ofParts = (statement: Statement, path: string): readonly Needs[] =>
  Object.values(statement).flatMap((value: unknown) =>
    typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array
      ? NONE
      : [...ofSource(value, path), ...Object.values(value).flatMap((inner) => ofSource(inner, path))],
  )

/**
 * The needs of a statement, in the order in which the matches for them are added.
 *
 * @throws {EncodeError} for text that names no field.
 */
export const needsOf = (statement: Statement, path: string): readonly Needs[] => {
  if ('match' in statement) return ofText(statement.match, path)
  if ('vmap' in statement) return ofText(statement.vmap, path)
  if ('verdict' in statement || 'counter' in statement) return NONE
  if ('set' in statement && 'to' in statement)
    return [operandOf(statement.set, path).needs, ...ofSource(statement.to, path)]
  if ('dynamic' in statement) return [...ofText(statement.key, path), ...ofSource(statement.value, path)]
  if ('meter' in statement) return ofText(statement.key, path)
  if ('reject' in statement) return ofReject(statement.reject)
  return rowOf(statement) === undefined ? NONE : ofParts(statement, path)
}
