/** What is compared with what, as text: operands with what was done to their bits, and values as their type writes them. */
import type { ByteOrder } from '../../netlink/codec/decode.ts'
import type { Datatype, Scalar } from './datatypes.ts'
import { formatNumber, numberOfBytes, toNumber } from './datatypes.ts'
import type { Operand } from './fields.ts'
import type { Loaded } from './registers.ts'
import type { Part } from './values.ts'
import { formatRange, ordered } from './values.ts'

export const EMPTY = new Uint8Array(0)
export const ZERO = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)
export const partOf = ({ type, size }: Operand): Part => ({ type, size })
export const isAddress = ({ format }: Datatype): boolean => format === 'ipv4' || format === 'ipv6'

export class Wording {
  private readonly order: ByteOrder

  constructor(order: ByteOrder) {
    this.order = order
  }

  /** The operand of a register and how its bytes are read. */
  operandIn(held: Loaded): { readonly operand: Operand; readonly part: Part; readonly shift: bigint } {
    const operand = held.operands.find((one) => one.mask === undefined) ?? (held.operands[0] as Operand)
    const chosen = held.operands.length === 1 ? (held.operands[0] as Operand) : operand
    const part = partOf(chosen)
    return { operand: chosen, part: held.turned === true ? ordered(part) : part, shift: BigInt(chosen.shift ?? 0) }
  }

  text(held: Loaded): string {
    const { operand, part } = this.operandIn(held)
    const { mask, xor } = held
    if (mask === undefined) return operand.name
    const say = (bytes: Uint8Array): Scalar => this.hex(part, bytes)
    return `${operand.name} & ${say(mask)}${xor === undefined || ZERO(xor) ? '' : ` ^ ${say(xor)}`}`
  }

  /** Bits as a number, unless they look like an address. */
  hex({ type, size }: Part, bytes: Uint8Array): Scalar {
    const number = numberOfBytes(type, bytes, this.order)
    return isAddress(type) || type.format === 'bits'
      ? formatNumber(type, number, size, this.order)
      : `0x${number.toString(16)}`
  }

  format({ type, size }: Part, number: bigint): Scalar {
    return formatNumber(type, number, size, this.order)
  }

  /** Names are compared by their beginning, unless the zero behind them is compared as well. */
  name({ type, size }: Part, value: Uint8Array): Scalar | undefined {
    if (type.format !== 'string') return undefined
    const padding = new Uint8Array(size)
    padding.set(value.subarray(0, size))
    const text = String(this.format({ type, size }, numberOfBytes(type, padding, this.order)))
    return value.includes(0) || value.length >= size ? text : `${text}*`
  }

  short(value: Uint8Array, part: Part): Scalar {
    const from = toNumber(value, false) << (BigInt(part.size - value.length) * 8n)
    return `${this.format(part, from)}/${value.length * 8}`
  }

  prefix(part: Part, mask: Uint8Array, value: Uint8Array): Scalar | undefined {
    if (!isAddress(part.type)) return undefined
    const rest = toNumber(mask, false) ^ ((1n << BigInt(part.size * 8)) - 1n)
    const from = toNumber(value, false)
    if ((rest & (rest + 1n)) !== 0n || (from & rest) !== 0n) return undefined
    return formatRange(part, { from, to: from | rest }, this.order)
  }
}
