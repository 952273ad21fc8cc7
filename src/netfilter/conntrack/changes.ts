/** Connections that are made and changed: what people write, as the kernel's message. */
import { suggest } from '../../netlink/codec/encode/checks.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { parseAddress } from '../../netlink/codec/text/parse.ts'
import type { Connection, ConnectionStatus, CountedDirection } from './connection.ts'
import type { ConntrackAttributes, CtNat } from './tables/conntrack.ts'
import type { ConnectionTuple, Direction, IpFamily } from './tuples.ts'
import { describeTuple, familyOf, fieldOf, inverted, refuseUnknown, writeListedTuple, writeTuple } from './tuples.ts'

/** What programs may set; nothing of it can be taken back. */
export type SettableStatus = 'seen-reply' | 'assured' | 'fixed-timeout'

/** An address, and a port where that is translated as well. */
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
  /** Bits of the mark that change; all of them by default. */
  readonly markMask?: number
  /** What is set beside what is set already. */
  readonly status?: readonly SettableStatus[]
  /** Of TCP: `established`, ... */
  readonly state?: string
  /** Numbers of the labels that it shall have, from 0 to 127. Takes a rule that sets labels: else there is no room for them. */
  readonly labels?: readonly number[]
  /** Takes the helper from a connection where it is ''; another one can't be given. */
  readonly helper?: string
}

/** A connection to add. */
export interface NewConnection extends ConnectionTuple, ConnectionChanges {
  /** Seconds. */
  readonly timeout: number
  /** What answers look like; by default the other way round. */
  readonly reply?: Direction
  /** Whose place the source takes, or the destination. */
  readonly snat?: Translation
  /** The address, and with a port the port, that replaces the destination. */
  readonly dnat?: Translation
  /** The connection that it belongs to. */
  readonly master?: ConnectionTuple
}

/** Which connection: by one of its directions, as people write it, or one that was listed. */
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

/** The attributes of changes; the status apart, since the kernel wants what is set already to stay. */
const changes = (input: ConnectionChanges, protocol: unknown, little: boolean): Partial<ConntrackAttributes> => {
  const { timeout, mark, markMask, state, labels, helper } = input
  if (markMask !== undefined && mark === undefined)
    throw new EncodeError('markMask', 'nothing without `mark`', markMask)
  if (state !== undefined && protocol !== 'tcp') throw new EncodeError('state', 'nothing but for tcp', state)
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

/** Names a connection. Of one that was listed the id as well, so that no other in its place is taken for it. */
export const writeRef = (which: ConnectionRef): Wire => {
  if (isListed(which)) {
    const { family, protocol, original, zone, id } = which
    const tupleOrig = writeListedTuple(original, protocol, family)
    return { header: { family }, tupleOrig, id, ...(zone === undefined ? {} : { zone }) }
  }
  // what was counted may stand beside a direction that was listed
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

/** A direction without what went through it. */
const uncounted = ({ packets: _, bytes: __, ...direction }: CountedDirection): Direction => direction

/** Where a translation leads to: what answers come back to, or from. */
const translation = (address: string, port: number | undefined): Translation =>
  port === undefined ? { address } : { address, port }

/**
 * A connection as it was listed, as one to be made: what the kernel counts, and the number and the states that it gives by
 * itself, are left out. Translations are made again, since without them packets would go where they are addressed to.
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
    // translating makes it another; the kernel translates nothing where it is that already
    ...(status.includes('snat') || status.includes('dnat') ? {} : { reply: uncounted(reply) }),
    ...(kept.length === 0 ? {} : { status: kept }),
    ...(status.includes('snat') ? { snat: translation(reply.dst, reply.dport) } : {}),
    ...(status.includes('dnat') ? { dnat: translation(reply.src, reply.sport) } : {}),
  }
}

/** `given` may be one that was listed; the fields of a new one count. */
export const writeConnection = (given: NewConnection | Connection, little: boolean): Wire => {
  const input = isListed(given) ? asNew(given) : given
  refuseUnknown(input, [...TUPLE_FIELDS, ...CHANGE_FIELDS, 'reply', 'snat', 'dnat', 'master'])
  const { protocol, zone, reply, snat, dnat, master, status } = input
  const family = familyOf(input.src)
  // a zone of the one direction is told by that of a connection which was listed
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
    // what the kernel sets by itself can't be missing here
    ...(status === undefined ? {} : { status: ['confirmed', ...settable(status)] as ConnectionStatus[] }),
    ...(snat === undefined ? {} : { natSrc: natOf(snat, family, 'snat') }),
    ...(dnat === undefined ? {} : { natDst: natOf(dnat, family, 'dnat') }),
    ...(master === undefined ? {} : { tupleMaster: writeTuple(master, master.protocol, family, 'master.') }),
    ...(zone === undefined ? {} : { zone }),
  }
}

const pick = ({ src, dst, sport, dport, icmpType, icmpCode, icmpId }: ConnectionTuple): Direction =>
  ({ src, dst, sport, dport, icmpType, icmpCode, icmpId }) as Direction

/** Where a field is, as the caller wrote it: `tupleReply.proto.srcPort` is `reply.sport`. */
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
