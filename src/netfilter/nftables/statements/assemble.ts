/** From statements to the kernel's expressions: matches, verdicts and what changes a packet; all others are rows. */

import { EncodeError } from '../../../netlink/codec/errors.ts'
import { lasting } from '../../../netlink/codec/fast/memoized.ts'
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { Expression } from '../tables/expressions/index.ts'
import type { Datatype, Scalar } from './datatypes.ts'
import { datatypes as types } from './datatypes.ts'
import type { Computed, Key } from './keys.ts'
import { partOf } from './keys.ts'
import { learned } from './known.ts'
import { needsOf } from './needs.ts'
import type { Operand } from './operand.ts'
import { isPayload } from './operand.ts'
import { operandOf } from './operands.ts'
import type { Place } from './place.ts'
import { plainExpression } from './plain.ts'
import { Repeated } from './repeated.ts'
import { rowOf } from './rows.ts'
import { anonymousMap, anonymousSet, verdictData } from './sets.ts'
import type { Assign, Match, Operator, RawStatement, Right, Source, Statement, Verdict, VerdictMap } from './types.ts'
import type { Part, Range } from './values.ts'
import { ordered, parseRange, wildcard } from './values.ts'
import { registerAt, Writer } from './writer.ts'

const OPERATORS: { readonly [op in Operator]: 'eq' | 'neq' | 'lt' | 'gt' | 'lte' | 'gte' } = {
  '==': 'eq',
  '!=': 'neq',
  '<': 'lt',
  '>': 'gt',
  '<=': 'lte',
  '>=': 'gte',
}

/** The register of most. */
const FIRST = registerAt(0)

/** Matches and verdicts: what they are in registers depends on the byte order. */
const REPEATED: { readonly [order in ByteOrder]: Repeated } = { le: new Repeated(), be: new Repeated() }

const NOTHING_COUNTED: Expression = lasting(plainExpression({ counter: { packets: 0, bytes: 0 } }, ''))

/** Protocols, states, names of links: rules say the same few of them. A field of a tag is elsewhere behind another. */
const isRepeated = ({ parts: [part] }: Key): boolean => {
  const { type, needs } = (part as Computed).operand
  return (type.words.size > 0 || type.format === 'string') && needs.link !== 'vlan'
}

/** The bytes that are written to change a field, and which of their bits are the field's. */
export const surroundings = (
  operand: Operand,
): { readonly offset: number; readonly len: number; readonly bits: bigint; readonly shift: bigint } => {
  const { load, size, shift = 0, checksum, mask } = operand
  const start = load.data['offset'] as number
  const paired = checksum !== undefined
  const offset = paired ? start & ~1 : start
  const len = paired ? ((start + size + 1) & ~1) - offset : size
  const below = BigInt((offset + len - start - size) * 8)
  return { offset, len, bits: (mask ?? (1n << BigInt(size * 8)) - 1n) << below, shift: below + BigInt(shift) }
}

class Assembler {
  readonly to: Writer

  constructor(place: Place) {
    this.to = new Writer(place)
  }

  statement(statement: Statement, path: string): void {
    this.to.ask(needsOf(statement, path), (match) => this.match(match, path))
    if ('match' in statement) this.match(statement, path)
    else if ('vmap' in statement) this.verdictMap(statement, path)
    else if ('verdict' in statement) this.verdict(statement)
    else if ('set' in statement && 'to' in statement) this.assign(statement, path)
    else if ('expression' in statement) this.raw(statement, path)
    else this.other(statement, path)
  }

  private match(statement: Match, path: string): void {
    const { match, op, right } = statement
    const key = this.to.key(match, path)
    if (typeof right === 'object' || /^@\w/.test(String(right))) this.lookup(key, op, right, path)
    else if (key.parts.length > 1) this.lookup(key, op, [right], path)
    else if (isRepeated(key)) this.compareOnce(statement, key, path)
    else this.compare(key, op, right, path)
    this.to.known = learned(this.to.known, statement)
  }

