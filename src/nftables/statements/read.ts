/** From the kernel's expressions to statements: what each register holds is followed from expression to expression. */
import type { ByteOrder } from '../../netlink/codec/decode.ts'
import type { Data } from '../tables/data.ts'
import type { Element } from '../tables/element.ts'
import type { Expression } from '../tables/expressions/index.ts'
import { OBJECTS, surroundings } from './assemble.ts'
import type { Scalar } from './datatypes.ts'
import { numberOfBytes, toNumber, datatypes as types } from './datatypes.ts'
import { readElements } from './elements.ts'
import type { Needs, Operand } from './fields.ts'
import { fields } from './fields.ts'
import { withoutImplied } from './implied.ts'
import { knownOf, learned } from './known.ts'
import { operandsFor } from './operands.ts'
import { plainStatement } from './plain.ts'
import type { ReadPlace, ReadSet } from './read-place.ts'
import type { Loaded } from './registers.ts'
import { fail, Registers } from './registers.ts'
import type { Entries, Match, NatFlag, Operator, Source, Statement, Verdict } from './types.ts'
import type { Part } from './values.ts'
import { formatKey, formatRange, keyNumbers } from './values.ts'
import { EMPTY, isAddress, partOf, Wording, ZERO } from './wording.ts'

type Fields = { readonly [key: string]: unknown }

/** NFT_DATA_VALUE_MAXLEN: what all registers hold together. */
const MOST = 64

const OPERATORS: { readonly [op: string]: Operator } = {
  eq: '==',
  neq: '!=',
  lt: '<',
  gt: '>',
  lte: '<=',
  gte: '>=',
}

/** Addresses in packets: of a prefix of whole bytes, only those are loaded. */
const ADDRESSES = [...fields.values()].filter(({ type, load }) => load.name === 'payload' && isAddress(type))

/** A set of a rule's own. */
const isAnonymous = ({ flags }: ReadSet): boolean => flags.includes('anonymous')

const verdictOf = (data: Data | undefined): Verdict => {
  const { code, chain } = data?.verdict ?? {}
  if (typeof code !== 'string' || code === 'queue') return fail('a verdict without a word')
  return chain === undefined ? { verdict: code } : { verdict: code, chain }
}

type Read = (reader: Reader, data: Fields) => void

class Reader {
  /** Those that read or fill a register. */
  private static readonly expressions: ReadonlyMap<string, Read> = new Map<string, Read>([
    ['immediate', (reader, data) => reader.immediate(data)],
    ['payload', (reader, data) => (data['sreg'] === undefined ? reader.payload(data) : reader.write(data))],
    ...['meta', 'ct', 'exthdr'].map((name): [string, Read] => [
      name,
      (reader, data) => (data['sreg'] === undefined ? reader.load(name, data) : reader.assign(name, data)),
    ]),
    ...['rt', 'fib', 'socket', 'numgen', 'osf', 'xfrm'].map((name): [string, Read] => [
      name,
      (reader, data) => reader.load(name, data),
    ]),
    ['hash', (reader, data) => reader.hash(data)],
    ['bitwise', (reader, data) => reader.bitwise(data)],
    ['byteorder', (reader, data) => reader.byteorder(data)],
    ['cmp', (reader, data) => reader.compare(data)],
    ['range', (reader, data) => reader.notBetween(data)],
    ['lookup', (reader, data) => reader.lookup(data)],
    ['dynset', (reader, data) => reader.dynamic(data)],
    ['nat', (reader, data) => reader.nat(data)],
    ['masq', (reader, data) => reader.push({ masquerade: reader.ports(data) })],
    ['redir', (reader, data) => reader.push({ redirect: reader.ports(data) })],
    ['tproxy', (reader, data) => reader.tproxy(data)],
    ['dup', (reader, data) => reader.dup(data)],
    ['fwd', (reader, data) => reader.fwd(data)],
    ['reject', (reader, data) => reader.reject(data)],
    ['objref', (reader, data) => reader.object(data)],
  ])

