/** Connections to add and to change: from the program's objects to the kernel's messages. */
import { suggest } from '../../netlink/codec/encode/checks.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { parseAddress } from '../../netlink/codec/text/parse.ts'
import type { Connection, ConnectionStatus, CountedDirection } from './connection.ts'
import type { ConntrackAttributes, CtNat } from './tables/conntrack.ts'
import type { ConnectionTuple, Direction, IpFamily } from './tuples.ts'
import { describeTuple, familyOf, fieldOf, inverted, refuseUnknown, writeListedTuple, writeTuple } from './tuples.ts'

/** Status bits that a program may set. The kernel does not clear them again. */
export type SettableStatus = 'seen-reply' | 'assured' | 'fixed-timeout'

/** A translated address, and the translated port. Without a port, only the address is translated. */
export interface Translation {
  /** The translated address. */
  readonly address: string
  /** The translated port. Absent: the port is not translated. */
  readonly port?: number
}

/** What can be set of a connection. Absent fields stay as they are. */
export interface ConnectionChanges {
  /** Seconds. */
  readonly timeout?: number
  /** The mark, or its bits in `markMask`. */
  readonly mark?: number
  /** Bits of the mark that change; by default all. */
  readonly markMask?: number
  /** Bits to set in addition to those that are set. */
  readonly status?: readonly SettableStatus[]
  /** State of a TCP connection: `established`, ... */
  readonly state?: string
  /** All labels of the connection, 0 to 127. Only connections that were added while a rule sets labels can have them. */
  readonly labels?: readonly number[]
  /** `ftp`, ... Of an existing connection it can only be removed, with `''`. */
  readonly helper?: string
}

/** A connection to add. Fields that are left out are not set. */
export interface NewConnection extends ConnectionTuple, ConnectionChanges {
  /** Seconds. */
  readonly timeout: number
  /** The direction of replies; by default the inverse. */
  readonly reply?: Direction
  /** What the source is replaced by. */
  readonly snat?: Translation
  /** What the destination is replaced by. */
  readonly dnat?: Translation
  /** The connection that it belongs to. */
  readonly master?: ConnectionTuple
}

/**
 * Identifies a connection: one of its directions, or a connection that was listed. A tuple is of the original direction if
 * `direction` is absent.
 */
export type ConnectionRef = (ConnectionTuple & { readonly direction?: 'original' | 'reply' }) | Connection

const DIRECTION_FIELDS = ['src', 'dst', 'sport', 'dport', 'icmpType', 'icmpCode', 'icmpId', 'zone']
const TUPLE_FIELDS = ['protocol', ...DIRECTION_FIELDS]
const CHANGE_FIELDS = ['timeout', 'mark', 'markMask', 'status', 'state', 'labels', 'helper']
const SETTABLE = ['seen-reply', 'assured', 'fixed-timeout']
const LABELS = 128

export interface Wire extends Partial<ConntrackAttributes> {
  readonly header: { readonly family: IpFamily }
}

const labelBytes = (labels: readonly number[], little: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(LABELS / 8))
  for (const [index, label] of labels.entries()) {
    if (!Number.isInteger(label) || label < 0 || label >= LABELS)
      throw new EncodeError(`labels[${index}]`, `a number from 0 to ${LABELS - 1}`, label)
    const at = (label >> 5) * 4
    view.setUint32(at, (view.getUint32(at, little) | (1 << (label & 31))) >>> 0, little)
  }
  return new Uint8Array(view.buffer)
}

const settable = (status: readonly SettableStatus[]): readonly SettableStatus[] => {
  for (const [index, word] of status.entries())
    if (!SETTABLE.includes(word))
      throw new EncodeError(`status[${index}]`, `one of ${SETTABLE.join(', ')}`, word, suggest(String(word), SETTABLE))
  return status
}

/** The attributes of changes without the status, which must contain the bits that are already set. */
const changes = (input: ConnectionChanges, protocol: unknown, little: boolean): Partial<ConntrackAttributes> => {
  const { timeout, mark, markMask, state, labels, helper } = input
  if (markMask !== undefined && mark === undefined) throw new EncodeError('markMask', '`mark` as well', markMask)
  if (state !== undefined && protocol !== 'tcp')
    throw new EncodeError('state', 'no state unless the protocol is tcp', state)
  return {
    ...(timeout === undefined ? {} : { timeout }),
    ...(mark === undefined ? {} : { mark }),
    ...(markMask === undefined ? {} : { markMask }),
    ...(state === undefined ? {} : { protoinfo: { tcp: { state } } }),
    ...(labels === undefined ? {} : { labels: labelBytes(labels, little) }),
    ...(helper === undefined ? {} : { help: { name: helper } }),
  } as Partial<ConntrackAttributes>
}

const natOf = ({ address, port }: Translation, family: IpFamily, path: string): CtNat => {
  if (parseAddress(String(address)) === undefined || familyOf(address) !== family)
    throw new EncodeError(`${path}.address`, `an ${family === 'ip' ? 'IPv4' : 'IPv6'} address`, address)
  return {
    ...(family === 'ip' ? { v4Minip: address, v4Maxip: address } : { v6Minip: address, v6Maxip: address }),
    ...(port === undefined ? {} : { proto: { portMin: port, portMax: port } }),
  } as CtNat
}

const isListed = (which: object): which is Connection =>
  typeof which === 'object' && which !== null && 'original' in which

