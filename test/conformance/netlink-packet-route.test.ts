/** The unit tests of rust-netlink's netlink-packet-route: bytes, and the values that it decodes from them. */
import t from 'tap'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type { Attributes, Message, Node, Problem } from '../../src/netlink/codec/node.ts'
import { bridgeAfSpec } from '../../src/rtnl/link/tables/bridge-af-spec.ts'
import type { LinkMessage } from '../../src/rtnl/link/tables/link.ts'
import { link } from '../../src/rtnl/link/tables/link.ts'
import { messageTypes } from '../../src/rtnl/tables/index.ts'
import { bytesOf, hexOf } from '../golden/messages.ts'
import type { Case } from './cases.ts'
import { cases, skip } from './cases.ts'
import * as names from './rust-names.ts'
import { RustComparison } from './rust-values.ts'

const NODES: { readonly [header: string]: Message } = {
  ifinfomsg: messageTypes.RTM_NEWLINK.node,
  ifaddrmsg: messageTypes.RTM_NEWADDR.node,
  rtmsg: messageTypes.RTM_NEWROUTE.node,
  ndmsg: messageTypes.RTM_NEWNEIGH.node,
  fib_rule_hdr: messageTypes.RTM_NEWRULE.node,
  rtgenmsg: messageTypes.RTM_NEWNSID.node,
}

/** Messages without tables: traffic control, statistics, neighbour tables, prefixes. */
const OTHER_MESSAGES = new Set(['tcmsg', 'if_stats_msg', 'tcamsg', 'ndtmsg', 'prefixmsg', 'nlmsghdr'])

const rowNode = (table: Attributes, key: string): Attributes => {
  const node = table.rows[key]?.node
  const inside = node?.type === 'select' ? node.otherwise : node
  if (inside?.type !== 'attributes') throw new Error(`${key} is no nest`)
  return inside
}

/** Cases that decode the same message, one attribute or flag each. */
const READ_ONE_BY_ONE = /link_message_packet_header_read|packet_attributes_read/

/** The contents of IFLA_WIRELESS, which remain bytes here, and of traffic control, which has no table. */
const NOT_OURS = [
  'wireless::test_wireless_associate_request_event',
  'wireless::test_wireless_associate_response_event',
  'tc::actions::message::tc_action_root_time_delta_native_byte_order',
  'tc::actions::mirror::get_mirred_eggress_redirect_action',
  'tc::actions::tunnel_key::get_tunnel_key_vxlan_action_ipv4',
  'tc::actions::tunnel_key::test_action_tunnel_key_vxlan_ipv6',
]

/** Nests on their own, by the type of the case. */
const FRAGMENTS: { readonly [type: string]: Attributes } = {
  AddressAttribute: messageTypes.RTM_NEWADDR.node.attributes,
  LinkAttribute: link.attributes,
  VecAfSpecBridge: bridgeAfSpec,
  VecAfSpecUnspec: rowNode(link.attributes, 'afSpec'),
  DpllPin: rowNode(link.attributes, 'dpllPin'),
}

/**
 * Intended differences, by case. Linux 6.8 reordered IPSTATS_MIB_*, and the bytes do not show which kernel wrote them;
 * our names are those of 6.8 and later, the case is from 4.18.
 */
const DIFFERENCES: { readonly [test: string]: { readonly path: string; readonly count: number } } = {
  test_parsing_link_statistics_on_kernel_4_18: { path: 'afSpec.inet6.stats.', count: 14 },
}

/**
 * Encoded to the same bytes only with `exact`: two have NLA_F_NESTED on RTA_ENCAP, which iproute2 and Linux omit; in
 * the third IFLA_VFINFO_LIST and its nests lack it, as Linux sends them. A vxlan that does not inherit its TTL reports
 * that in a byte, which no request can contain. The kernel has another number for gcm-aes-128 too.
 */
const EXACT = [
  ...['test_encap', 'test_inline', 'test_parsing_link_sriov'],
  ...['test_parsing_link_vxlan', 'test_parsing_link_vxlan_ipv6', 'test_macsec_link_info'],
]

const nameOf = ({ test = '' }: Case): string => test.split('::').at(-1) ?? ''

const all = skip === false ? cases('rust/netlink-packet-route.json') : []

/** The names that were needed. */
const used = new Set<string>()

const listedNames = (): Set<string> =>
  new Set([
    ...[names.FIELDS, names.IDENTIFIERS, names.KINDS, names.NUMBERS, names.OTHERWISE, names.ROWS, names.WORDS].flatMap(
      (list) => Object.keys(list),
    ),
  ])