  readonly statements: Statement[] = []
  private readonly place: ReadPlace
  private known: Needs
  private readonly registers = new Registers()
  private readonly words: Wording

  constructor(place: ReadPlace) {
    this.place = place
    this.words = new Wording(place.order)
    this.known = knownOf(place.family)
  }

  read(expressions: readonly Expression[]): readonly Statement[] {
    for (let at = 0; at < expressions.length; at++) {
      const { name = '', data = {} } = expressions[at] as Expression
      const next = expressions[at + 1]
      const range = name === 'cmp' && this.range(data as Fields, next)
      if (range !== false) at++
      else this.expression(name, data as Fields, expressions[at] as Expression)
    }
    return this.statements
  }

  private expression(name: string, data: Fields, expression: Expression): void {
    const read = Reader.expressions.get(name)
    if (read === undefined) this.push(plainStatement(expression) ?? { expression: name, data: expression.data })
    else read(this, data)
  }

  private push(statement: Statement): void {
    this.statements.push(statement)
  }

  private matched(statement: Match): void {
    this.push(statement)
    this.known = learned(this.known, statement)
  }

  /** Whether what is known of the packet lets the bytes be this field. */
  private readonly fits = ({ needs: { link, network, transport } }: Operand): boolean => {
    if (link === 'ether' && this.known.link === undefined) return false
    if (link === 'vlan' && this.known.link !== 'vlan') return false
    if (network !== undefined && network !== this.known.network) return false
    return transport === undefined || transport === this.known.transport
  }

  private immediate({ dreg, data }: Fields): void {
    if (dreg === 0) return this.push(verdictOf(data as Data))
    this.registers.put(dreg, { value: (data as Data).value ?? EMPTY })
  }

  private load(name: string, data: Fields, of?: readonly Operand[]): void {
    const found = operandsFor({ name, data }, of)
    const operands = name === 'payload' && !found.every(this.fits) ? found.filter(this.fits) : found
    if (operands.length === 0) fail(`${name} without a word`)
    this.registers.put(data['dreg'], { operands })
  }

  private payload(data: Fields): void {
    const { base, offset, len, dreg } = data
    if (typeof len !== 'number' || len < 1 || len > MOST) fail('more bytes than registers hold')
    const wider = ADDRESSES.find(
      ({ load, size, needs }) =>
        size > (len as number) &&
        needs.network === this.known.network &&
        load.data['offset'] === offset &&
        load.data['base'] === base,
    )
    if (wider === undefined) return this.load('payload', data)
    this.registers.put(dreg, { operands: [wider] })
  }

  private hash(data: Fields): void {
    if (data['type'] === 'symhash') return this.load('hash', data)
    const of = this.registers.gather(data['sreg'], data['len'] as number).map(({ operands }) => operands[0] as Operand)
    const { sreg: _, ...rest } = data
    this.load('hash', rest, of)
  }

  private bitwise({ sreg, dreg, op, mask, xor }: Fields): void {
    const held = this.registers.loaded(sreg)
    if ((op ?? 'mask-xor') !== 'mask-xor' || held.mask !== undefined) fail('a computation')
    const masks = (mask as Data | undefined)?.value ?? EMPTY
    const bits = (xor as Data | undefined)?.value ?? EMPTY
    const field = held.operands.find((one) => one.mask !== undefined && one.mask === toNumber(masks, false))
    if (field !== undefined && ZERO(bits)) return this.registers.put(dreg, { operands: [field] })
    this.registers.put(dreg, { ...held, mask: masks, xor: bits })
  }

  private byteorder({ sreg, dreg }: Fields): void {
    const held = this.registers.loaded(sreg)
    this.registers.put(dreg, { ...held, turned: true })
  }

