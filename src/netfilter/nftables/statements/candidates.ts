/** The operands that a load may mean: which field the bytes are depends on what is known of the packet. */
import type { Fields } from './expression-data.ts'
import type { Known } from './known.ts'
import { afterTags, fits } from './known.ts'
import type { Needs, Operand } from './operand.ts'
import { operandsFor } from './operands.ts'
import { payloadOperands } from './protocols.ts'
import { fail } from './registers.ts'
import { ownFields, tunnelOf, tunnelOperand } from './tunnels.ts'

/** Address fields. A match of a prefix of whole bytes loads only these bytes. */
const ADDRESSES = payloadOperands.filter(({ type }) => type.format === 'ipv4' || type.format === 'ipv6')

/** Fields of a VLAN tag. */
const TAGGED = payloadOperands.filter(({ needs }) => needs.link === 'vlan')

/** Fields of a VLAN tag that follows other tags. */
const furtherTags = (known: Known, name: string, { base, offset, len }: Fields): readonly Operand[] => {
  if (name !== 'payload' || base !== 'link' || known.tags === 0) return []
  return TAGGED.filter((operand) => {
    const { data } = afterTags(operand, known.tags).load
    return data['offset'] === offset && data['len'] === len
  })
}

/** The operands that an expression may load. `of`: the key of a hash, as text. Fails if there are none. */
export const operandsIn = (known: Known, name: string, data: Fields, of?: string): readonly [Operand, ...Operand[]] => {
  const found = [...furtherTags(known, name, data), ...operandsFor({ name, data }, of)]
  const chosen = found.filter(
    ({ needs, only = known.network }) => only === known.network && (name !== 'payload' || fits(known, needs)),
  )
  return chosen.length > 0 ? (chosen as [Operand, ...Operand[]]) : fail(`an unknown load (${name})`)
}

/** The address of which an expression loads only the first bytes; undefined if it loads something else. */
const addressAt = ({ base, offset, len }: Fields, fitting: (needs: Needs) => boolean): Operand | undefined =>
  ADDRESSES.find(
    ({ load: { data }, size, needs }) =>
      size > (len as number) && data['offset'] === offset && data['base'] === base && fitting(needs),
  )

/** The address, outside of tunnels, of which an expression loads only the first bytes. Undefined if it loads another field. */
export const prefixOf = (known: Known, data: Fields): Operand | undefined =>
  addressAt(data, (needs) => fits(known, needs))

const sameBytes = ({ load }: Operand, { offset, len }: Fields): boolean => {
  const { data } = load.data['expr'] as { readonly data: Fields }
  return data['offset'] === offset && data['len'] === len
}

/** The operands inside of a tunnel that an expression may load, and its size in bytes. Fails if there are none. */
export const operandsInside = (
  known: Known,
  { expr, ...outer }: Fields,
): { readonly operands: readonly Operand[]; readonly size: number } => {
  const tunnel = tunnelOf(outer) ?? fail('an unknown tunnel')
  const { name = '', data = {} } = expr as { readonly name?: string; readonly data?: Fields }
  const { dreg: _, ...load } = data
  const own = load['base'] === 'tunnel' ? ownFields(tunnel).filter((one) => sameBytes(one, load)) : []
  const wider = name === 'payload' ? addressAt(load, (needs) => fits(known, { tunnel, inside: needs })) : undefined
  const found = wider === undefined ? operandsFor({ name, data: load }) : [wider]
  const named = found.flatMap((one) => tunnelOperand(`${tunnel} ${one.name}`) ?? [])
  const operands = [...own, ...named].filter(({ needs }) => fits(known, needs))
  if (operands.length === 0) fail('an unknown field')
  return { operands, size: Number(load['len'] ?? (operands[0] as Operand).size) }
}
