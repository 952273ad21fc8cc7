/** From statements to the kernel's expressions: registers are given out here, and what a field needs is asked before it. */
import type { ByteOrder } from '../../netlink/codec/decode.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { lasting } from '../../netlink/codec/lasting.ts'
import type { Expression } from '../tables/expressions/index.ts'
import type { Datatype, Scalar } from './datatypes.ts'
import { bytesOfNumber, familyOfAddress, datatypes as types } from './datatypes.ts'
import type { Needs, Operand } from './fields.ts'
import { knownOf, lacking, learned } from './known.ts'
import { needsOf } from './needs.ts'
import type { Masked } from './operands.ts'
import { maskedOf, operandOf } from './operands.ts'
import type { Place } from './place.ts'
import { plainExpression } from './plain.ts'
import { Repeated } from './repeated.ts'
import { anonymousMap, anonymousSet, verdictData } from './sets.ts'
import type {
  Assign,
  Entries,
  Match,
  NatStatement,
  Operator,
  RejectStatement,
  Right,
  Source,
  Statement,
  Verdict,
  VerdictMap,
} from './types.ts'
import type { Part } from './values.ts'
import { ordered, padded, parseRange } from './values.ts'

/** The registers of 16 bytes and, for the parts of a concatenation, those of 4 that lie over them. */
const WIDE = 1
const NARROW = 8
const SLOTS = 4
/** A second value, where the first has the first register. */
const SECOND = 2

const registerAt = (slot: number): number => (slot % SLOTS === 0 ? WIDE + slot / SLOTS : NARROW + slot)

const partOf = ({ type, size }: Operand): Part => ({ type, size })