  private compare({ sreg, op, data }: Fields): void {
    const held = this.registers.loaded(sreg)
    const value = (data as Data).value ?? EMPTY
    const { operand, part, shift } = this.words.operandIn(held)
    const said = OPERATORS[op as string] ?? fail('a comparison')
    const equal = said === '==' ? {} : { op: said }
    const few = isAddress(operand.type) && held.mask === undefined && value.length < operand.size
    if (few) return this.matched({ match: operand.name, ...equal, right: this.words.short(value, part) })
    const { mask, xor = EMPTY } = held
    if (mask !== undefined && ZERO(xor)) {
      const bits = part.type.format === 'bits' && said === '!=' && ZERO(value)
      if (bits) return this.matched({ match: operand.name, right: this.words.hex(part, mask) })
      const right = this.words.prefix(part, mask, value)
      if (right !== undefined && (said === '==' || said === '!='))
        return this.matched({ match: operand.name, ...equal, right })
    }
    const number = numberOfBytes(part.type, value, this.place.order) >> shift
    const explicit = mask !== undefined || part.type.format === 'bits' ? { op: said } : equal
    this.matched({
      match: this.words.text(held),
      ...explicit,
      right: this.words.name(part, value) ?? this.words.format(part, number),
    })
  }

  /** Two comparisons that are the ends of a range. */
  private range({ sreg, op, data }: Fields, next: Expression | undefined): boolean {
    const other = (next?.data ?? {}) as Fields
    if (op !== 'gte' || next?.name !== 'cmp' || other['op'] !== 'lte' || other['sreg'] !== sreg) return false
    this.between(sreg, data as Data, other['data'] as Data, {})
    return true
  }

  private notBetween({ sreg, op, fromData, toData }: Fields): void {
    this.between(sreg, fromData as Data, toData as Data, op === 'neq' ? { op: '!=' } : {})
  }

  private between(sreg: unknown, from: Data, to: Data, op: { readonly op?: Operator }): void {
    const held = this.registers.loaded(sreg)
    const { part, shift } = this.words.operandIn(held)
    const number = ({ value = EMPTY }: Data): bigint => numberOfBytes(part.type, value, this.place.order) >> shift
    const right = `${this.words.format(part, number(from))}-${this.words.format(part, number(to))}`
    this.matched({ match: this.words.text(held), ...op, right })
  }

  private setOf(name: unknown): ReadSet {
    return this.place.set(String(name)) ?? fail('a set that is not known')
  }

  private lookup({ set: name, sreg, dreg, flags }: Fields): void {
    const set = this.setOf(name)
    const held = this.registers.gather(sreg, set.keyLength)
    const texts = held.map((one) => this.words.text({ ...one, turned: undefined })).join(' . ')
    const parts = held.map((one) => partOf(this.words.operandIn(one).operand))
    if (dreg === undefined) {
      const inverted = (flags as readonly unknown[] | undefined)?.includes('inv') === true
      const { shift } = this.words.operandIn(held[0] as Loaded)
      const right = isAnonymous(set) ? this.keys(set, parts, held.length === 1 ? shift : 0n) : `@${set.name}`
      return this.matched({ match: texts, ...(inverted ? { op: '!=' as const } : {}), right })
    }
    if (dreg !== 0) return this.registers.put(dreg, { map: texts, parts, set })
    const to = isAnonymous(set) ? this.entries(set, parts, ({ data }) => verdictOf(data)) : `@${set.name}`
    this.push({ vmap: texts, to })
  }

  private keyed(set: ReadSet, parts: readonly Part[]): { key: Scalar; element: Element }[] {
    return readElements(parts, set.elements, set.flags.includes('interval'), this.place.order)
  }

  private keys(set: ReadSet, parts: readonly Part[], shift: bigint): Scalar[] {
    const keys = this.keyed(set, parts).map(({ key }) => key)
    if (shift === 0n) return keys
    const [{ type }] = parts as readonly [Part]
    return keys.map((key) => this.words.format({ type, size: 8 }, BigInt(type.words.get(String(key)) ?? key) >> shift))
  }

  private entries<V>(
    set: ReadSet,
    parts: readonly Part[],
    value: (element: Element) => V,
  ): Exclude<Entries<V>, string> {
    return this.keyed(set, parts).map(({ key, element }) => [key, value(element)] as const)
  }

