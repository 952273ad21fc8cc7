/** Formats connections as one line: addresses, the addresses of replies if they are translated, and the state. */
import type { Connection, CountedDirection } from '../../netfilter/conntrack/connection.ts'
import type { Expectation } from '../../netfilter/conntrack/expectation.ts'
import type { Direction } from '../../netfilter/conntrack/tuples.ts'
import { visible } from '../terminal.ts'
import { say, words } from './words.ts'

const end = (address: string, port: number | undefined): string => {
  if (port === undefined) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

const way = ({ src, dst, sport, dport }: Direction): string => `${end(src, sport)} -> ${end(dst, dport)}`

const icmp = ({ icmpType, icmpCode, icmpId }: Direction): string =>
  words(say('type', icmpType), say('code', icmpCode), say('id', icmpId))

/** Whether replies have the same addresses and ports, reversed. */
const isMirrored = (one: Direction, other: Direction): boolean =>
  one.src === other.dst && one.dst === other.src && one.sport === other.dport && one.dport === other.sport

const counted = ({ packets, bytes }: CountedDirection, of: string): string =>
  packets === undefined && bytes === undefined ? '' : words(of, say('packets', packets), say('bytes', bytes))

/** Status bits that all established connections have; not shown. */
const USUAL = new Set<unknown>(['confirmed', 'snat-done', 'dnat-done'])

/** The mark; 0 is not shown. */
const markText = (mark: number | undefined): string =>
  mark === undefined || mark === 0 ? '' : `mark 0x${mark.toString(16)}`

export const formatConnection = (connection: Connection): string => {
  const { family, protocol, original, reply, state, status, timeout, mark, zone, labels, helper, master, context } =
    connection
  const { started, stopped } = connection
  const flags = status.filter((word) => !USUAL.has(word))
  return words(
    family,
    String(protocol).replace('ipv6-icmp', 'icmpv6'),
    state,
    way(original),
    icmp(original),
    say('zone-orig', original.zone),
    isMirrored(original, reply) ? '' : words('reply', way(reply)),
    say('zone-reply', reply.zone),
    say('zone', zone === 0 ? undefined : zone),
    markText(mark),
    timeout === undefined ? '' : `timeout ${timeout}s`,
    counted(original, 'sent'),
    counted(reply, 'answered'),
    say('helper', helper),
    master === undefined ? '' : `of ${way(master)}`,
    say('labels', labels?.length ? labels.join(',') : undefined),
    say('context', context),
    started === undefined ? '' : `since ${new Date(started).toISOString()}`,
    stopped === undefined ? '' : `until ${new Date(stopped).toISOString()}`,
    flags.length === 0 ? '' : visible(flags.join(',')),
  )
}

export const formatExpectation = (expectation: Expectation): string => {
  const { family, protocol, expected, master, timeout, helper } = expectation
  return words(
    family,
    String(protocol),
    way(expected),
    `of ${way(master)}`,
    say('helper', helper),
    timeout === undefined ? '' : `timeout ${timeout}s`,
  )
}
