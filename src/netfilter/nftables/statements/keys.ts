/**
 * Keys, as text and parsed: the left side of a match or a lookup, or the source of an assignment. A key is a field or a
 * concatenation of fields, with operations on their bits: `ip saddr . ip dscp`, `meta mark & 0xff`, `(meta mark & 0xf0) << 4`.
 */
import { EncodeError } from '../../../netlink/codec/errors.ts'
import { formatNumber } from './datatypes.ts'
import type { Needs, Operand } from './operand.ts'
import { operandOf, remember } from './operands.ts'
import type { Part } from './values.ts'
import { padded, parseRange } from './values.ts'

export type StepOperator = '&' | '^' | '|' | '<<' | '>>'

/** An operation on the bits of a field with a number. */
export interface NumberStep {
  readonly op: StepOperator
  readonly value: bigint
}

/** An operation on the bits of a field with those of another field. nft 1.1 and newer. */
export interface OperandStep {
  readonly op: '&' | '^' | '|'
  readonly other: Computed
}

export type Step = NumberStep | OperandStep

/** A field and the operations on it, in order. */
export interface Computed {
  readonly operand: Operand
  readonly steps: readonly Step[]
}

export interface Key {
  /** One, or several of a concatenation. */
  readonly parts: readonly Computed[]
  /** What the fields require of the packet, in the order in which the matches for it are added. */
  readonly needs: readonly Needs[]
}

/** Precedence in nft's grammar. Higher binds tighter. */
const BINDS: { readonly [op in StepOperator]: number } = { '<<': 3, '>>': 3, '&': 2, '^': 1, '|': 0 }

/** A text split at an operator outside of parentheses. */
interface Split {
  readonly op: StepOperator
  readonly before: string
  readonly after: string
}

/** Splits a text at the last operator of the lowest precedence; undefined if it has no operator outside of parentheses. */
const splitAtOperator = (text: string): Split | undefined => {
  let found: Split | undefined
  let depth = 0
  let open = false
  let at = 0
  for (const word of text.split(' ')) {
    const op = word as StepOperator
    if (depth === 0 && !open && Object.hasOwn(BINDS, word) && (found === undefined || BINDS[op] <= BINDS[found.op]))
      found = { op, before: text.slice(0, at - 1), after: text.slice(at + word.length + 1) }
    // operators inside of `jhash ... mod` belong to the key of the hash
    if (word === 'jhash') open = true
    else if (word === 'mod') open = false
    depth += word.split('(').length - word.split(')').length
    at += word.length + 1
  }
  return found
}