  /** What a register holds, as something that is put elsewhere. */
  private source(register: unknown, data: readonly Part[]): Source {
    const held = this.registers.get(register)
    if ('value' in held) return formatRangeOf(data[0] as Part, held.value, this.place.order)
    if ('operands' in held) return { from: this.words.text({ ...held, turned: undefined }) }
    const { set, parts, map } = held
    if (!isAnonymous(set)) return { map, to: `@${set.name}` }
    const value = ({ data: leads }: Element): Scalar => {
      const numbers = keyNumbers(data, leads?.value ?? EMPTY, this.place.order)
      return formatKey(
        data,
        numbers.map((number) => ({ from: number, to: number })),
        this.place.order,
      )
    }
    return { map, to: this.entries(set, parts, value) }
  }

  private assign(name: string, data: Fields): void {
    const { sreg, ...load } = data
    const operand = operandsFor({ name, data: load })[0] ?? fail(`${name} without a word`)
    this.push({ set: operand.name, to: this.source(sreg, [partOf(operand)]) })
  }

  private write(data: Fields): void {
    const { base, offset, len, sreg } = data
    const load = { name: 'payload', data: { base, offset, len } }
    const held = this.registers.get(sreg)
    if ('operands' in held && held.mask !== undefined) return this.writeBits(data, held)
    const operand = operandsFor(load).find((one) => this.fits(one)) ?? fail('bytes without a name')
    this.push({ set: operand.name, to: this.source(sreg, [partOf(operand)]) })
  }

  /** A field that was changed among the bytes around it. */
  private writeBits({ base, offset, len }: Fields, { mask = EMPTY, xor = EMPTY }: Loaded): void {
    const kept = toNumber(mask, false)
    const all = (1n << BigInt(mask.length * 8)) - 1n
    for (const operand of fields.values()) {
      if (operand.load.name !== 'payload' || operand.load.data['base'] !== base || !this.fits(operand)) continue
      const around = surroundings(operand)
      if (around.offset !== offset || around.len !== len || around.bits !== (all ^ kept)) continue
      return this.push({
        set: operand.name,
        to: this.words.format(partOf(operand), toNumber(xor, false) >> around.shift),
      })
    }
    fail('bits without a name')
  }

  private dynamic({ setName, op, sregKey, sregData, timeout, expr, expressions, flags }: Fields): void {
    const set = this.setOf(setName)
    if (sregData !== undefined || (flags as readonly unknown[] | undefined)?.includes('inv') === true)
      fail('a map’s element')
    const key = this.registers
      .gather(sregKey, set.keyLength)
      .map((one) => this.words.text({ ...one, turned: undefined }))
      .join(' . ')
    const all = (expressions ?? (expr === undefined ? [] : [expr])) as readonly Expression[]
    const statements = new Reader(this.place).read(all)
    this.push({
      dynamic: op as 'add' | 'update' | 'delete',
      set: `@${set.name}`,
      key,
      ...(timeout === undefined || Number(timeout) === 0 ? {} : { timeout: Number(timeout) }),
      ...(statements.length === 0 ? {} : { statements }),
    })
  }

  private nat({ type, family, regAddrMin, regAddrMax, regProtoMin, regProtoMax, flags }: Fields): void {
    const v4 = family === 'ip'
    const part: Part = v4 ? { type: types.ipv4_addr, size: 4 } : { type: types.ipv6_addr, size: 16 }
    const held = regAddrMin === undefined ? undefined : this.registers.get(regAddrMin)
    const mapped = held !== undefined && 'map' in held
    const data = mapped && regProtoMin !== undefined ? [part, { type: types.inet_service, size: 2 }] : [part]
    const address = regAddrMin === undefined ? undefined : this.source(regAddrMin, data)
    const last = regAddrMax === undefined || regAddrMax === regAddrMin ? undefined : this.source(regAddrMax, [part])
    this.push({
      nat: {
        type: type as 'snat' | 'dnat',
        family: v4 ? 'ip' : 'ip6',
        ...(address === undefined ? {} : { address: last === undefined ? address : `${address}-${last}` }),
        ...(mapped ? {} : this.portOf(regProtoMin, regProtoMax)),
        ...natFlags(flags),
      },
    })
  }

