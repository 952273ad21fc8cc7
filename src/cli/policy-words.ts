/** Formats what the kernel accepts for an attribute (NLMSGERR_ATTR_POLICY). */
import type { Policy } from '../netlink/protocol/extack.ts'

type Limit = number | bigint

const bits = (type: string): string => {
  const size = type.replace(/^[us]/, '')
  return size === 'int' ? '32 or 64 bits' : `${size} bits`
}

const span = (least: Limit | undefined, most: Limit | undefined, unit: string): string => {
  if (least === undefined && most === undefined) return ''
  if (least === undefined) return `at most ${most}${unit}`
  if (most === undefined) return `at least ${least}${unit}`
  return least === most ? `exactly ${least}${unit}` : `from ${least} to ${most}${unit}`
}

const hex = (mask: Limit): string => `0x${mask.toString(16)}`

const lengths = ({ minLength, maxLength }: Policy): string => span(minLength, maxLength, ' bytes')

const plainWords: { readonly [type: string]: string } = {
  invalid: 'nothing: the attribute must not be sent',
  flag: 'a flag, which has no value',
  binary: 'bytes',
  string: 'text',
  'nul-string': 'text that ends with a NUL',
  nested: 'attributes, nested',
  'nested-array': 'an array of nested attributes',
  bitfield32: 'struct nla_bitfield32',
}

const integerWords = (type: string, policy: Policy): string[] => {
  const kind = type.startsWith('u') ? 'an unsigned' : 'a signed'
  const { minValueU, maxValueU, minValueS, maxValueS, mask } = policy
  return [
    `${kind} integer of ${bits(type)}`,
    span(minValueU ?? minValueS, maxValueU ?? maxValueS, ''),
    mask === undefined ? '' : `only bits of ${hex(mask)}`,
  ]
}

/** `an unsigned integer of 8 bits, from 0 to 63`. */
export const policyWords = (policy: Policy): string => {
  const { type, bitfield32Mask } = policy
  const word = String(type ?? '')
  const parts = /^[us](int|\d+)$/.test(word)
    ? integerWords(word, policy)
    : [
        plainWords[word] ?? (word === '' ? 'a value of an unknown type' : `a value of type ${word}`),
        lengths(policy),
        bitfield32Mask === undefined ? '' : `only bits of ${hex(bitfield32Mask)}`,
      ]
  return parts.filter((part) => part !== '').join(', ')
}
