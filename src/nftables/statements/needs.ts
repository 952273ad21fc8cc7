/** What a statement takes for granted of a packet: the fields it reads and writes are only there in some of them. */
import type { Needs } from './fields.ts'
import { maskedOf, operandOf } from './operands.ts'
import type { RejectStatement, Source, Statement } from './types.ts'

const NOTHING: readonly Needs[] = []
const ofText = (text: string, path: string): readonly Needs[] => maskedOf(text, path).needs

const ofSource = (source: Source | undefined, path: string): readonly Needs[] => {
  if (typeof source !== 'object') return NOTHING
  return ofText('from' in source ? source.from : source.map, path)
}

/** What is sent back depends on what came. */
const ofReject = ({ type }: RejectStatement['reject']): readonly Needs[] => {
  if (type === 'icmp' || type === 'icmpv6') return [{ network: type === 'icmp' ? 'ip' : 'ip6' }]
  return type === 'tcp reset' ? [{ transport: 'tcp' }] : NOTHING
}

/** In the order in which it is asked. Throws EncodeError for text that names nothing. */
export const needsOf = (statement: Statement, path: string): readonly Needs[] => {
  if ('match' in statement) return ofText(statement.match, path)
  if ('vmap' in statement) return ofText(statement.vmap, path)
  if ('dynamic' in statement) return ofText(statement.key, path)
  if ('set' in statement) return [operandOf(statement.set, path).needs, ...ofSource(statement.to, path)]
  if ('nat' in statement) return ofSource(statement.nat.address, path)
  if ('object' in statement) return typeof statement.name === 'string' ? NOTHING : ofText(statement.name.map, path)
  return 'reject' in statement ? ofReject(statement.reject) : NOTHING
}
