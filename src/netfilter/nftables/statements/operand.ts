/** Operands: how a field is loaded, its type, and what must be known of the packet first. */
import type { Datatype } from './datatypes.ts'

/** An expression that loads a register, without the number of the register. */
export interface Load {
  readonly name: string
  readonly data: { readonly [key: string]: unknown }
}

/** What must be known of a packet before the bytes at an offset are a certain field. */
export interface Needs {
  readonly link?: 'ether' | 'vlan' | undefined
  readonly network?: 'ip' | 'ip6' | 'arp' | undefined
  /** A protocol above IP, by nft's word. */
  readonly transport?: string | undefined
  /** The transport protocol is not known to be one without ports. */
  readonly ports?: true
  /** Types of ICMP messages that have the field. */
  readonly message?: readonly string[] | undefined
  /** The tunnel that contains the field. */
  readonly tunnel?: Tunnel
  /** What must be known of the packet inside of the tunnel. */
  readonly inside?: Needs
}

export type Tunnel = 'vxlan' | 'geneve' | 'gre' | 'gretap'

export interface Operand {
  readonly name: string
  readonly type: Datatype
  /** In bytes, as it is loaded. */
  readonly size: number
  readonly load: Load
  /** Of a hash: its key, as text. */
  readonly of?: string
  /** The bits of the field in its bytes. Absent if it fills them. */
  readonly mask?: bigint
  /** Number of bits after the field in its bytes. */
  readonly shift?: number
  readonly needs: Needs
  /** The network protocol of the packets that have it, if its name means another operand in other packets. */
  readonly only?: 'ip' | 'ip6'
  /** The operand that its name means in packets of IPv6. */
  readonly ip6?: Operand
  /** Offset of the header's checksum in the header. `pseudo`: the checksums of TCP and UDP cover the field as well. */
  readonly checksum?: { readonly offset: number; readonly pseudo: boolean }
}

/** Offset and length in bits from the start of a header. */
export type BitRange = readonly [offset: number, length: number]

/** The bytes that contain a range of bits. `mask` and `shift` are absent if the range fills them. */
export const bytesOf = ([bit, bits]: BitRange): {
  readonly offset: number
  readonly size: number
  readonly mask?: bigint
  readonly shift?: number
} => {
  const offset = Math.floor(bit / 8)
  const size = Math.ceil((bit + bits) / 8) - offset
  const shift = (offset + size) * 8 - bit - bits
  return { offset, size, ...(bits === size * 8 ? {} : { mask: ((1n << BigInt(bits)) - 1n) << BigInt(shift), shift }) }
}

/** Whether the operand is bytes of the packet, or of the packet inside of a tunnel. */
export const isPayload = ({ load: { name, data } }: Operand): boolean =>
  name === 'payload' || (name === 'inner' && (data['expr'] as Load).name === 'payload')

/** An operand that fills the bytes that its expression loads. */
export const simple = (name: string, type: Datatype, size: number, load: Load, needs: Needs = NO_NEEDS): Operand => ({
  name,
  type,
  size,
  load,
  needs,
})
export const NO_NEEDS: Needs = {}
