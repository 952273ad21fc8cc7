/** Connections as programs see them. */
import type { Plain, Shape, Shaped } from '../../netlink/codec/shape.ts'
import type { statusWords } from '../tables/ct-words.ts'
import type { ConntrackMessage, CtCounters } from './tables/conntrack.ts'
import type { ConnectionTuple, Direction, IpFamily, Protocol } from './tuples.ts'
import { readTuple } from './tuples.ts'

export const conntrackShape = { header: { version: null, resId: null } } as const satisfies Shape
export type ConntrackValue = Shaped<ConntrackMessage, typeof conntrackShape>

/** IPS_* in lower case. */
export type ConnectionStatus = keyof typeof statusWords

/** A direction with its counters, which are absent unless the kernel counts (net.netfilter.nf_conntrack_acct). */
export interface CountedDirection extends Direction {
  /** Number of packets. Absent if the kernel does not count. */
  readonly packets?: number
  /** Number of bytes. Absent if the kernel does not count. */
  readonly bytes?: number
}

/** A tracked connection, as `conntrack -L` lists it. Fields that it does not have are absent. */
export interface Connection {
  /** Unique among the connections that exist at the same time. */
  readonly id: number
  /** The family of its addresses. */
  readonly family: IpFamily
  /** Its transport protocol: `tcp`. */
  readonly protocol: Protocol
  /** The direction of the first packet. */
  readonly original: CountedDirection
  /** The direction of replies. If it is not the inverse of `original`, addresses or ports are translated. */
  readonly reply: CountedDirection
  /** State of a TCP, SCTP or DCCP connection: `established`, ... */
  readonly state?: string
  /** Status bits: `seen-reply`, `assured`, `snat`, `dnat`, ... Unknown bits are a number. */
  readonly status: readonly (ConnectionStatus | number)[]
  /** Seconds until the kernel removes it, unless a packet arrives. */
  readonly timeout?: number
  /** The connection's mark (`ct mark`). Absent if the kernel does not report one. */
  readonly mark?: number
  /** Absent for zone 0, and if the zone applies to one direction only. */
  readonly zone?: number
  /** Numbers of the labels that it has. */
  readonly labels?: readonly number[]
  /** `ftp`, ...: the helper that parses its packets for expected connections. */
  readonly helper?: string
  /** The connection whose helper expected it. */
  readonly master?: ConnectionTuple
  /** SELinux context. */
  readonly context?: string
  /** Milliseconds since 1970. Absent unless the kernel records it (net.netfilter.nf_conntrack_timestamp). */
  readonly started?: number
  /** Milliseconds since 1970. Only of connections that have ended, under the same condition as `started`. */
  readonly stopped?: number
  /** Reference count in the kernel. */
  readonly use?: number
}

/** A direction with its counters. Old kernels send counters of 32 bits in separate attributes. */
const counted = (direction: Direction, counters: Plain<CtCounters> = {}): CountedDirection => {
  const packets = counters.packets ?? counters.packets32
  const bytes = counters.bytes ?? counters.bytes32
  return {
    ...direction,
    ...(packets === undefined ? {} : { packets }),
    ...(bytes === undefined ? {} : { bytes }),
  }
}

/** The numbers of the bits that are set in words of 32 bits, in host order. */
export const labelNumbers = (bytes: Uint8Array, little: boolean): number[] => {
  const numbers: number[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at + 4 <= bytes.length; at += 4)
    for (let bit = 0, word = view.getUint32(at, little); bit < 32; bit++)
      if (((word >>> bit) & 1) === 1) numbers.push(at * 8 + bit)
  return numbers
}

const NANOSECONDS = 1e6
const milliseconds = (nanoseconds: number | undefined): number | undefined =>
  nanoseconds === undefined ? undefined : Math.floor(nanoseconds / NANOSECONDS)

export const readConnection = (value: ConntrackValue, little: boolean): Connection => {
  const { tupleOrig, tupleReply, tupleMaster, protoinfo, timestamp, labels, help, secctx } = value
  const { id = 0, status = [], timeout, mark, zone, use } = value
  const state = (protoinfo?.tcp ?? protoinfo?.sctp ?? protoinfo?.dccp)?.state
  const found = {
    id,
    family: value.family as IpFamily,
    protocol: (tupleOrig?.proto?.num ?? 0) as Protocol,
    original: counted(readTuple(tupleOrig), value.countersOrig),
    reply: counted(readTuple(tupleReply), value.countersReply),
    state: state === undefined ? undefined : String(state),
    status: status as Connection['status'],
    timeout,
    mark,
    zone,
    labels: labels === undefined ? undefined : labelNumbers(labels, little),
    helper: help?.name,
    master:
      tupleMaster === undefined
        ? undefined
        : { protocol: (tupleMaster.proto?.num ?? 0) as Protocol, ...readTuple(tupleMaster) },
    context: secctx?.name,
    started: milliseconds(timestamp?.start),
    stopped: milliseconds(timestamp?.stop),
    use,
  }
  return Object.fromEntries(Object.entries(found).filter(([, one]) => one !== undefined)) as unknown as Connection
}