const OPERATORS: { readonly [op in Operator]: 'eq' | 'neq' | 'lt' | 'gt' | 'lte' | 'gte' } = {
  '==': 'eq',
  '!=': 'neq',
  '<': 'lt',
  '>': 'gt',
  '<=': 'lte',
  '>=': 'gte',
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

/** Matches and verdicts: what they are in registers depends on the byte order. */
const REPEATED: { readonly [order in ByteOrder]: Repeated } = { le: new Repeated(), be: new Repeated() }

/** Loads by their operands, and by register and size. */
const LOADS = new WeakMap<Operand, Map<number, Expression>>()

const loadOf = (operand: Operand, dreg: number, size: number): Expression => {
  const loads = LOADS.get(operand) ?? new Map<number, Expression>()
  LOADS.set(operand, loads)
  const { name, data } = operand.load
  const key = dreg * 256 + size
  const load =
    loads.get(key) ?? lasting({ name, data: { dreg, ...data, ...(name === 'payload' ? { len: size } : {}) } as never })
  loads.set(key, load)
  return load
}

const NOTHING_COUNTED: Expression = lasting(plainExpression({ counter: { packets: 0, bytes: 0 } }, ''))

/** Protocols, states, names of links: rules say the same few of them. */
const isRepeated = ({ operands: [operand] }: Masked): boolean =>
  operand !== undefined && (operand.type.words.size > 0 || operand.type.format === 'string')

class Assembler {
  readonly expressions: Expression[] = []
  private readonly place: Place
  private known: Needs

  constructor(place: Place) {
    this.place = place
    this.known = knownOf(place.family)
  }

  statement(statement: Statement, path: string): void {
    for (const needs of needsOf(statement, path))
      for (const match of lacking(this.known, this.place.family, needs)) this.match(match, path)
    if ('match' in statement) this.match(statement, path)
    else if ('vmap' in statement) this.verdictMap(statement, path)
    else if ('verdict' in statement) this.verdict(statement)
    else if ('set' in statement && 'to' in statement) this.assign(statement, path)
    else if ('dynamic' in statement) this.dynamic(statement, path)
    else if ('nat' in statement) this.nat(statement, path)
    else if ('masquerade' in statement) this.ports('masq', statement.masquerade, path)
    else if ('redirect' in statement) this.ports('redir', statement.redirect, path)
    else if ('tproxy' in statement) this.tproxy(statement.tproxy, path)
    else if ('dup' in statement) this.dup(statement.dup, path)
    else if ('fwd' in statement) this.fwd(statement.fwd.device)
    else if ('object' in statement) this.object(statement, path)
    else if ('reject' in statement) this.reject(statement.reject)
    else this.plain(statement, path)
  }

  private add(name: string, data: object): void {
    this.expressions.push({ name, data: data as never })
  }

  private immediate(value: Uint8Array, dreg: number): void {
    this.add('immediate', { dreg, data: { value } })
  }

  private number(type: Datatype, number: bigint, size: number): Uint8Array {
    return bytesOfNumber(type, number, size, this.place.order)
  }

  /** Loads one operand; of a field of less than its bytes the other bits become zero. */
  private loadOne(operand: Operand, dreg: number, size = operand.size): void {
    const { load, of, mask } = operand
    if (of !== undefined) {
      this.loadAll(of, SLOTS)
      this.add(load.name, { sreg: SECOND, dreg, ...load.data })
      return
    }
    this.expressions.push(loadOf(operand, dreg, size))
    if (mask !== undefined) this.bitwise(dreg, size, this.number(types.integer, mask, size), new Uint8Array(size))
  }

  private loadAll(operands: readonly Operand[], slot = 0): void {
    let at = slot
    for (const operand of operands) {
      this.loadOne(operand, registerAt(at))
      at += padded(operand.size) / 4
    }
  }

  private bitwise(register: number, len: number, mask: Uint8Array, xor: Uint8Array): void {
    this.add('bitwise', {
      sreg: register,
      dreg: register,
      len,
      op: 'mask-xor',
      mask: { value: mask },
      xor: { value: xor },
    })
  }

  /** Values of host order are turned, so that comparing their bytes compares the numbers. */
  private order(operands: readonly Operand[]): void {
    let at = 0
    for (const { type, size } of operands) {
      const register = registerAt(at)
      if (type.order === 'host' && type.format !== 'string' && size > 1)
        this.add('byteorder', { sreg: register, dreg: register, op: 'hton', len: size, size: Math.min(size, 8) })
      at += padded(size) / 4
    }
  }

  private loadMasked({ operands, mask, xor }: Masked, path: string): void {
    this.loadAll(operands)
    const [first] = operands as readonly [Operand]
    if (mask === undefined) return
    const bytes = (value: Scalar): Uint8Array =>
      this.number(first.type, parseRange(partOf(first), value, this.place.order, path).from, first.size)
    this.bitwise(WIDE, first.size, bytes(mask), xor === undefined ? new Uint8Array(first.size) : bytes(xor))
  }

  private match(statement: Match, path: string): void {
    const { match, op, right } = statement
    const masked = maskedOf(match, path)
    if (Array.isArray(right) || (typeof right === 'string' && /^@\w/.test(right))) this.lookup(masked, op, right, path)
    else if (masked.operands.length > 1) this.lookup(masked, op, [right as Scalar], path)
    else if (isRepeated(masked)) this.compareOnce(statement, masked, path)
    else this.compare(masked, op, right as Scalar, path)
    this.known = learned(this.known, statement)
  }

  /** What comes of it depends on nothing else than the statement and the byte order. */
  private compareOnce({ match, op, right }: Match, masked: Masked, path: string): void {
    const repeated = REPEATED[this.place.order]
    const left = op === undefined ? match : `${op}\0${match}`
    const found = repeated.find(left, right as Scalar)
    if (found !== undefined) return this.repeat(found)
    const start = this.expressions.length
    this.compare(masked, op, right as Scalar, path)
    repeated.note(left, right as Scalar, this.expressions.slice(start))
  }

  private repeat(expressions: readonly Expression[]): void {
    for (const one of expressions) this.expressions.push(one)
  }

  private lookup(masked: Masked, op: Operator | undefined, right: Right, path: string): void {
    if (op !== undefined && op !== '==' && op !== '!=') throw new EncodeError(`${path}.op`, '== or != for a set', op)
    this.loadMasked(masked, path)
    const flags = op === '!=' ? ['inv'] : []
    const name = typeof right === 'string' ? right.slice(1) : undefined
    const parts = masked.operands.map(shiftedPart)
    const set =
      name === undefined
        ? anonymousSet(this.place, parts, shiftAll(masked.operands, right as readonly Scalar[]), path)
        : this.place.set(name)
    if (set.interval) this.order(masked.operands)
    this.add('lookup', { set: set.name, sreg: WIDE, ...set.reference, ...(flags.length > 0 ? { flags } : {}) })
  }

  private compare(masked: Masked, op: Operator | undefined, right: Scalar, path: string): void {
    const [operand] = masked.operands as readonly [Operand]
    const part = partOf(operand)
    const { type, size, shift = 0 } = operand
    const wild = type.format === 'string' ? /^(.+)\*$/.exec(String(right)) : null
    if (wild !== null) return this.wildcard(operand, op, wild[1] as string, path)
    const range = parseRange(part, right, this.place.order, `${path}.right`)
    const [from, to] = [range.from << BigInt(shift), range.to << BigInt(shift)]
    const value = (number: bigint, ofType = type): Uint8Array => this.number(ofType, number, size)
    if (op === undefined && type.format === 'bits' && masked.mask === undefined) {
      this.loadMasked(masked, path)
      this.bitwise(WIDE, size, value(from), new Uint8Array(size))
      return this.cmp('neq', new Uint8Array(size))
    }
    if (range.prefix !== undefined && range.prefix < size * 8 && masked.mask === undefined)
      return this.prefix(operand, op, range.from, range.prefix)
    this.loadMasked(masked, path)
    const compared = op === '<' || op === '>' || op === '<=' || op === '>=' || from !== to
    if (compared) this.order(masked.operands)
    const ofType = compared ? ordered(part).type : type
    if (from === to) this.cmp(OPERATORS[op ?? '=='], value(from, ofType))
    else if (op === '!=')
      this.add('range', {
        sreg: WIDE,
        op: 'neq',
        fromData: { value: value(from, ofType) },
        toData: { value: value(to, ofType) },
      })
    else {
      this.cmp('gte', value(from, ofType))
      this.cmp('lte', value(to, ofType))
    }
  }

  private cmp(op: string, value: Uint8Array): void {
    this.add('cmp', { sreg: WIDE, op, data: { value } })
  }

  private wildcard(operand: Operand, op: Operator | undefined, beginning: string, path: string): void {
    this.loadOne(operand, WIDE)
    const { from } = parseRange(partOf(operand), beginning, this.place.order, `${path}.right`)
    const bytes = this.number(operand.type, from, operand.size)
    this.cmp(OPERATORS[op ?? '=='], bytes.slice(0, bytes.indexOf(0)))
  }

  /** Whole bytes of an address need no mask: fewer of them are loaded. */
  private prefix(operand: Operand, op: Operator | undefined, from: bigint, length: number): void {
    const { type, size, load } = operand
    const value = this.number(type, from, size)
    if (length % 8 === 0 && length > 0) {
      this.loadOne(operand, WIDE, load.name === 'payload' ? length / 8 : size)
      return this.cmp(OPERATORS[op ?? '=='], value.slice(0, length / 8))
    }
    this.loadOne(operand, WIDE)
    const ones = (1n << BigInt(size * 8)) - (1n << BigInt(size * 8 - length))
    this.bitwise(WIDE, size, this.number(type, ones, size), new Uint8Array(size))
    this.cmp(OPERATORS[op ?? '=='], value)
  }

  private verdict(verdict: Verdict): void {
    const { verdict: word, chain } = verdict
    const repeated = REPEATED[this.place.order]
    const said = chain === undefined ? word : `${word}\0${chain}`
    const found = repeated.find('', said)
    if (found !== undefined) return this.repeat(found)
    const made: Expression = { name: 'immediate', data: { dreg: 0, data: verdictData(verdict) } }
    this.expressions.push(made)
    repeated.note('', said, [made])
  }

  private plain(statement: Statement, path: string): void {
    const nothing = 'counter' in statement && statement.counter.packets === 0 && statement.counter.bytes === 0
    this.expressions.push(nothing ? NOTHING_COUNTED : plainExpression(statement, path))
  }

  private verdictMap({ vmap, to }: VerdictMap, path: string): void {
    const masked = maskedOf(vmap, path)
    this.loadMasked(masked, path)
    const parts = masked.operands.map(shiftedPart)
    const map =
      typeof to === 'string' ? this.place.set(to.slice(1)) : anonymousMap(this.place, parts, to, types.verdict, path)
    if (map.interval) this.order(masked.operands)
    this.add('lookup', { set: map.name, sreg: WIDE, dreg: 0, ...map.reference })
  }

  /** Puts a value into the first register. */
  private source(to: Source, part: Part, path: string): void {
    const { type, size } = part
    if (typeof to !== 'object') {
      const { from } = parseRange(part, to, this.place.order, path)
      return this.immediate(this.number(type, from, size), WIDE)
    }
    const masked = maskedOf('from' in to ? to.from : to.map, path)
    this.loadMasked(masked, path)
    if ('from' in to) {
      const [first] = masked.operands as readonly [Operand]
      if (first.type.order !== type.order && size > 1)
        this.add('byteorder', { sreg: WIDE, dreg: WIDE, op: 'hton', len: first.size, size: first.size })
      return
    }
    this.lookUpMap(masked, to.to, [part], path)
  }

  private lookUpMap(masked: Masked, to: Entries<Scalar>, data: readonly Part[], path: string): void {
    const parts = masked.operands.map(shiftedPart)
    const map = typeof to === 'string' ? this.place.set(to.slice(1)) : anonymousMap(this.place, parts, to, data, path)
    if (map.interval) this.order(masked.operands)
    this.add('lookup', { set: map.name, sreg: WIDE, dreg: WIDE, ...map.reference })
  }

  private assign({ set, to }: Assign, path: string): void {
    const operand = operandOf(set, path)
    const { load, mask } = operand
    if (load.name === 'payload') {
      const checksummed = operand.checksum !== undefined && load.data['base'] === 'network'
      if (mask !== undefined || (checksummed && operand.size % 2 === 1)) return this.assignBits(operand, to, path)
      this.source(to, partOf(operand), path)
      return this.write(operand, load.data['offset'] as number, operand.size)
    }
    this.source(to, partOf(operand), path)
    this.add(load.name, { ...load.data, sreg: WIDE })
  }

  private write({ load, checksum }: Operand, offset: number, len: number): void {
    const { base } = load.data
    const sum = checksum === undefined ? { csumType: 'none' } : { csumType: 'inet', csumOffset: checksum.offset }
    const flags = checksum?.pseudo === true ? { csumFlags: ['pseudohdr'] } : {}
    this.add('payload', { sreg: WIDE, base, offset, len, ...sum, ...flags })
  }

  /** A checksum counts pairs of bytes: those around the field are read, changed and written. */
  private assignBits(operand: Operand, to: Source, path: string): void {
    const { offset, len, bits, shift } = surroundings(operand)
    const all = (1n << BigInt(len * 8)) - 1n
    if (typeof to === 'object') throw new EncodeError(path, 'a value, for a field of less than two bytes', to)
    const { from } = parseRange(partOf(operand), to, this.place.order, path)
    this.add('payload', { dreg: WIDE, ...operand.load.data, offset, len })
    const value = (number: bigint): Uint8Array => this.number(types.integer, number, len)
    this.bitwise(WIDE, len, value(all & ~bits), value(from << shift))
    this.write(operand, offset, len)
  }

  private dynamic(statement: Extract<Statement, { dynamic: unknown }>, path: string): void {
    const { dynamic: op, set: name, key, timeout, statements = [] } = statement
    this.loadMasked(maskedOf(key, path), path)
    const set = this.place.set(name.replace(/^@/, ''))
    const inner = assembleAll(statements, this.place, `${path}.statements`)
    const held = inner.length === 0 ? {} : inner.length === 1 ? { expr: inner[0] } : { expressions: inner }
    this.add('dynset', {
      setName: set.name,
      ...set.reference,
      op,
      sregKey: WIDE,
      ...(timeout === undefined ? {} : { timeout: BigInt(timeout) }),
      ...held,
    })
  }

  private nat({ nat }: NatStatement, path: string): void {
    const { type, family, address, port, flags = [] } = nat
    const part: Part = family === 'ip' ? { type: types.ipv4_addr, size: 4 } : { type: types.ipv6_addr, size: 16 }
    const said: { [key: string]: unknown } = { type, family }
    const all: string[] = []
    if (typeof address === 'object') {
      const masked = maskedOf('map' in address ? address.map : address.from, path)
      this.loadMasked(masked, path)
      if (!('map' in address)) throw new EncodeError(`${path}.address`, 'an address, a range or a map', address)
      const pairs =
        typeof address.to === 'string'
          ? this.place.set(address.to.slice(1)).dataLength > part.size
          : address.to.some(([, value]) => String(value).includes(' . '))
      const data = pairs ? [part, { type: types.inet_service, size: 2 }] : [part]
      this.lookUpMap(masked, address.to, data, path)
      said['regAddrMin'] = WIDE
      if (pairs) said['regProtoMin'] = registerAt(part.size / 4)
    } else if (address !== undefined) {
      const range = parseRange(part, address, this.place.order, `${path}.address`)
      this.immediate(this.number(part.type, range.from, part.size), WIDE)
      said['regAddrMin'] = WIDE
      all.push('map-ips')
      if (range.from !== range.to) {
        this.immediate(this.number(part.type, range.to, part.size), SECOND)
        said['regAddrMax'] = SECOND
      }
    }
    this.portRegisters(said, port, all, address === undefined ? WIDE : SECOND + Number('regAddrMax' in said), path)
    if (all.length + flags.length > 0) said['flags'] = [...all.filter((flag) => flag !== 'map-ips'), ...flags]
    this.add('nat', said)
  }

  private portRegisters(
    said: { [key: string]: unknown },
    port: Scalar | undefined,
    flags: string[],
    first: number,
    path: string,
  ): void {
    if (port === undefined) return
    const part: Part = { type: types.inet_service, size: 2 }
    const range = parseRange(part, port, this.place.order, `${path}.port`)
    this.immediate(this.number(part.type, range.from, 2), first)
    said['regProtoMin'] = first
    if (range.from !== range.to) {
      this.immediate(this.number(part.type, range.to, 2), first + 1)
      said['regProtoMax'] = first + 1
    }
    flags.push('proto-specified')
  }

  private ports(
    name: 'masq' | 'redir',
    how: { readonly port?: Scalar | undefined; readonly flags?: readonly string[] | undefined },
    path: string,
  ): void {
    const said: { [key: string]: unknown } = {}
    const flags: string[] = []
    this.portRegisters(said, how.port, flags, WIDE, path)
    flags.push(...(how.flags ?? []))
    this.add(name, { ...said, ...(flags.length > 0 ? { flags } : {}) })
  }

  private tproxy(
    {
      family,
      address,
      port,
    }: {
      readonly family?: 'ip' | 'ip6' | undefined
      readonly address?: string | undefined
      readonly port?: number | undefined
    },
    path: string,
  ): void {
    const said: { [key: string]: unknown } = { family: family ?? 'unspec' }
    if (address !== undefined) {
      said['regAddr'] = this.address(address, WIDE, path)
    }
    if (port !== undefined) {
      said['regPort'] = address === undefined ? WIDE : SECOND
      this.immediate(this.number(types.inet_service, BigInt(port), 2), said['regPort'] as number)
    }
    this.add('tproxy', said)
  }

  private address(text: string, register: number, path: string): number {
    const part =
      familyOfAddress(text) === 'ip' ? { type: types.ipv4_addr, size: 4 } : { type: types.ipv6_addr, size: 16 }
    this.immediate(this.number(part.type, parseRange(part, text, this.place.order, path).from, part.size), register)
    return register
  }

  /** What is sent back depends on what came. */
  private reject({ type, code }: RejectStatement['reject']): void {
    this.add('reject', { type: type === 'icmpv6' ? 'icmp' : type, ...(code === undefined ? {} : { icmpCode: code }) })
  }

  private device(index: number, register: number): number {
    this.immediate(this.number(types.iface_index, BigInt(index), 4), register)
    return register
  }

  private dup(
    { address, device }: { readonly address?: string | undefined; readonly device?: number | undefined },
    path: string,
  ): void {
    const said: { [key: string]: unknown } = {}
    if (address !== undefined) said['sregAddr'] = this.address(address, WIDE, path)
    if (device !== undefined) said['sregDev'] = this.device(device, address === undefined ? WIDE : SECOND)
    this.add('dup', said)
  }

  private fwd(device: number): void {
    this.add('fwd', { sregDev: this.device(device, WIDE) })
  }

  private object(statement: Extract<Statement, { object: unknown }>, path: string): void {
    const { object, name } = statement
    if (typeof name === 'string') return this.add('objref', { immType: OBJECTS[object], immName: name })
    const masked = maskedOf(name.map, path)
    this.loadMasked(masked, path)
    const map = this.place.set(name.to.slice(1))
    this.add('objref', { setSreg: WIDE, setName: map.name, ...map.reference })
  }
}

/** NFT_OBJECT_*. */
export const OBJECTS: { readonly [word: string]: number } = {
  counter: 1,
  quota: 2,
  'ct helper': 3,
  limit: 4,
  'ct timeout': 7,
  'ct expectation': 9,
  synproxy: 10,
}

/** Fields of less than their bytes lie shifted in a set's keys. */
const shiftedPart = partOf
const shiftAll = (operands: readonly Operand[], values: readonly Scalar[]): readonly Scalar[] => {
  const [first] = operands
  const shift = operands.length === 1 ? (first?.shift ?? 0) : 0
  return shift === 0
    ? values
    : values.map((value) => Number(first?.type.words.get(String(value)) ?? value) * 2 ** shift)
}

export const assembleAll = (statements: readonly Statement[], place: Place, path = ''): Expression[] => {
  const assembler = new Assembler(place)
  for (const [index, statement] of statements.entries()) assembler.statement(statement, `${path}[${index}]`)
  return assembler.expressions
}
