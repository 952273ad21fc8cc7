/** The types that are inferred from tables. Checked by the compiler only; nothing here is run. */
import type { Infer, LinkMessage, Problem } from '../../src/codec.ts'
import * as n from '../../src/codec.ts'
import type { Equal } from './equal.ts'
import { same } from './equal.ts'

const scope = n.enumeration(n.u8, 'RT_SCOPE_', { universe: 0, link: 253 })
const flagsNode = n.flags(n.u32, 'IFF_', { up: 1, broadcast: 2 })
const header = n.struct('ifinfomsg', { family: n.u8, type: n.u16, index: n.s32 }, { prefix: 'ifi_' })
const nested = n.attributes('IFLA_INFO_', { kind: n.attr(1, n.string) })
const table = n.attributes('IFLA_', {
  ifname: n.attr(3, n.string),
  mtu: n.attr(4, n.u32),
  stats64: n.attr(23, n.u64),
  linkinfo: n.attr(18, nested),
  altnames: n.repeated(53, n.string),
  scope: n.attr(60, scope),
  flags: n.attr(61, flagsNode),
  label: n.attr(62, n.id64),
})
const message = n.message(header, table)

export const values = (link: Infer<typeof message>): void => {
  same<Equal<typeof link.header.index, number>>()
  same<Equal<typeof link.ifname, string | undefined>>()
  same<Equal<typeof link.mtu, number | undefined>>()
  // 64-bit numbers are bigints in the codec, and text if they are identifiers
  same<Equal<typeof link.stats64, bigint | undefined>>()
  same<Equal<typeof link.label, string | undefined>>()
  same<Equal<typeof link.altnames, string[] | undefined>>()
  same<Equal<typeof link.scope, 'universe' | 'link' | number | undefined>>()
  same<Equal<typeof link.flags, readonly ('up' | 'broadcast' | number)[] | undefined>>()
  same<Equal<NonNullable<typeof link.linkinfo>['kind'], string | undefined>>()
  same<Equal<NonNullable<typeof link.unknown>[number]['bytes'], Uint8Array>>()
  // @ts-expect-error: the table has no such row
  link.ifnme
}

const route = n.struct('rtnexthop', { len: n.u16, hops: n.u8 })
// @ts-expect-error: the length field must be a field of the struct
n.records(route, 'length', table)
const hops = n.records(route, 'len', table)
export const eachHop = (hop: Infer<typeof hops>[number]): void => {
  same<Equal<typeof hop.header.hops, number>>()
  // @ts-expect-error: the field is computed and not part of the value
  hop.header.len
}
// @ts-expect-error: a row needs a node
n.attr(1, 'string')

export const bytesAndValues = (payload: Uint8Array): Uint8Array => {
  const { node } = n.messageTypes.RTM_NEWLINK
  const problems: Problem[] = []
  const link = n.decode(node, payload, { order: 'be', problems, exact: true })
  same<Equal<typeof link, LinkMessage>>()
  // @ts-expect-error: no such message type
  n.messageTypes.RTM_NEWLNK
  // @ts-expect-error: `mtu` is a number
  n.encode(node, { ...link, mtu: '1500' })
  return n.encode(node, link)
}
