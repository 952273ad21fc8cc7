/** Follows what each register holds from expression to expression: the part of reading that all statements share. */
import type { Data } from '../tables/data.ts'
import type { Element } from '../tables/element.ts'
import type { Expression } from '../tables/expressions/index.ts'
import type { Operation, Width } from './arithmetic.ts'
import { doneFor, doneText, JOINS, orderOf, ownWidth, widthOf } from './arithmetic.ts'
import { stepsOf } from './bits.ts'
import type { Scalar } from './datatypes.ts'
import { numberOfBytes, toNumber } from './datatypes.ts'
import type { Computed, Step } from './keys.ts'
import { isNumber, keyText, partOf } from './keys.ts'
import type { Known } from './known.ts'
import { behindTags, fits, knownOf, learned } from './known.ts'
import type { Needs, Operand } from './operand.ts'
import { operandOf, operandsFor } from './operands.ts'
import { plainStatement } from './plain.ts'
import { payloadOperands } from './protocols.ts'
import { readElements } from './read-elements.ts'
import type { ReadPlace, ReadSet } from './read-place.ts'
import type { Loaded } from './registers.ts'
import { fail, Registers } from './registers.ts'
import { ownFields, tunnelOf, tunnelOperand } from './tunnels.ts'
import type { Match, SetItem, Source, Statement } from './types.ts'
import type { Part, Range } from './values.ts'
import { formatKey, keyNumbers, lengthOf, padded, rangeText } from './values.ts'

/** The data of an expression. */
export type Fields = { readonly [key: string]: unknown }

/** NFT_DATA_VALUE_MAXLEN: what all registers hold together. */
const MOST = 64

export const EMPTY = new Uint8Array(0)

/** Addresses in packets: of a prefix of whole bytes, only those are loaded. */
const ADDRESSES = payloadOperands.filter(({ type }) => type.format === 'ipv4' || type.format === 'ipv6')

/** The header of a tag, which fields of tags behind it are read by. */
const TAGGED = payloadOperands.filter(({ needs }) => needs.link === 'vlan')

/** A set of a rule's own. */
export const isAnonymous = ({ flags }: ReadSet): boolean => flags.includes('anonymous')

const BASES: { readonly [base: string]: string } = { link: 'll', network: 'nh', transport: 'th', inner: 'ih' }

/** Any bytes of a packet, without a word for them. */
export const rawOperand = ({ base, offset, len }: Fields): Operand => {
  return operandOf(`@${BASES[base as string]},${Number(offset) * 8},${Number(len) * 8}`)
}

const sameBytes = ({ load }: Operand, { offset, len }: Fields): boolean => {
  const { data } = load.data['expr'] as { readonly data: Fields }
  return data['offset'] === offset && data['len'] === len
}

export class Reader {
  readonly statements: Statement[] = []
  readonly place: ReadPlace
  readonly registers = new Registers()
  known: Known

  constructor(place: ReadPlace) {
    this.place = place
    this.known = knownOf(place.family)
  }

  push(statement: Statement): void {
    this.statements.push(statement)
  }

  matched(statement: Match): void {
    this.push(statement)
    this.known = learned(this.known, statement)
  }

  /** The number of a value as its type writes it. */
  number({ type }: Part, value: Uint8Array): bigint {
    return numberOfBytes(type, value, this.place.order)
  }

  immediate({ dreg, data }: Fields): void {
    const value = (data as Data).value ?? EMPTY
    this.registers.put(dreg, { value }, value.length)
  }

  load(name: string, data: Fields, of?: string): void {
    const operands = this.meant(name, data, of)
    const [first] = operands
    this.registers.put(data['dreg'], { operands, steps: [] }, first.size)
  }

  /** What an expression may mean where it stands. */
  meant(name: string, data: Fields, of?: string): readonly [Operand, ...Operand[]] {
    const found = [...this.further(name, data), ...operandsFor({ name, data }, of)]
    const chosen = found.filter(
      ({ needs, only = this.known.network }) =>
        only === this.known.network && (name !== 'payload' || fits(this.known, needs)),
    )
    return chosen.length > 0 ? (chosen as [Operand, ...Operand[]]) : fail(`${name} without a word`)
  }