  /** What comes of it depends on nothing else than the statement and the byte order. */
  private compareOnce({ match, op, right }: Match, key: Key, path: string): void {
    const { to } = this
    const repeated = REPEATED[to.place.order]
    const left = op === undefined ? match : `${op}\0${match}`
    const found = repeated.find(left, right as Scalar)
    if (found !== undefined) return to.repeat(found)
    const start = to.expressions.length
    this.compare(key, op, right as Scalar, path)
    repeated.note(left, right as Scalar, to.expressions.slice(start))
  }

  private lookup(key: Key, op: Operator | undefined, right: Right, path: string): void {
    const { to } = this
    if (op !== undefined && op !== '==' && op !== '!=') throw new EncodeError(`${path}.op`, '== or != for a set', op)
    const named = typeof right === 'object' ? undefined : to.place.set(String(right).slice(1))
    to.loadFor(named, key)
    const set = named ?? anonymousSet(to.place, key, right as Exclude<Right, Scalar>, path)
    to.lookup(set, key, 0, op === '!=' ? { flags: ['inv'] } : {})
  }

  private compare(key: Key, op: Operator | undefined, right: Scalar, path: string): void {
    const { to } = this
    const [computed] = key.parts as readonly [Computed]
    const { operand, steps } = computed
    const part = partOf(computed, false)
    const { type, size } = operand
    if (type.format === 'string' && wildcard(right) !== undefined) return this.wildcard(computed, op, right, path)
    const range = parseRange(part, right, to.place.order, `${path}.right`)
    if (op === undefined && type.format === 'bits' && steps.length === 0) {
      to.loadOne({ operand, steps: [{ op: '&', value: range.from }] }, 0)
      return this.cmp('neq', new Uint8Array(size))
    }
    if (range.prefix !== undefined && range.prefix < size * 8 && steps.length === 0)
      return this.prefix(operand, op, range.from, range.prefix)
    to.loadOne(computed, 0)
    this.between(key, part, op, range)
  }

  private between(key: Key, part: Part, op: Operator | undefined, { from, to: last }: Range): void {
    const { to } = this
    const compared = op === '<' || op === '>' || op === '<=' || op === '>=' || from !== last
    if (compared) to.turn(key)
    const type: Datatype = compared ? ordered(part).type : part.type
    const value = (number: bigint): Uint8Array => to.number(type, number, part.size)
    if (from === last) return this.cmp(OPERATORS[op ?? '=='], value(from))
    if (op !== '!=') {
      this.cmp('gte', value(from))
      return this.cmp('lte', value(last))
    }
    to.add('range', { sreg: FIRST, op: 'neq', fromData: { value: value(from) }, toData: { value: value(last) } })
  }

  private cmp(op: string, value: Uint8Array): void {
    this.to.add('cmp', { sreg: FIRST, op, data: { value } })
  }

  private wildcard(computed: Computed, op: Operator | undefined, right: Scalar, path: string): void {
    const { type, size } = computed.operand
    this.to.loadOne(computed, 0)
    const { from } = parseRange(partOf(computed, false), right, this.to.place.order, `${path}.right`)
    const bytes = this.to.number(type, from, size)
    this.cmp(OPERATORS[op ?? '=='], bytes.slice(0, bytes.indexOf(0)))
  }

  /** Whole bytes of an address need no mask: fewer of them are loaded. */
  private prefix(operand: Operand, op: Operator | undefined, from: bigint, length: number): void {
    const { to } = this
    const { type, size } = operand
    const value = to.number(type, from, size)
    if (length % 8 === 0 && length > 0) {
      to.loadOne({ operand, steps: [] }, 0, false, isPayload(operand) ? length / 8 : size)
      return this.cmp(OPERATORS[op ?? '=='], value.slice(0, length / 8))
    }
    const mask = (1n << BigInt(size * 8)) - (1n << BigInt(size * 8 - length))
    to.loadOne({ operand, steps: [{ op: '&', value: mask }] }, 0)
    this.cmp(OPERATORS[op ?? '=='], value)
  }