export const describeRef = (which: ConnectionRef): string =>
  describeTuple(which.protocol, isListed(which) ? which.original : which)

/** Identifies a connection. The ID of one that was listed ensures that no later connection with the same tuple is meant. */
export const writeRef = (which: ConnectionRef): Wire => {
  if (isListed(which)) {
    const { family, protocol, original, zone, id } = which
    const tupleOrig = writeListedTuple(original, protocol, family)
    return { header: { family }, tupleOrig, id, ...(zone === undefined ? {} : { zone }) }
  }
  // a direction that was listed may contain counters
  refuseUnknown(which, [...TUPLE_FIELDS, 'direction', 'packets', 'bytes'])
  const { protocol, zone, direction = 'original', ...rest } = which
  if (direction !== 'original' && direction !== 'reply')
    throw new EncodeError('direction', 'original or reply', direction)
  const family = familyOf(rest.src)
  const tuple = writeTuple(rest, protocol, family)
  return {
    header: { family },
    [direction === 'reply' ? 'tupleReply' : 'tupleOrig']: tuple,
    ...(zone === undefined ? {} : { zone }),
  }
}

/** A change of a connection, without its status. */
export const writeChanges = (which: ConnectionRef, input: ConnectionChanges, little: boolean): Wire => {
  refuseUnknown(input, CHANGE_FIELDS)
  settable(input.status ?? [])
  const { id: _, ...reference } = writeRef(which)
  return { ...reference, ...changes(input, which.protocol, little) }
}

/** A direction without its counters. */
const uncounted = ({ packets: _, bytes: __, ...direction }: CountedDirection): Direction => direction

/** A translation, from the address and the port of the replies. */
const translation = (address: string, port: number | undefined): Translation =>
  port === undefined ? { address } : { address, port }

/**
 * A connection that was listed, as one to add. Counters, the ID and the status bits that only the kernel sets are omitted.
 * The translations are kept, since without them the kernel would not translate the packets.
 */
export const asNew = ({ original, reply, protocol, status, master, ...connection }: Connection): NewConnection => {
  const { timeout = 0, mark, zone, labels, helper, state } = connection
  const { src, dst, sport, dport, icmpType, icmpCode, icmpId } = original
  const kept = SETTABLE.filter((word) => status.includes(word as ConnectionStatus)) as SettableStatus[]
  const given = { src, dst, sport, dport, icmpType, icmpCode, icmpId, mark, zone, labels, helper, state, master }
  return {
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as object as Direction),
    protocol,
    timeout,
    // the kernel derives the replies from the translations; it translates nothing if the replies are already translated
    ...(status.includes('snat') || status.includes('dnat') ? {} : { reply: uncounted(reply) }),
    ...(kept.length === 0 ? {} : { status: kept }),
    ...(status.includes('snat') ? { snat: translation(reply.dst, reply.dport) } : {}),
    ...(status.includes('dnat') ? { dnat: translation(reply.src, reply.sport) } : {}),
  }
}

/**
 * The message that adds a connection, new or listed.
 *
 * @throws {EncodeError}
 */
export const writeConnection = (given: NewConnection | Connection, little: boolean): Wire => {
  const input = isListed(given) ? asNew(given) : given
  refuseUnknown(input, [...TUPLE_FIELDS, ...CHANGE_FIELDS, 'reply', 'snat', 'dnat', 'master'])
  const { protocol, zone, reply, snat, dnat, master, status } = input
  const family = familyOf(input.src)
  // a zone of one direction occurs only in the directions of a listed connection
  const original: Direction = isListed(given) ? uncounted(given.original) : pick(input)
  const back = reply ?? inverted(original, protocol)
  refuseUnknown(back, DIRECTION_FIELDS, 'reply.')
  if (master !== undefined) refuseUnknown(master, TUPLE_FIELDS, 'master.')
  if (input.timeout === undefined) throw new EncodeError('timeout', 'a number of seconds')
  return {
    header: { family },
    tupleOrig: writeTuple(original, protocol, family),
    tupleReply: writeTuple(back, protocol, family, 'reply.'),
    ...changes(input, protocol, little),
    // the kernel sets `confirmed` itself, and refuses a status without it
    ...(status === undefined ? {} : { status: ['confirmed', ...settable(status)] as ConnectionStatus[] }),
    ...(snat === undefined ? {} : { natSrc: natOf(snat, family, 'snat') }),
    ...(dnat === undefined ? {} : { natDst: natOf(dnat, family, 'dnat') }),
    ...(master === undefined ? {} : { tupleMaster: writeTuple(master, master.protocol, family, 'master.') }),
    ...(zone === undefined ? {} : { zone }),
  }
}

const pick = ({ src, dst, sport, dport, icmpType, icmpCode, icmpId }: ConnectionTuple): Direction =>
  ({ src, dst, sport, dport, icmpType, icmpCode, icmpId }) as Direction

/** The path of a field in the caller's object: `reply.sport` for `tupleReply.proto.srcPort`. */
export const friendlyPath = (path: string): string => {
  const [first = '', ...rest] = path.split('.')
  const last = rest.at(-1) ?? ''
  const prefix = { tupleOrig: '', tupleReply: 'reply.', tupleMaster: 'master.', tuple: '' }[first]
  if (prefix !== undefined) return prefix + fieldOf(last)
  if (first === 'natSrc') return 'snat.port'
  if (first === 'natDst') return 'dnat.port'
  if (first === 'protoinfo') return 'state'
  return first === 'help' ? 'helper' : path
}