  private ports({ regProtoMin, regProtoMax, flags }: Fields): { port?: Scalar; flags?: NatFlag[] } {
    return { ...this.portOf(regProtoMin, regProtoMax), ...natFlags(flags) }
  }

  private portOf(first: unknown, last: unknown): { port?: Scalar } {
    if (first === undefined) return {}
    const number = (register: unknown): bigint => toNumber(this.registers.constant(register), false)
    const [from, to] = [number(first), last === undefined ? number(first) : number(last)]
    return { port: from === to ? Number(from) : `${from}-${to}` }
  }

  private tproxy({ family, regAddr, regPort }: Fields): void {
    const said = family === 'ip' || family === 'ip6' ? { family } : {}
    this.push({
      tproxy: {
        ...(said as { family?: 'ip' | 'ip6' }),
        ...this.given('address', regAddr),
        ...(regPort === undefined ? {} : { port: Number(toNumber(this.registers.constant(regPort), false)) }),
      },
    })
  }

  private reject({ type, icmpCode }: Fields): void {
    const word = type === 'icmp' && this.known.network === 'ip6' ? 'icmpv6' : (type as 'icmp' | 'icmpx' | 'tcp reset')
    this.push({ reject: word === 'tcp reset' ? { type: word } : { type: word, code: Number(icmpCode ?? 0) } })
  }

  private given<K extends 'address' | 'device'>(key: K, register: unknown): { address?: string; device?: number } {
    if (register === undefined) return {}
    return key === 'device' ? { device: this.device(register) } : { address: this.address(register) }
  }

  private device(register: unknown): number {
    return Number(numberOfBytes(types.iface_index, this.registers.constant(register), this.place.order))
  }

  private dup({ sregAddr, sregDev }: Fields): void {
    this.push({ dup: { ...this.given('address', sregAddr), ...this.given('device', sregDev) } })
  }

  private fwd({ sregAddr, sregDev }: Fields): void {
    if (sregAddr !== undefined) fail('a neighbour')
    this.push({ fwd: { device: this.device(sregDev) } })
  }

  private address(register: unknown): string {
    const bytes = this.registers.constant(register)
    const type = bytes.length === 4 ? types.ipv4_addr : types.ipv6_addr
    return String(this.words.format({ type, size: bytes.length }, toNumber(bytes, false)))
  }

  private object({ immType, immName, setSreg, setName }: Fields): void {
    if (setName !== undefined) {
      const set = this.setOf(setName)
      const key = this.registers
        .gather(setSreg, set.keyLength)
        .map((one) => this.words.text(one))
        .join(' . ')
      const [kind] = Object.entries(OBJECTS)
      return this.push({ object: (kind as readonly [string, number])[0], name: { map: key, to: `@${set.name}` } })
    }
    const word = Object.entries(OBJECTS).find(([, number]) => number === immType)?.[0] ?? fail('an object')
    this.push({ object: word, name: String(immName) })
  }
}

const natFlags = (flags: unknown): { flags?: NatFlag[] } => {
  const words = ((flags ?? []) as readonly string[]).filter((flag) => flag !== 'proto-specified' && flag !== 'map-ips')
  return words.length === 0 ? {} : { flags: words as NatFlag[] }
}

const formatRangeOf = (part: Part, bytes: Uint8Array, order: ByteOrder): Scalar => {
  const number = numberOfBytes(part.type, bytes, order)
  return formatRange(part, { from: number, to: number }, order)
}

/** The statements of a rule; its expressions as they are where there are no words for them. */
export const readStatements = (expressions: readonly Expression[], place: ReadPlace): readonly Statement[] => {
  try {
    return withoutImplied(new Reader(place).read(expressions), place.family)
  } catch {
    // Any process may put in what no tool writes, in any shape that the kernel takes. Nothing of it is lost.
    return expressions.map(({ name = '', data }) => ({ expression: name, data }))
  }
}
