/** Statements that change addresses and ports: `snat`, `dnat`, `masquerade`, `redirect`. */

import { EncodeError } from '../../../netlink/codec/errors.ts'
import { given } from '../given.ts'
import type { Scalar } from './datatypes.ts'
import { datatypes as types } from './datatypes.ts'
import type { Fields } from './expression-data.ts'
import type { StatementReader } from './reader.ts'
import { registerAt, slotOf, WIDTH } from './register-numbers.ts'
import { fail } from './registers.ts'
import type { Row } from './row.ts'
import { row, someFlags } from './row.ts'
import type { Entries, MasqueradeStatement, NatFlag, NatStatement, RedirectStatement, Source } from './types.ts'
import type { Part } from './values.ts'
import { lengthOf, padded, parseRange } from './values.ts'
import { sourceText } from './wording.ts'
import type { Writer } from './writer.ts'

export const PORT: Part = { type: types.inet_service, size: 2 }
export const addressPart = (family: string | undefined): Part =>
  family === 'ip6' ? { type: types.ipv6_addr, size: 16 } : { type: types.ipv4_addr, size: 4 }

/** Numbers of registers, by the attributes of an expression. */
type Filled = { readonly [attribute: string]: number }

const slots = (part: Part): number => padded(part.size) / 4

/** One value, or both ends of a range, each in a register of 16 bytes. */
const putRange = (
  to: Writer,
  source: Source,
  part: Part,
  slot: number,
  names: readonly [string, string],
  path: string,
): Filled => {
  if (typeof source === 'object') return { [names[0]]: to.put(source, part, slot, path) }
  const { from, to: last } = parseRange(part, source, to.context.order, path)
  const first = { [names[0]]: to.immediate(to.number(part.type, from, part.size), slot) }
  if (from === last) return first
  return { ...first, [names[1]]: to.immediate(to.number(part.type, last, part.size), slot + WIDTH) }
}

const ADDRESS = ['regAddrMin', 'regAddrMax'] as const
const PORTS = ['regProtoMin', 'regProtoMax'] as const

const isRange = (value: Scalar, parts: readonly Part[], to: Writer, path: string): boolean => {
  const pieces = String(value).split(' . ')
  return parts.some((part, at) => {
    const { from, to: last, prefix } = parseRange(part, pieces[at] ?? '', to.context.order, path)
    return from !== last || prefix !== undefined
  })
}

/** The values of a map to addresses: with or without ports, single or ranges. */
const mapped = (
  entries: Entries<Scalar>,
  part: Part,
  to: Writer,
  path: string,
): { readonly parts: Part[]; readonly both: boolean } => {
  if (typeof entries === 'string') {
    const { data, dataLength } = to.context.set(entries.slice(1), `${path}.to`)
    const parts = data === undefined ? [part, ...(dataLength > part.size ? [PORT] : [])] : [...data]
    return { parts, both: dataLength > lengthOf(parts) }
  }
  const values = entries.map((entry) => ('key' in entry ? entry.value : entry[1]))
  const parts = values.some((value) => String(value).includes(' . ')) ? [part, PORT] : [part]
  return { parts, both: values.some((value) => isRange(value, parts, to, path)) }
}

/** The registers of a map's value: address, port, and the upper ends of both follow each other. */
const putMap = (
  to: Writer,
  { map, to: entries }: { readonly map: string; readonly to: Entries<Scalar> },
  part: Part,
  path: string,
): Filled => {
  const { parts, both } = mapped(entries, part, to, path)
  to.lookUpMap(map, entries, parts, 0, path, both, [[part], [part, PORT]])
  const half = parts.reduce((sum, one) => sum + slots(one), 0)
  const ports = parts.length > 1
  return {
    regAddrMin: registerAt(0),
    ...(ports ? { regProtoMin: registerAt(slots(part)) } : {}),
    ...(both ? { regAddrMax: registerAt(half) } : {}),
    ...(both && ports ? { regProtoMax: registerAt(half + slots(part)) } : {}),
  }
}

const putAddress = (to: Writer, address: Source | undefined, part: Part, path: string): Filled => {
  if (address === undefined) return {}
  if (typeof address === 'object' && 'map' in address) return putMap(to, address, part, path)
  return putRange(to, address, part, 0, ADDRESS, path)
}

const putPort = (to: Writer, port: Source | undefined, slot: number, path: string): Filled =>
  port === undefined ? {} : putRange(to, port, PORT, slot, PORTS, path)

const flagsOf = (filled: Filled, flags: readonly string[] = []): { readonly flags?: readonly string[] } => {
  const all = [...('regProtoMin' in filled ? ['proto-specified'] : []), ...flags]
  return all.length === 0 ? {} : { flags: all }
}

/** Flags that the kernel sets itself. */
const OWN = new Set(['proto-specified', 'map-ips'])
const readFlags = (flags: unknown): readonly NatFlag[] | undefined =>
  someFlags((flags as readonly string[] | undefined)?.filter((flag) => !OWN.has(flag))) as
    | readonly NatFlag[]
    | undefined