  /** Fields of a tag behind others. */
  private further(name: string, { base, offset, len }: Fields): readonly Operand[] {
    if (name !== 'payload' || base !== 'link' || this.known.tags === 0) return []
    return TAGGED.filter((operand) => {
      const { data } = behindTags(operand, this.known.tags).load
      return data['offset'] === offset && data['len'] === len
    })
  }

  /** The address of which only the first bytes are loaded. */
  private wider({ base, offset, len }: Fields, fitting: (needs: Needs) => boolean): Operand | undefined {
    return ADDRESSES.find(
      ({ load: { data }, size, needs }) =>
        size > (len as number) && data['offset'] === offset && data['base'] === base && fitting(needs),
    )
  }

  payload(data: Fields): void {
    const { len, dreg } = data
    if (typeof len !== 'number' || len < 1 || len > MOST) fail('more bytes than registers hold')
    const wider = this.wider(data, (needs) => fits(this.known, needs))
    if (wider === undefined) return this.load('payload', data)
    this.registers.put(dreg, { operands: [wider], steps: [] }, len as number)
  }

  /** What is loaded from inside of a tunnel. */
  inner({ expr, ...outer }: Fields): void {
    const tunnel = tunnelOf(outer) ?? fail('a tunnel without a name')
    const { name = '', data = {} } = expr as { readonly name?: string; readonly data?: Fields }
    const { dreg, ...load } = data
    const own = load['base'] === 'tunnel' ? ownFields(tunnel).filter((one) => sameBytes(one, load)) : []
    const wider =
      name === 'payload' ? this.wider(load, (needs) => fits(this.known, { tunnel, inside: needs })) : undefined
    const found = wider === undefined ? operandsFor({ name, data: load }) : [wider]
    const named = found.flatMap((one) => tunnelOperand(`${tunnel} ${one.name}`) ?? [])
    const operands = [...own, ...named].filter(({ needs }) => fits(this.known, needs))
    if (operands.length === 0) fail('a field without a word')
    const size = Number(load['len'] ?? (operands[0] as Operand).size)
    this.registers.put(dreg, { operands, steps: [] }, size)
  }

  hash(data: Fields): void {
    if (data['type'] === 'symhash') return this.load('hash', data)
    const { sreg, len, ...rest } = data
    this.load('hash', rest, this.text(this.registers.gather(sreg, len as number)))
  }

  bitwise(data: Fields): void {
    const { sreg, dreg, op = 'mask-xor', len } = data
    const held = this.registers.loaded(sreg)
    const read = op === 'mask-xor' ? this.masked : op === 'lshift' || op === 'rshift' ? this.shifted : this.joined
    this.registers.put(dreg, read.call(this, held, data), Number(len))
  }

  /** A mask tells which of the fields that share their bytes it is. */
  private masked(held: Loaded, data: Fields): Loaded {
    const { mask, xor } = data
    const [kept, flipped] = [(mask as Data | undefined)?.value ?? EMPTY, (xor as Data | undefined)?.value ?? EMPTY]
    const plain = held.steps.length === 0 && held.done === undefined && flipped.every((byte) => byte === 0)
    const field = held.operands.find((one) => plain && one.mask !== undefined && one.mask === toNumber(kept, false))
    if (field !== undefined) return { operands: [field], steps: [] }
    if (flipped.length !== kept.length || kept.length !== data['len']) fail('bits of a field')
    return this.done(held, data, 'mask-xor', ({ order, size }) => {
      const little = order === 'host' && this.place.order === 'le'
      return stepsOf({ mask: toNumber(kept, little), xor: toNumber(flipped, little) }, size)
    })
  }

  private shifted(held: Loaded, fields: Fields): Loaded {
    const { len, data } = fields
    const op = fields['op'] as 'lshift' | 'rshift'
    const value = numberOfBytes(SHIFTS, (data as Data).value as Uint8Array, this.place.order)
    const { shift = 0, size } = this.single(held).operand
    const first = held.steps.length === 0 && held.aligned !== true && held.wide === undefined
    if (op === 'rshift' && first && shift > 0 && value === BigInt(shift) && len === size)
      return { ...held, aligned: true, done: `${held.done ?? ''}${doneText(op, size)}` }
    return this.done(held, fields, op, () => [{ op: op === 'lshift' ? '<<' : '>>', value }])
  }