/** How a node's value is encoded again: `plain`, only with `exact`, or not at all. */
const encodedBack = (node: Node, hex: string): 'plain' | 'exact' | 'never' => {
  const again = (exact: boolean): string =>
    hexOf(encode<unknown>(node, decode<unknown>(node, bytesOf(hex), { order: 'le', exact }), { order: 'le' }))
  return again(false) === hex ? 'plain' : again(true) === hex ? 'exact' : 'never'
}

t.test('messages', { skip }, async (t) => {
  const reported = new RustComparison()
  const back = { plain: 0, exact: 0, never: 0 }
  let messages = 0
  for (const one of all) {
    const node = NODES[one.header ?? '']
    if (node === undefined) continue
    messages++
    const problems: Problem[] = []
    const value = decode<unknown>(node, bytesOf(one.hex), { order: 'le', problems })
    t.same(problems, [], nameOf(one))
    const before = reported.differences.length
    reported.message(nameOf(one), node, value, one.expected)
    const listed = DIFFERENCES[nameOf(one)]
    const differences = reported.differences.splice(before)
    if (listed === undefined) t.same(differences, [], nameOf(one))
    else {
      t.equal(differences.length, listed.count, `${nameOf(one)} differs in ${listed.path}`)
      t.ok(differences.every((difference) => difference.startsWith(`${nameOf(one)}.${listed.path}`)))
    }
    const how = encodedBack(node, one.hex)
    back[how]++
    t.equal(how, EXACT.includes(nameOf(one)) ? 'exact' : 'plain', `${nameOf(one)}: encoded again`)
  }
  t.equal(messages, 122)
  t.same(back, { plain: 117, exact: 5, never: 0 })
  t.same({ compared: reported.compared, absent: reported.absent }, { compared: 4269, absent: 16 })
  for (const name of reported.exceptions) used.add(name)
})

t.test('fragments', { skip }, async (t) => {
  const reported = new RustComparison()
  let ours = 0
  for (const one of all) {
    const table = FRAGMENTS[one.rust_type ?? '']
    if (one.layer !== 'fragment' || table === undefined || READ_ONE_BY_ONE.test(one.test ?? '')) continue
    ours++
    const problems: Problem[] = []
    const value = decode<unknown>(table as Node, bytesOf(one.hex), { order: 'le', problems })
    t.same(problems, [], nameOf(one))
    const theirs = Array.isArray(one.expected) ? one.expected : [one.expected]
    reported.attributes(nameOf(one), table, value, theirs, { header: { family: 'unspec' }, attributes: {} })
    if (one.roundtrip_in_source === true)
      t.equal(encodedBack(table as Node, one.hex), EXACT.includes(nameOf(one)) ? 'exact' : 'plain', nameOf(one))
  }
  for (const name of reported.exceptions) used.add(name)
  t.same(reported.differences, [])
  t.same({ cases: ours, compared: reported.compared }, { cases: 9, compared: 237 })
})

t.test('one message, attribute by attribute', { skip }, async (t) => {
  const reported = new RustComparison()
  let count = 0
  for (const one of all) {
    if (one.layer !== 'fragment' || !READ_ONE_BY_ONE.test(one.test ?? '')) continue
    count++
    // The iterator's case omits the header.
    const header = one.rust_type === 'NlasIterator' ? '00000403010000004900010000000000' : ''
    const value = decode<LinkMessage>(link, bytesOf(header + one.hex), { order: 'le', strict: true })
    const { header: fields, ...attributes } = value
    const flags = link.header.fields.find(({ key }) => key === 'flags')?.node as Node
    const mask = one.rust_expr?.includes('empty') === true ? fields.change : fields.flags
    if (one.rust_type === 'LinkHeader')
      reported.value('flags', flags, mask, one.expected, { header: {}, attributes: {} })
    else if (one.rust_type === 'NlasIterator') reported.same('attributes', Object.keys(attributes).length, one.expected)
    else reported.some(nameOf(one), link.attributes, attributes, one.expected)
  }
  t.same(reported.differences, [])
  t.same({ count, compared: reported.compared }, { count: 11, compared: 11 })
})

t.test('no case is omitted, and every listed name is needed', { skip }, async (t) => {
  const read = all.filter(
    ({ layer, header, rust_type: type, test }) =>
      NODES[header ?? ''] !== undefined ||
      (layer === 'fragment' && (FRAGMENTS[type ?? ''] !== undefined || READ_ONE_BY_ONE.test(test ?? ''))),
  )
  t.same(used, listedNames())
  t.same(
    all
      .filter((one) => !read.includes(one) && !OTHER_MESSAGES.has(one.header ?? ''))
      .map((one) => one.test?.replace(/^link::tests::|::tests/g, '')),
    NOT_OURS,
    'cases that no test reads',
  )
})