/** One value, or the ends of a range. */
const readRange = (from: StatementReader, first: unknown, last: unknown, part: Part): Source | undefined => {
  if (first === undefined) return undefined
  const source = from.source(first, [part])
  if (last === undefined || last === first) return source
  const [low, high] = [from.registers.constant(first), from.registers.constant(last)]
  return from.between(part, low, high)
}

/** The map that the address comes from, if ports and upper ends follow it in the registers. */
const readMap = (from: StatementReader, { regAddrMin, regProtoMin, ...data }: Fields, part: Part): Source => {
  // without an upper end the kernel returns the first register again
  const regAddrMax = data['regAddrMax'] === regAddrMin ? undefined : data['regAddrMax']
  const regProtoMax = data['regProtoMax'] === regProtoMin ? undefined : data['regProtoMax']
  const after = (register: unknown, distance: number): boolean => slotOf(register) - slotOf(regAddrMin) === distance
  const ports = regProtoMin !== undefined
  const half = slots(part) + (ports ? 1 : 0)
  const adjacent =
    (!ports || after(regProtoMin, slots(part))) &&
    (regAddrMax === undefined || after(regAddrMax, half)) &&
    (regProtoMax === undefined || after(regProtoMax, half + slots(part)))
  return adjacent
    ? from.source(regAddrMin, ports ? [part, PORT] : [part])
    : fail('a map whose values are in other registers')
}

const nat = row<NatStatement>({
  key: 'nat',
  expression: 'nat',
  write: ({ nat: { type, family, address, port, flags } }, to, path) => {
    if (family === 'inet' && address !== undefined) throw new EncodeError(`${path}.nat.family`, 'ip or ip6', family)
    const filled = putAddress(to, address, addressPart(family), `${path}.nat.address`)
    const taken = address === undefined ? 0 : 'regAddrMax' in filled && typeof address !== 'object' ? 2 : 1
    const all = { ...filled, ...putPort(to, port, taken * WIDTH, `${path}.nat.port`) }
    to.add('nat', { type, family, ...all, ...flagsOf(all, flags) })
  },
  read: (data, from) => {
    const { type, family, regAddrMin, regAddrMax, regProtoMin, regProtoMax, flags } = data
    if (family !== 'ip' && family !== 'ip6' && family !== 'inet') return fail('an unknown family')
    const part = addressPart(family)
    const contents = regAddrMin === undefined ? undefined : from.registers.get(regAddrMin)
    // the map that the address comes from may contain the port as well
    const both = contents !== undefined && 'map' in contents && !from.registers.has(regProtoMin)
    const address = both ? readMap(from, data, part) : readRange(from, regAddrMin, regAddrMax, part)
    const port = both ? undefined : readRange(from, regProtoMin, regProtoMax, PORT)
    return { nat: given({ type: type as 'snat' | 'dnat', family, address, port, flags: readFlags(flags) }) }
  },
  describe: ({ nat: { type, family, address, port, flags = [] } }) => {
    const prefix = flags.includes('netmap') ? ' prefix' : ''
    return `${type}${family === 'inet' ? '' : ` ${family}`}${prefix} to ${addressText(address)(port)}${flagText(flags)}`
  },
})

const portText = (port: Source | undefined): string => (port === undefined ? '' : `:${sourceText(port, String)}`)
const flagText = (flags: readonly string[] = []): string => {
  const printed = flags.filter((flag) => flag !== 'netmap')
  return printed.length === 0 ? '' : ` ${printed.join(',')}`
}

/** With a port, an IPv6 address is in brackets. */
export const addressText =
  (address: Source | undefined) =>
  (port: Source | undefined): string => {
    if (address === undefined) return portText(port)
    const bracketed = (one: Scalar): string =>
      port === undefined
        ? String(one)
        : String(one)
            .split('-')
            .map((end) => (end.includes(':') ? `[${end}]` : end))
            .join('-')
    return `${sourceText(address, typeof address === 'object' ? String : bracketed)}${portText(port)}`
  }

type Ports = MasqueradeStatement['masquerade']

const writePorts = (expression: string, { port, flags }: Ports, to: Writer, path: string): void => {
  const filled = putPort(to, port, 0, `${path}.port`)
  to.add(expression, { ...filled, ...flagsOf(filled, flags) })
}
const readPorts = ({ regProtoMin, regProtoMax, flags }: Fields, from: StatementReader): Ports =>
  given({ port: readRange(from, regProtoMin, regProtoMax, PORT), flags: readFlags(flags) })
const portsText = (word: string, { port, flags }: Ports): string =>
  `${word}${port === undefined ? '' : ` to ${portText(port)}`}${flagText(flags)}`

const masquerade = row<MasqueradeStatement>({
  key: 'masquerade',
  expression: 'masq',
  write: (statement, to, path) => writePorts('masq', statement.masquerade, to, `${path}.masquerade`),
  read: (data, from) => ({ masquerade: readPorts(data, from) }),
  describe: (statement) => portsText('masquerade', statement.masquerade),
})

const redirect = row<RedirectStatement>({
  key: 'redirect',
  expression: 'redir',
  write: (statement, to, path) => writePorts('redir', statement.redirect, to, `${path}.redirect`),
  read: (data, from) => ({ redirect: readPorts(data, from) }),
  describe: (statement) => portsText('redirect', statement.redirect),
})

export const translations: readonly Row[] = [nat, masquerade, redirect]