  /** Two registers. */
  private joined(held: Loaded, data: Fields): Loaded {
    const op = data['op'] as keyof typeof SIGNS
    const other = this.registers.loaded(data['sreg2'])
    const step: Step = { op: SIGNS[op] ?? fail('a computation'), other: this.whole(other) }
    return this.done(held, data, op, () => [step], other.done ?? '')
  }

  /** Something more that is done to a register. */
  private done(
    held: Loaded,
    { len }: Fields,
    op: Operation['op'],
    stepsOf: (width: Width) => readonly Step[],
    other?: string,
  ): Loaded {
    const { operand } = this.whole(held)
    const now = this.width(held)
    const wider = Number(len) > now.size && (now.order === 'host' || now.size === 1)
    if (len !== now.size && !wider) return fail('a computation')
    const width: Width = wider ? { order: 'host', size: Number(len) } : now
    return {
      ...held,
      operands: [operand],
      steps: [...held.steps, ...stepsOf(width)],
      ...(wider ? { wide: width.size } : {}),
      computed: held.computed === true || held.turned === true || wider || other !== undefined,
      done: `${held.done ?? ''}${doneText(op, width.size, other)}`,
    }
  }

  /** How a register lies. */
  private width(held: Loaded): Width {
    const { type, size } = this.single(held).operand
    const order = orderOf(type)
    const turned = held.turned !== true ? order : order === 'be' ? 'host' : 'be'
    return held.wide === undefined ? { order: turned, size } : { order: 'host', size: held.wide }
  }

  byteorder({ sreg, dreg, op, len, size }: Fields): void {
    const held = this.registers.loaded(sreg)
    const done = doneText(op as 'ntoh' | 'hton', Number(len), size === Math.min(Number(len), 8) ? '' : String(size))
    this.registers.put(
      dreg,
      {
        ...held,
        turned: held.turned !== true,
        computed: held.computed === true || held.turned === true,
        done: `${held.done ?? ''}${done}`,
      },
      Number(len),
    )
  }

  /** A field whose bits lie at the end of its bytes. */
  private whole(held: Loaded): Computed {
    const computed = this.single(held)
    const { mask, shift = 0 } = computed.operand
    return mask === undefined || shift === 0 || held.aligned === true ? computed : fail('bits of a field')
  }

  /** What a register holds, where one of those that share their bytes was not told from the others. */
  single({ operands, steps }: Loaded): Computed {
    const whole = operands.find(({ mask }) => mask === undefined)
    return { operand: operands.length > 1 && whole !== undefined ? whole : (operands[0] as Operand), steps }
  }

  /** The parts of a key. `aligned`: fields of less than their bytes are to be shifted to the end of them. */
  parts(held: readonly Loaded[], aligned = held.length > 1): readonly Computed[] {
    return held.map((one) => {
      const { operand, steps } = this.single(one)
      const { mask, shift = 0, load, type, size } = operand
      // of one byte turning changes nothing: nft 1.0 does it to protocols
      if (one.computed === true || (one.turned === true && type.order === 'be' && size > 1))
        return fail('a computation')
      const own = one.aligned === true
      if (mask === undefined || own === (aligned && shift > 0) || isNumber({ operand, steps }))
        return { operand, steps }
      if (load.name !== 'payload' || steps.length > 0) return fail('bits of a field')
      const bits: Step[] = [{ op: '&', value: mask }, ...(own ? [{ op: '>>', value: BigInt(shift) } as const] : [])]
      return { operand: rawOperand(load.data), steps: bits }
    })
  }

  /** What is put elsewhere, where writing it does the same. */
  private from(held: Loaded, part: Part): Source {
    const single = this.single(held)
    const { mask, shift = 0, load, size } = single.operand
    const raw = mask !== undefined && shift > 0 && held.aligned !== true && load.name === 'payload'
    const computed: Computed = raw ? { operand: rawOperand(load.data), steps: [{ op: '&', value: mask }] } : single
    const done = `${raw ? doneText('mask-xor', size) : ''}${held.done ?? ''}`
    const does = (into: Width): boolean => done === doneFor(computed, into, 'to')
    const text = keyText([computed])
    if (does(widthOf(part)) || (isShort(computed) && does({ order: widthOf(part).order, size }))) return { from: text }
    return does(ownWidth(computed, part)) ? { from: text, turned: false } : fail('a computation')
  }