/** Whether a text is a field rather than a value: its name has two words, or it is raw bytes (`@th,0,16`). */
const isOperand = (text: string): boolean => /\w [\w@]|^\(*@/.test(text)

const NUMBER = /^(\d+|0x[0-9a-f]+)$/i

const isAddress = ({ format }: Operand['type']): boolean => format === 'ipv4' || format === 'ipv6' || format === 'ether'

/** Whether a step shifts the bits of a field. */
export const isShift = ({ op }: Step): boolean => op === '<<' || op === '>>'

const stepValue = ({ operand, steps }: Computed, op: StepOperator, text: string, path: string): bigint => {
  const { type, size } = operand
  if (op === '<<' || op === '>>') {
    if (!/^\d{1,3}$/.test(text)) throw new EncodeError(path, 'a number of bits', text)
    return BigInt(text)
  }
  // the destination limits the number, and is not known here; an address that was shifted is a number
  if (NUMBER.test(text) && (!isAddress(type) || steps.some(isShift))) return BigInt(text)
  return parseRange({ type, size }, text.replace(/[()]/g, ''), 'le', path).from
}

const parseComputed = (text: string, path: string): Computed => {
  const [, inner] = /^\((.+)\)$/.exec(text) ?? []
  const found = splitAtOperator(text)
  if (found === undefined)
    return inner === undefined ? { operand: operandOf(text, path), steps: [] } : parseComputed(inner, path)
  const { op, before, after } = found
  const left = parseComputed(before, path)
  const { operand, steps } = left
  if (op !== '<<' && op !== '>>' && isOperand(after))
    return { operand, steps: [...steps, { op, other: parseComputed(after, path) }] }
  const further = splitAtOperator(after)
  if (further !== undefined && NUMBER.test(further.before))
    throw new EncodeError(path, `parentheses: (${before} ${op} ${further.before}) ${further.op} ${further.after}`, text)
  return { operand, steps: [...steps, { op, value: stepValue(left, op, after, path) }] }
}

/** Whether a piece is the beginning of a `fib` or `jhash` key, whose own dots do not separate parts. */
const isOpen = (text: string): boolean =>
  (/^fib /.test(text) && !/ (oif|oifname|type|check)( |$)/.test(text)) ||
  (/^jhash /.test(text) && !/ mod \d/.test(text))

/** The texts of the parts of a concatenation. */
export const partTexts = (text: string): string[] => {
  const pieces: string[] = []
  for (const piece of text.split(' . ')) {
    const last = pieces.at(-1)
    if (last !== undefined && isOpen(last)) pieces[pieces.length - 1] = `${last} . ${piece}`
    else pieces.push(piece)
  }
  return pieces
}

const needsOf = ({ operand, steps }: Computed): readonly Needs[] => [
  ...(operand.of === undefined ? [operand.needs] : keyOf(operand.of).needs),
  ...steps.flatMap((step) => ('other' in step ? needsOf(step.other) : [])),
]

const parseKey = (text: string, path: string): Key => {
  const parts = partTexts(text).map((part) => parseComputed(part, path))
  return { parts, needs: parts.flatMap(needsOf) }
}

const byText = new Map<string, Key>()

/**
 * Parses a key, or returns it from the cache.
 *
 * @throws {EncodeError} for text that names no field, with a suggestion.
 */
export const keyOf = (text: string, path = 'match'): Key =>
  byText.get(text) ?? remember(byText, text, parseKey(text, path))

/** The fields of a key, without the operations on them. */
export const operandsOf = (text: string, path?: string): readonly Operand[] =>
  keyOf(text, path).parts.map(({ operand }) => operand)

/** Whether the bits of a field are shifted to the low end of its byte before its steps, as nft 1.1 does. */
export const isNumber = ({ operand: { mask, size }, steps }: Computed): boolean =>
  mask !== undefined && size === 1 && steps.length > 0

/**
 * The type and size of the values of a field in a register. `aligned`: a field that does not fill its bytes was shifted to
 * their low end, as in concatenations and for named sets.
 */
export const partOf = (computed: Computed, aligned: boolean): Part => {
  const { operand, steps } = computed
  const { type, size, mask, shift } = operand
  return aligned || mask === undefined || steps.some(isShift) || isNumber(computed)
    ? { type, size }
    : { type, size, mask, shift }
}

export const valueParts = ({ parts }: Key, aligned = parts.length > 1): Part[] =>
  parts.map((part) => partOf(part, aligned))

/** The offset of each part, in slots of four bytes. */
export const slotsOf = (parts: readonly { readonly size: number }[]): number[] => {
  let at = 0
  return parts.map(({ size }) => {
    const slot = at
    at += padded(size) / 4
    return slot
  })
}

/** The number of a step as text. `bits`: the separator of flags. `shifted`: the field was shifted, so it is no address. */
const stepText = ({ type, size }: Operand, { op, value }: NumberStep, bits: string, shifted: boolean): string => {
  if (op === '<<' || op === '>>') return String(value)
  if (shifted || (!isAddress(type) && type.format !== 'bits')) return `0x${value.toString(16)}`
  const text = String(formatNumber(type, value, size, 'le'))
  return bits !== ',' && type.format === 'bits' ? `(${text.replaceAll(',', bits)})` : text
}

interface Phrase {
  readonly text: string
  /** Precedence of its last operator. */
  readonly binds: number
}

const phraseOf = ({ operand, steps }: Computed, name: (operand: string) => string, bits: string): Phrase => {
  let text = name(operand.name)
  let binds = 4
  let shifted = false
  for (const step of steps) {
    const own = BINDS[step.op]
    const right = 'other' in step ? rightText(step.other, own, name, bits) : stepText(operand, step, bits, shifted)
    text = `${binds < own ? `(${text})` : text} ${step.op} ${right}`
    binds = own
    shifted ||= isShift(step)
  }
  return { text, binds }
}

const rightText = (other: Computed, own: number, name: (operand: string) => string, bits: string): string => {
  const { text, binds } = phraseOf(other, name, bits)
  return binds <= own ? `(${text})` : text
}

const same = (name: string): string => name

/** A key as text, as statements contain it. */
export const keyText = (parts: readonly Computed[]): string =>
  parts.map((part) => phraseOf(part, same, ',').text).join(' . ')

/** A name in nft's syntax. `alone`: as nft 1.0 prints a check of the route, `fib ... oif`, which newer versions read too. */
const nftName = (name: string, alone: boolean): string =>
  name
    .replace(/^(fib .*) check$/, alone ? '$1 oif' : '$&')
    .replace(/^(fib .*) \. present oif$/, '$1 oif')
    // nft prints `parameter-problem`, but does not read it
    .replace('icmpv6 parameter-problem', 'icmpv6 param-problem')
    .replace(/^jhash (.+) mod (.*)$/, (_, of, rest) => `jhash ${nftText(of)} mod ${rest}`)

const nftTexts = new Map<string, string>()

/** A key in nft's syntax. `set`: the key of a set or a map, which determines its type. */
export const nftText = (text: string, set = false): string => {
  const known = nftTexts.get(set ? `${text} @` : text)
  if (known !== undefined) return known
  const { parts } = keyOf(text)
  const name = (one: string): string => nftName(one, !set && parts.length === 1)
  const words = parts.map((part) => phraseOf(part, name, ' | ').text).join(' . ')
  return remember(nftTexts, set ? `${text} @` : text, words)
}
