/** Fields of the packet inside of a tunnel, such as `vxlan ip saddr`. */
import { datatypes as types } from './datatypes.ts'
import { fields } from './fields.ts'
import type { Needs, Operand, Tunnel } from './operand.ts'
import { bytesOf } from './operand.ts'

interface Header {
  /** NFT_INNER_*, or a number that only nft defines. */
  readonly type: string | number
  /** The headers that may follow its own (NFT_INNER_*): `ll` link, `nh` network, `th` transport. */
  readonly flags: readonly string[]
  /** Size of its own header, in bytes. */
  readonly size: number
  /** The protocol that carries it. */
  readonly transport: string
  /** Fields of its own header: offset and length in bits. */
  readonly fields: { readonly [field: string]: readonly [offset: number, length: number] }
}

const ALL = ['ll', 'nh', 'th']

const TUNNELS: { readonly [name in Tunnel]: Header } = {
  vxlan: {
    type: 'vxlan',
    flags: ['hdrsize', ...ALL],
    size: 8,
    transport: 'udp',
    fields: { flags: [0, 8], vni: [32, 24] },
  },
  geneve: {
    type: 'geneve',
    flags: ['hdrsize', ...ALL],
    size: 8,
    transport: 'udp',
    fields: { vni: [32, 24], type: [16, 16] },
  },
  gre: { type: 3, flags: ['nh', 'th'], size: 4, transport: 'gre', fields: {} },
  gretap: { type: 4, flags: ALL, size: 4, transport: 'gre', fields: {} },
}

const NAMES = Object.keys(TUNNELS) as Tunnel[]

/** Splits `vxlan ip saddr` after the tunnel; undefined for a field that is not inside a tunnel. */
export const insideOf = (text: string): readonly [tunnel: Tunnel, text: string] | undefined => {
  // Called for every match of every rule: most fields begin with another letter.
  if (text[0] !== 'v' && text[0] !== 'g') return undefined
  const tunnel = NAMES.find((name) => text.startsWith(name) && text[name.length] === ' ')
  return tunnel === undefined ? undefined : [tunnel, text.slice(tunnel.length + 1)]
}

const innerOperand = (tunnel: Tunnel, operand: Operand): Operand => {
  const { type, flags, size, transport } = TUNNELS[tunnel]
  const data = { type, flags, hdrsize: size, expr: operand.load }
  const needs: Needs = { transport, tunnel, inside: operand.needs }
  return { ...operand, name: `${tunnel} ${operand.name}`, load: { name: 'inner', data }, needs }
}

const ownField = (tunnel: Tunnel, field: string): Operand | undefined => {
  const layout = TUNNELS[tunnel].fields[field]
  if (layout === undefined) return undefined
  const { offset, size, ...part } = bytesOf(layout)
  const load = { name: 'payload', data: { base: 'tunnel', offset, len: size } }
  return innerOperand(tunnel, { name: field, type: types.integer, size, load, needs: {}, ...part })
}

/** The operand of a field of a tunnel, or inside of one; undefined for other text. */
export const tunnelOperand = (text: string): Operand | undefined => {
  const [tunnel, rest = ''] = insideOf(text) ?? []
  if (tunnel === undefined) return undefined
  const own = ownField(tunnel, rest)
  const operand = fields.get(rest)
  if (own !== undefined || operand === undefined) return own
  const { name } = operand.load
  return name === 'payload' || name === 'meta' ? innerOperand(tunnel, operand) : undefined
}

/** The tunnel of an `inner` expression; undefined if nft has no name for it. */
export const tunnelOf = ({ type, flags, hdrsize }: { readonly [key: string]: unknown }): Tunnel | undefined =>
  NAMES.find((name) => {
    const { type: own, flags: all, size } = TUNNELS[name]
    return own === type && size === hdrsize && String(all) === String(flags)
  })

/** The fields of the tunnel's own header. */
export const ownFields = (tunnel: Tunnel): readonly Operand[] =>
  Object.keys(TUNNELS[tunnel].fields).map((field) => ownField(tunnel, field) as Operand)
