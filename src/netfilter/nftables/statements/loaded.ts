/** The contents of a register as an operand with its operations, and as the text of a key. */
import type { Fields } from './expression-data.ts'
import type { Computed, Step } from './keys.ts'
import { isNumber, keyText } from './keys.ts'
import type { Operand } from './operand.ts'
import { operandOf } from './operands.ts'
import type { Loaded } from './registers.ts'
import { fail } from './registers.ts'

const BASES: { readonly [base: string]: string } = { link: 'll', network: 'nh', transport: 'th', inner: 'ih' }

/** Bytes of a packet by their offset, such as `@th,16,16`. */
export const rawOperand = ({ base, offset, len }: Fields): Operand =>
  operandOf(`@${BASES[base as string]},${Number(offset) * 8},${Number(len) * 8}`)

/** The operand of a register. Of several that share their bytes it is the one without a mask. */
export const single = ({ operands, steps }: Loaded): Computed => {
  const whole = operands.find(({ mask }) => mask === undefined)
  return { operand: operands.length > 1 && whole !== undefined ? whole : (operands[0] as Operand), steps }
}

/** Like `single`, for an operation that treats the register as a number: the bits of a field must be at the low end. */
export const numberIn = (contents: Loaded): Computed => {
  const computed = single(contents)
  const { mask, shift = 0 } = computed.operand
  return mask === undefined || shift === 0 || contents.aligned === true ? computed : fail('bits of a field')
}

/** A part of a key. `aligned`: the key expects the bits of fields at the low end of their bytes. */
const partIn = (contents: Loaded, aligned: boolean): Computed => {
  const { operand, steps } = single(contents)
  const { mask, shift = 0, load, type, size } = operand
  // nft 1.0 converts the byte order of protocols, which changes nothing: they are one byte
  if (contents.computed === true || (contents.swapped === true && type.order === 'be' && size > 1))
    return fail('a computation')
  const own = contents.aligned === true
  if (mask === undefined || own === (aligned && shift > 0) || isNumber({ operand, steps })) return { operand, steps }
  if (load.name !== 'payload' || steps.length > 0) return fail('bits of a field')
  const bits: Step[] = [{ op: '&', value: mask }, ...(own ? [{ op: '>>', value: BigInt(shift) } as const] : [])]
  return { operand: rawOperand(load.data), steps: bits }
}

/** The parts of a key. The fields of a concatenation are expected at the low end of their bytes. */
export const partsIn = (contents: readonly Loaded[], aligned: boolean = contents.length > 1): readonly Computed[] =>
  contents.map((one) => partIn(one, aligned))

export const textIn = (contents: readonly Loaded[], aligned?: boolean): string => keyText(partsIn(contents, aligned))