  private verdict(verdict: Verdict): void {
    const { verdict: word, chain } = verdict
    const repeated = REPEATED[this.to.place.order]
    const said = chain === undefined ? word : `${word}\0${chain}`
    const found = repeated.find('', said)
    if (found !== undefined) return this.to.repeat(found)
    const made: Expression = { name: 'immediate', data: { dreg: 0, data: verdictData(verdict) } }
    this.to.repeat([made])
    repeated.note('', said, [made])
  }

  private verdictMap({ vmap, to: entries }: VerdictMap, path: string): void {
    const { to } = this
    const key = to.key(vmap, path)
    const named = typeof entries === 'string' ? to.place.set(entries.slice(1)) : undefined
    to.loadFor(named, key)
    const map = named ?? anonymousMap(to.place, key, entries as Exclude<typeof entries, string>, types.verdict, path)
    to.lookup(map, key, 0, { dreg: 0 })
  }

  /** Statements of one row, and those that need no register. */
  private other(statement: Statement, path: string): void {
    const row = rowOf(statement)
    if (row !== undefined) return row.write(statement, this.to, path)
    const nothing = 'counter' in statement && statement.counter.packets === 0 && statement.counter.bytes === 0
    this.to.repeat([nothing ? NOTHING_COUNTED : plainExpression(statement, path)])
  }

  /** As the table has it, with a set of the rule's own where it looks into one. */
  private raw({ expression, data, anonymous }: RawStatement, path: string): void {
    if (anonymous === undefined) return this.to.repeat([plainExpression({ expression, data }, path)])
    const set = this.to.place.anonymous(anonymous as never)
    const key = 'setName' in (data as object) ? 'setName' : 'set'
    this.to.add(expression, { ...(data as object), [key]: set.name, ...set.reference })
  }

  private assign({ set, to: source }: Assign, path: string): void {
    const { to } = this
    const operand = operandOf(set, path)
    const { load, mask, size } = operand
    if (load.name === 'payload') {
      const checksummed = operand.checksum !== undefined && load.data['base'] === 'network'
      if (mask !== undefined || (checksummed && size % 2 === 1)) return this.assignBits(operand, source, path)
      to.put(source, partOf({ operand, steps: [] }, false), 0, path)
      return this.write(operand, load.data['offset'] as number, size)
    }
    if (mask !== undefined) throw new EncodeError(path, 'a field of whole bytes', set)
    to.put(source, partOf({ operand, steps: [] }, false), 0, path)
    to.add(load.name, { ...load.data, sreg: FIRST })
  }

  private write({ load, checksum }: Operand, offset: number, len: number): void {
    const { base } = load.data
    const sum = checksum === undefined ? { csumType: 'none' } : { csumType: 'inet', csumOffset: checksum.offset }
    // what lies behind the headers is covered by their checksums as well
    const flags = checksum?.pseudo === true || base === 'inner' ? { csumFlags: ['pseudohdr'] } : {}
    this.to.add('payload', { sreg: FIRST, base, offset, len, ...sum, ...flags })
  }

  /** A checksum counts pairs of bytes: those around the field are read, changed and written. */
  private assignBits(operand: Operand, source: Source, path: string): void {
    const { to } = this
    const { offset, len, bits, shift } = surroundings(operand)
    if (typeof source === 'object') throw new EncodeError(path, 'a value, for a field of less than two bytes', source)
    const { from } = parseRange({ type: operand.type, size: operand.size }, source, to.place.order, path)
    const value = from << shift
    if ((value & ~bits) !== 0n) throw new EncodeError(path, `at most ${bits >> shift}`, source)
    const around: Operand = {
      ...operand,
      type: types.integer,
      size: len,
      load: { name: 'payload', data: { ...operand.load.data, offset, len } },
    }
    const all = (1n << BigInt(len * 8)) - 1n
    to.loadOne(
      {
        operand: { ...around, mask: undefined as never, shift: 0 },
        steps: [
          { op: '&', value: all & ~bits },
          { op: '|', value },
        ],
      },
      0,
    )
    this.write(operand, offset, len)
  }
}

export const assembleAll = (statements: readonly Statement[], place: Place, path = ''): Expression[] => {
  const assembler = new Assembler(place)
  for (const [index, statement] of statements.entries()) assembler.statement(statement, `${path}[${index}]`)
  return assembler.to.expressions
}
