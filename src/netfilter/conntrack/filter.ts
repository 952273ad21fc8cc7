/** Filters of connections: what the kernel filters by, and what this library filters by. */
import type { Query } from '../../client/collection.ts'
import { suggest } from '../../netlink/codec/encode/checks.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Prefix } from '../../netlink/codec/text/prefix.ts'
import { isWithin, parsePrefix } from '../../netlink/codec/text/prefix.ts'
import { statusWords } from '../tables/ct-words.ts'
import { protocolWords } from '../tables/protocol.ts'
import type { Connection, ConnectionStatus, CountedDirection } from './connection.ts'
import { sctpState, tcpState } from './tables/conntrack.ts'
import type { ConnectionTuple, IpFamily } from './tuples.ts'
import { protocolOf, refuseUnknown } from './tuples.ts'

/** Fields by which the kernel itself filters. */
export interface KernelFilter {
  /** Connections of one family. Absent: of both. */
  readonly family?: IpFamily | undefined
  /** Value of the mark in the bits of `markMask`, by default all. */
  readonly mark?: number | undefined
  /** The bits of the mark that are compared. Default: all. */
  readonly markMask?: number | undefined
}

/** Filters one direction of a connection. Absent fields match everything. */
export interface DirectionFilter {
  /** An address or a prefix. */
  readonly src?: string | undefined
  /** An address or a prefix. */
  readonly dst?: string | undefined
  /** Source port. */
  readonly sport?: number | undefined
  /** Destination port. */
  readonly dport?: number | undefined
}

/**
 * Which connections are listed: those that match every given field. `src`, `dst`, `sport` and `dport` are those of the
 * original direction.
 */
export interface ConntrackFilter extends KernelFilter, DirectionFilter {
  /** Zone of the connection or of either direction. */
  readonly zone?: number | undefined
  /** Status bits that are all set. */
  readonly status?: readonly ConnectionStatus[] | undefined
  /** Status bits of which none is set. */
  readonly notStatus?: readonly ConnectionStatus[] | undefined
  /** Transport protocol: `tcp`, or a number. */
  readonly protocol?: ConnectionTuple['protocol'] | undefined
  /** State of a TCP, SCTP or DCCP connection. */
  readonly state?: string | undefined
  /** The direction of replies. Of translated connections it has the translated addresses and ports. */
  readonly reply?: DirectionFilter | undefined
  /** Number of a label. */
  readonly label?: number | undefined
  /** Name of the helper: `ftp`. */
  readonly helper?: string | undefined
}

const KERNEL_FIELDS = ['family', 'mark', 'markMask']
const DIRECTION_FIELDS = ['src', 'dst', 'sport', 'dport']
const OTHER_FIELDS = ['zone', 'status', 'notStatus', 'protocol', 'state', 'reply', 'label', 'helper']
const ALL_BITS = 0xffffffff
const MAX_LABEL = 127

type Test = (one: Connection) => boolean
/** Older kernels ignore filters that they do not know, so `matches` applies all of them. */
interface ConnectionQuery extends Query<Connection> {
  readonly request: object
  readonly matches: Test
}
type DirectionTest = (one: CountedDirection) => boolean

const directionTests = (filter: DirectionFilter, path: string): DirectionTest[] => {
  const tests: DirectionTest[] = []
  for (const field of ['src', 'dst'] as const) {
    const text = filter[field]
    if (text === undefined) continue
    const prefix: Prefix = parsePrefix(text, path + field)
    tests.push((one) => isWithin(prefix, one[field]))
  }
  for (const field of ['sport', 'dport'] as const) {
    const wanted = filter[field]
    if (wanted === undefined) continue
    const port = integer(wanted, 0xffff, path + field)
    tests.push((one) => one[field] === port)
  }
  return tests
}

const integer = (value: unknown, most: number, path: string): number => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most)
    throw new EncodeError(path, `a number from 0 to ${most}`, value)
  return value
}

const PROTOCOLS = [...Object.keys(protocolWords), 'icmpv6']
const STATUS = Object.keys(statusWords)
const STATES = [...new Set([...Object.keys(tcpState.numbers), ...Object.keys(sctpState.numbers)])]

