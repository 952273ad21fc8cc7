/** What rules can ask of a packet, as data: how it is loaded, its type, and what has to be known of the packet first. */
import type { Datatype } from './datatypes.ts'

/** An expression that loads, without its register. */
export interface Load {
  readonly name: string
  readonly data: { readonly [key: string]: unknown }
}

/** What has to be known of a packet before the bytes at some offset are a certain field. */
export interface Needs {
  readonly link?: 'ether' | 'vlan' | undefined
  readonly network?: 'ip' | 'ip6' | 'arp' | undefined
  /** A protocol above IP, by nft's word. */
  readonly transport?: string | undefined
  /** The transport protocol is not known to be one without ports. */
  readonly ports?: true
  /** Types of ICMP messages that have the field. */
  readonly message?: readonly string[] | undefined
  /** The tunnel that it is inside of, and what has to be known of the packet there. */
  readonly tunnel?: Tunnel
  readonly inside?: Needs
}

export type Tunnel = 'vxlan' | 'geneve' | 'gre' | 'gretap'

export interface Operand {
  readonly name: string
  readonly type: Datatype
  /** In bytes, as it is loaded. */
  readonly size: number
  readonly load: Load
  /** Of a hash: the text of what it is made of. */
  readonly of?: string
  /** Fields of less than their bytes: which bits of them, and how many bits follow. */
  readonly mask?: bigint
  readonly shift?: number
  readonly needs: Needs
  /** The network of the packets whose it is, where the same words mean something else in others. */
  readonly only?: 'ip' | 'ip6'
  /** What the same words mean in IPv6. */
  readonly ip6?: Operand
  /** Where the checksum lies that covers it, and whether that of TCP and UDP covers it too. */
  readonly checksum?: { readonly offset: number; readonly pseudo: boolean }
}

/** Offset and length in bits from the start of a header. */
export type BitRange = readonly [offset: number, length: number]

/** The bytes that hold some bits, and which of their bits those are. */
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

/** Whether the bytes of a packet are read, inside of a tunnel as well. */
export const isPayload = ({ load: { name, data } }: Operand): boolean =>
  name === 'payload' || (name === 'inner' && (data['expr'] as Load).name === 'payload')

/** An operand without needs that is all that its expression loads. */
export const simple = (name: string, type: Datatype, size: number, load: Load, needs: Needs = NO_NEEDS): Operand => ({
  name,
  type,
  size,
  load,
  needs,
})
export const NO_NEEDS: Needs = {}
