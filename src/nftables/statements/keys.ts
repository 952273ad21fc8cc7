/** What rules ask for, with what is done to its bits: `meta mark & 0xff`, `ip saddr . ip dscp`, `(meta mark & 0xf0) << 4`. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Scalar } from './datatypes.ts'
import { formatNumber } from './datatypes.ts'
import type { Needs, Operand } from './operand.ts'
import { operandOf, remember } from './operands.ts'
import type { Part } from './values.ts'
import { padded, parseRange } from './values.ts'

export type StepOperator = '&' | '^' | '|' | '<<' | '>>'

/** One thing that is done to the bits, and with what. */
export interface Step {
  readonly op: StepOperator
  readonly value: bigint
}

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

const LAST_STEP = /^(.+) (&|\^|\||<<|>>) (\([^()]*\)|[^\s()]+)$/

const stepValue = ({ type, size }: Operand, op: StepOperator, text: string, path: string): bigint => {
  if (op !== '<<' && op !== '>>') return parseRange({ type, size }, text.replace(/[()]/g, ''), 'le', path).from
  if (!/^\d{1,3}$/.test(text)) throw new EncodeError(path, 'a number of bits', text)
  return BigInt(text)
}

const parseComputed = (text: string, path: string): Computed => {
  const [, before = '', op, value = ''] = LAST_STEP.exec(text) ?? []
  if (op === undefined) return { operand: operandOf(text, path), steps: [] }
  const inner = /^\((.+)\)$/.exec(before)?.[1]
  const left = parseComputed(inner ?? before, path)
  const last = left.steps.at(-1)
  if (inner === undefined && last !== undefined && BINDS[last.op] < BINDS[op as StepOperator])
    throw new EncodeError(path, `parentheses: (${before}) ${op} ${value}`, text)
  const step: Step = { op: op as StepOperator, value: stepValue(left.operand, op as StepOperator, value, path) }
  return { operand: left.operand, steps: [...left.steps, step] }
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

const needsOf = ({ operand }: Computed): readonly Needs[] =>
  operand.of === undefined ? [operand.needs] : keyOf(operand.of).needs

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

/**
 * How values lie in the registers: `aligned` says that fields of less than their bytes were shifted to the end of them, as in
 * concatenations and for sets with a name.
 */
export const partOf = ({ operand: { type, size, mask, shift }, steps }: Computed, aligned: boolean): Part => {
  if (aligned || mask === undefined || steps.some(({ op }) => op === '<<' || op === '>>')) return { type, size }
  return { type, size, mask, shift }
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

/** The number beside an operator. `bits`: what stands between the words of flags. */
const stepText = ({ type, size }: Operand, { op, value }: Step, bits: string): Scalar => {
  if (op === '<<' || op === '>>') return String(value)
  const said = type.format === 'ipv4' || type.format === 'ipv6' || type.format === 'ether' || type.format === 'bits'
  if (!said) return `0x${value.toString(16)}`
  const text = String(formatNumber(type, value, size, 'le'))
  return bits !== ',' && type.format === 'bits' ? `(${text.replaceAll(',', bits)})` : text
}

const computedText = ({ operand, steps }: Computed, name: (operand: string) => string, bits: string): string => {
  let text = name(operand.name)
  let binds = 4
  for (const step of steps) {
    const own = BINDS[step.op]
    text = `${binds < own ? `(${text})` : text} ${step.op} ${stepText(operand, step, bits)}`
    binds = own
  }
  return text
}

const same = (name: string): string => name

/** As values of ours hold it. */
export const keyText = (parts: readonly Computed[]): string =>
  parts.map((part) => computedText(part, same, ',')).join(' . ')

/** Alone nft 1.0 asks whether there is a route with other words, which newer ones read as well. */
const nftName = (name: string, alone: boolean): string =>
  name
    .replace(/^(fib .*) check$/, alone ? '$1 oif' : '$&')
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
  const said = parts.map((part) => computedText(part, name, ' | ')).join(' . ')
  return remember(inNft, set ? `${text} @` : text, said)
}
