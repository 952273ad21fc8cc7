/** What a statement takes for granted of a packet: the fields it reads and writes are only there in some of them. */
import { keyOf } from './keys.ts'
import type { Needs } from './operand.ts'
import { operandOf } from './operands.ts'
import { rowOf } from './rows.ts'
import type { RejectStatement, Statement } from './types.ts'

const NOTHING: readonly Needs[] = []
const ofText = (text: string, path: string): readonly Needs[] => keyOf(text, path).needs

/** Of something that is put somewhere: a value needs nothing. */
const ofSource = (source: unknown, path: string): readonly Needs[] => {
  if (typeof source !== 'object' || source === null) return NOTHING
  const { from, map } = source as { readonly from?: unknown; readonly map?: unknown }
  const text = from ?? map
  return typeof text === 'string' ? ofText(text, path) : NOTHING
}

/** What is sent back depends on what came. */
const ofReject = ({ type }: RejectStatement['reject']): readonly Needs[] => {
  if (type === 'icmp' || type === 'icmpv6') return [{ network: type === 'icmp' ? 'ip' : 'ip6' }]
  return type === 'tcp reset' ? [{ transport: 'tcp' }] : NOTHING
}

/** Of all that a statement puts into registers. */
const ofParts = (statement: Statement, path: string): readonly Needs[] =>
  Object.values(statement).flatMap((value: unknown) =>
    typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array
      ? NOTHING
      : [...ofSource(value, path), ...Object.values(value).flatMap((inner) => ofSource(inner, path))],
  )

/** In the order in which it is asked. Throws EncodeError for text that names nothing. */
export const needsOf = (statement: Statement, path: string): readonly Needs[] => {
  if ('match' in statement) return ofText(statement.match, path)
  if ('vmap' in statement) return ofText(statement.vmap, path)
  if ('verdict' in statement || 'counter' in statement) return NOTHING
  if ('set' in statement && 'to' in statement)
    return [operandOf(statement.set, path).needs, ...ofSource(statement.to, path)]
  if ('dynamic' in statement) return [...ofText(statement.key, path), ...ofSource(statement.value, path)]
  if ('meter' in statement) return ofText(statement.key, path)
  if ('reject' in statement) return ofReject(statement.reject)
  return rowOf(statement) === undefined ? NOTHING : ofParts(statement, path)
}