  text(held: readonly Loaded[], aligned?: boolean): string {
    return keyText(this.parts(held, aligned))
  }

  setOf(name: unknown): ReadSet {
    return this.place.set(String(name)) ?? fail('a set that is not known')
  }

  /** What is looked up in a set, as text. */
  keyFor(set: ReadSet, sreg: unknown): { readonly held: readonly Loaded[]; readonly text: string } {
    const held = this.registers.gather(sreg, set.keyLength)
    return { held, text: this.text(held, held.length > 1 || !isAnonymous(set)) }
  }

  private keyed(set: ReadSet, held: readonly Loaded[]): readonly { readonly key: Scalar; readonly element: Element }[] {
    const aligned = held.length > 1
    const parts = this.parts(held).map((one) => partOf(one, aligned))
    return readElements(parts, set.elements, set.flags.includes('interval'), this.place.order)
  }

  /** The elements of a rule's own set: keys, and what stands beside them. */
  items(set: ReadSet, held: readonly Loaded[]): SetItem[] {
    return this.keyed(set, held).map(({ key, element }) => {
      const statements = statementsOf(element)
      return statements.length === 0 ? key : { key, statements }
    })
  }

  entries<V>(set: ReadSet, held: readonly Loaded[], value: (element: Element) => V) {
    return this.keyed(set, held).map(({ key, element }) => {
      const statements = statementsOf(element)
      const leads = value(element)
      return statements.length === 0 ? ([key, leads] as const) : { key, value: leads, statements }
    })
  }

  /** What a register holds, as something that is put elsewhere. `data`: the types of what a map leads to. */
  source(register: unknown, data: readonly [Part, ...Part[]]): Source {
    const held = this.registers.get(register)
    if ('value' in held) return this.constant(data[0], held.value)
    if ('operands' in held) return this.from(held, data[0])
    const { set, key, map } = held
    if (!isAnonymous(set)) return { map, to: `@${set.name}` }
    return { map, to: this.entries(set, key, (element) => this.leadsTo(element, data)) }
  }

  constant(part: Part, value: Uint8Array): Scalar {
    if (value.length !== part.size) fail('a value of another length')
    const number = this.number(part, value)
    return formatKey([part], [{ from: number, to: number }], this.place.order)
  }

  /** What lies between two values. */
  between(part: Part, from: Uint8Array, to: Uint8Array): string {
    if (from.length !== part.size || to.length !== part.size) return fail('a value of another length')
    return rangeText(part, { from: this.number(part, from), to: this.number(part, to) }, this.place.order)
  }

  /** Both ends of an interval lie one after the other. */
  private leadsTo({ data }: Element, parts: readonly Part[]): Scalar {
    const { value = EMPTY } = data ?? {}
    const length = parts.reduce((sum, { size }) => sum + padded(size), 0)
    if (value.length !== lengthOf(parts) && value.length !== 2 * length) fail('a value of another length')
    const first = keyNumbers(parts, value, this.place.order)
    const last = value.length > length ? keyNumbers(parts, value.subarray(length), this.place.order) : first
    const ranges = first.map((from, at) => ({ from, to: last[at] as bigint }))
    const text = formatKey(parts, ranges, this.place.order)
    // one address among ranges is a range as well
    const [{ from: low, to: high }] = ranges as [Range, ...Range[]]
    if (value.length <= length || low !== high || parts[0]?.type.format === 'integer') return text
    return String(text).replace(/^\S+/, (address) => `${address}/${(parts[0] as Part).size * 8}`)
  }
}

/** Operators, by what the kernel calls them. */
const SIGNS = { [JOINS['&']]: '&', [JOINS['^']]: '^', [JOINS['|']]: '|' } as const

/** nft 1.0 computes with one byte as such, which is the same as long as nothing but its own bits counts. */
const isShort = ({ operand: { size }, steps }: Computed): boolean =>
  size === 1 && (steps.every(({ op }) => op === '&' || op === '^' || op === '|') || steps.length === 1)

const SHIFTS = operandOf('meta length').type

/** What an element has beside its key. */
const statementsOf = ({ expr, expressions }: Element): readonly Statement[] => {
  const all: readonly Expression[] = expressions ?? (expr === undefined ? [] : [expr])
  return all.map((one) => plainStatement(one) ?? fail('an element with an expression that has no words'))
}
