/** What rules ask for, with what is done to its bits: `meta mark & 0xff`, `ip saddr . ip dscp`, `(meta mark & 0xf0) << 4`. */
import { EncodeError } from '../../../netlink/codec/errors.ts'
import { formatNumber } from './datatypes.ts'
import type { Needs, Operand } from './operand.ts'
import { operandOf, remember } from './operands.ts'
import type { Part } from './values.ts'
import { padded, parseRange } from './values.ts'

export type StepOperator = '&' | '^' | '|' | '<<' | '>>'

/** What is done to the bits with a number. */
export interface NumberStep {
  readonly op: StepOperator
  readonly value: bigint
}

/** What is done to the bits with those of something else that a packet has. nft 1.1 and newer. */
export interface OperandStep {
  readonly op: '&' | '^' | '|'
  readonly other: Computed
}

export type Step = NumberStep | OperandStep

export interface Computed {
  readonly operand: Operand
  readonly steps: readonly Step[]
}

export interface Key {
  /** Several of a concatenation. */
  readonly parts: readonly Computed[]
  /** Of each of them, in the order in which it is asked. */
  readonly needs: readonly Needs[]
}

/** Higher ones bind first, in nft's language. */
const BINDS: { readonly [op in StepOperator]: number } = { '<<': 3, '>>': 3, '&': 2, '^': 1, '|': 0 }

/** An operator outside of parentheses. */
interface Piece {
  readonly op: StepOperator
  readonly before: string
  readonly after: string
}

/** Where a text is cut first: at the last one of the operators that bind least. */
const lastOperator = (text: string): Piece | undefined => {
  let found: Piece | undefined
  let depth = 0
  let open = false
  let at = 0
  for (const word of text.split(' ')) {
    const op = word as StepOperator
    if (depth === 0 && !open && Object.hasOwn(BINDS, word) && (found === undefined || BINDS[op] <= BINDS[found.op]))
      found = { op, before: text.slice(0, at - 1), after: text.slice(at + word.length + 1) }
    // what is done inside of a hash is its own
    if (word === 'jhash') open = true
    else if (word === 'mod') open = false
    depth += word.split('(').length - word.split(')').length
    at += word.length + 1
  }
  return found
}

/** What a packet has is more than one word, or bytes of it. */
const isOperand = (text: string): boolean => /\w [\w@]|^\(*@/.test(text)

const NUMBER = /^(\d+|0x[0-9a-f]+)$/i

const isAddress = ({ format }: Operand['type']): boolean => format === 'ipv4' || format === 'ipv6' || format === 'ether'

const isShift = ({ op }: Step): boolean => op === '<<' || op === '>>'

const stepValue = ({ operand, steps }: Computed, op: StepOperator, text: string, path: string): bigint => {
  const { type, size } = operand
  if (op === '<<' || op === '>>') {
    if (!/^\d{1,3}$/.test(text)) throw new EncodeError(path, 'a number of bits', text)
    return BigInt(text)
  }
  // how large it may be depends on what it is put into; an address that was shifted is a number
  if (NUMBER.test(text) && (!isAddress(type) || steps.some(isShift))) return BigInt(text)
  return parseRange({ type, size }, text.replace(/[()]/g, ''), 'le', path).from
}

const parseComputed = (text: string, path: string): Computed => {
  const [, inner] = /^\((.+)\)$/.exec(text) ?? []
  const found = lastOperator(text)
  if (found === undefined)
    return inner === undefined ? { operand: operandOf(text, path), steps: [] } : parseComputed(inner, path)
  const { op, before, after } = found
  const left = parseComputed(before, path)
  const { operand, steps } = left
  if (op !== '<<' && op !== '>>' && isOperand(after))
    return { operand, steps: [...steps, { op, other: parseComputed(after, path) }] }
  const further = lastOperator(after)
  if (further !== undefined && NUMBER.test(further.before))
    throw new EncodeError(path, `parentheses: (${before} ${op} ${further.before}) ${further.op} ${further.after}`, text)
  return { operand, steps: [...steps, { op, value: stepValue(left, op, after, path) }] }
}

/** Whether a piece has dots of its own that are not over yet. */
const isOpen = (text: string): boolean =>
  (/^fib /.test(text) && !/ (oif|oifname|type|check)( |$)/.test(text)) ||
  (/^jhash /.test(text) && !/ mod \d/.test(text))

/** The texts of a concatenation. */
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

/** Throws EncodeError for text that names nothing, with a suggestion. */
export const keyOf = (text: string, path = 'match'): Key =>
  byText.get(text) ?? remember(byText, text, parseKey(text, path))

/** Without what is done to their bits. */
export const operandsOf = (text: string, path?: string): readonly Operand[] =>
  keyOf(text, path).parts.map(({ operand }) => operand)

/** Whether a field is shifted to the end of its byte before anything is done to it, as nft 1.1 does. */
export const isNumber = ({ operand: { mask, size }, steps }: Computed): boolean =>
  mask !== undefined && size === 1 && steps.length > 0

/**
 * How values lie in the registers: `aligned` says that fields of less than their bytes were shifted to the end of them, as in
 * concatenations and for sets with a name.
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

/** How many registers of four bytes the parts take before each of them. */
export const slotsOf = (parts: readonly { readonly size: number }[]): number[] => {
  let at = 0
  return parts.map(({ size }) => {
    const slot = at
    at += padded(size) / 4
    return slot
  })
}

/** The number beside an operator. `bits`: what stands between the words of flags. `shifted`: it is no address any more. */
const stepText = ({ type, size }: Operand, { op, value }: NumberStep, bits: string, shifted: boolean): string => {
  if (op === '<<' || op === '>>') return String(value)
  if (shifted || (!isAddress(type) && type.format !== 'bits')) return `0x${value.toString(16)}`
  const text = String(formatNumber(type, value, size, 'le'))
  return bits !== ',' && type.format === 'bits' ? `(${text.replaceAll(',', bits)})` : text
}

interface Said {
  readonly text: string
  /** How much its last operator binds. */
  readonly binds: number
}

const said = ({ operand, steps }: Computed, name: (operand: string) => string, bits: string): Said => {
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
  const { text, binds } = said(other, name, bits)
  return binds <= own ? `(${text})` : text
}

const same = (name: string): string => name

/** As values of ours hold it. */
export const keyText = (parts: readonly Computed[]): string =>
  parts.map((part) => said(part, same, ',').text).join(' . ')

/** Alone nft 1.0 asks whether there is a route with other words, which newer ones read as well. */
const nftName = (name: string, alone: boolean): string =>
  name
    .replace(/^(fib .*) check$/, alone ? '$1 oif' : '$&')
    .replace(/^(fib .*) \. present oif$/, '$1 oif')
    // what nft prints here it does not read
    .replace('icmpv6 parameter-problem', 'icmpv6 param-problem')
    .replace(/^jhash (.+) mod (.*)$/, (_, of, rest) => `jhash ${nftText(of)} mod ${rest}`)

const inNft = new Map<string, string>()

/** As nft reads it. `set`: beside a set or a map, whose keys it tells the type of. */
export const nftText = (text: string, set = false): string => {
  const known = inNft.get(set ? `${text} @` : text)
  if (known !== undefined) return known
  const { parts } = keyOf(text)
  const name = (one: string): string => nftName(one, !set && parts.length === 1)
  const words = parts.map((part) => said(part, name, ' | ').text).join(' . ')
  return remember(inNft, set ? `${text} @` : text, words)
}