/** @throws {EncodeError} for anything but one of the words. */
const word = (given: unknown, known: readonly string[], path: string): void => {
  if (typeof given === 'string' && known.includes(given)) return
  throw new EncodeError(path, `one of ${known.join(', ')}`, given, suggest(String(given), known))
}

const words = (given: unknown, path: string): readonly ConnectionStatus[] => {
  if (!Array.isArray(given)) throw new EncodeError(path, `a list of ${STATUS.join(', ')}`, given)
  for (const [index, one] of given.entries()) word(one, STATUS, `${path}[${index}]`)
  return given
}

/**
 * The request for a filter that the kernel applies. `known`: the fields that the filter may have.
 *
 * @throws {EncodeError}
 */
export const kernelQuery = (filter: KernelFilter, known: readonly string[] = KERNEL_FIELDS): ConnectionQuery => {
  refuseUnknown(filter, known)
  const { family, mark, markMask } = filter
  if (family !== undefined) word(family, ['ip', 'ip6'], 'family')
  const request = { header: { family: family ?? 'unspec' } }
  if (mark === undefined) {
    if (markMask !== undefined) throw new EncodeError('markMask', '`mark` as well', markMask)
    return { request, matches: (one) => family === undefined || one.family === family }
  }
  const mask = markMask === undefined ? ALL_BITS : integer(markMask, ALL_BITS, 'markMask')
  const wanted = integer(mark, ALL_BITS, 'mark')
  return {
    request: { ...request, mark: wanted, markMask: mask },
    matches: (one) =>
      (family === undefined || one.family === family) && ((one.mark ?? 0) & mask) >>> 0 === wanted >>> 0,
  }
}

/**
 * The request for a filter, and the test that the library applies to each connection.
 *
 * @throws {EncodeError}
 */
export const query = (filter: ConntrackFilter): ConnectionQuery => {
  const kernel = kernelQuery(filter, [...KERNEL_FIELDS, ...DIRECTION_FIELDS, ...OTHER_FIELDS])
  const { zone, status, notStatus, state, reply = {}, label, helper } = filter
  const tests: Test[] = [kernel.matches]
  const test = <T>(given: T | undefined, make: (given: T) => Test): void => {
    if (given !== undefined) tests.push(make(given))
  }
  refuseUnknown(reply, DIRECTION_FIELDS, 'reply.')
  for (const one of directionTests(filter, '')) tests.push(({ original }) => one(original))
  for (const one of directionTests(reply, 'reply.')) tests.push((connection) => one(connection.reply))
  test(zone, (number) => {
    integer(number, 0xffff, 'zone')
    return ({ original, reply: back, ...one }) => (one.zone ?? original.zone ?? back.zone ?? 0) === number
  })
  const set = words(status ?? [], 'status')
  const unset = words(notStatus ?? [], 'notStatus')
  tests.push((one) => set.every((each) => one.status.includes(each)))
  tests.push((one) => !unset.some((each) => one.status.includes(each)))
  const protocol = protocolOf(filter.protocol)
  test(filter.protocol, (given) => {
    if (typeof given === 'number') integer(given, 0xff, 'protocol')
    else word(given, PROTOCOLS, 'protocol')
    return (one) => one.protocol === protocol
  })
  test(state, (given) => {
    word(given, STATES, 'state')
    return (one) => one.state === given
  })
  test(label, (given) => {
    integer(given, MAX_LABEL, 'label')
    return (one) => one.labels?.includes(given) === true
  })
  test(helper, (name) => (one) => one.helper === name)
  const asked = {
    ...(zone === undefined ? {} : { zone }),
    ...(set.length + unset.length === 0 ? {} : { status: set, statusMask: bits([...set, ...unset]) }),
  }
  return { request: { ...kernel.request, ...asked }, matches: (one) => tests.every((each) => each(one)) }
}

const bits = (given: readonly ConnectionStatus[]): number =>
  given.reduce((all, each) => {
    const number = statusWords[each]
    return (all | (typeof number === 'number' ? number : number[0])) >>> 0
  }, 0)
