/**
 * pyroute2's captures of links and addresses, and the values that it decodes from them: lists of the kernel's
 * constants.
 */

import t from 'tap'
import { constantOf } from '../../src/netlink/codec/constants.ts'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type { Attributes, Node, Problem } from '../../src/netlink/codec/node.ts'
import { frames, NLMSG_HDRLEN } from '../../src/netlink/protocol/header.ts'
import { bytesOf, hexOf } from '../golden/messages.ts'
import { routeMessages as messages } from '../registry.ts'
import { cases, skip } from './cases.ts'
import { bare, Comparison } from './comparison.ts'
import type { Value } from './numbers.ts'
import { numbersOf } from './numbers.ts'

type Told = readonly (readonly [string, unknown])[]

/** Elements of vectors whose names differ from the kernel's, without punctuation. */
const FIELDS: { readonly [field: string]: string } = {
  ifapreferred: 'ifaprefered',
  mtu: 'mtu6',
  routersolicitations: 'rtrsolicits',
  routersolicitationinterval: 'rtrsolicitinterval',
  routersolicitationdelay: 'rtrsolicitdelay',
  temppreferredlft: 'temppreferedlft',
  routerprobeinterval: 'rtrprobeinterval',
}

/**
 * Values with another form: words of IFLA_OPERSTATE; no value of IFLA_XDP_ATTACHED; the priority of a bridge ID, two
 * bytes in network order that pyroute2 reads in host order.
 */
const otherwise = (path: string, ours: unknown): unknown => {
  if (path === 'IFLA_OPERSTATE') return ['UNKNOWN', 'NOTPRESENT', 'DOWN'][ours as number]
  if (path.endsWith('IFLA_XDP_ATTACHED')) return null
  if (/IFLA_BR_(BRIDGE|ROOT)_ID\.prio$/.test(path)) return ((ours as number) >>> 8) | (((ours as number) & 0xff) << 8)
  return typeof ours === 'number' && ours < 0 ? ours >>> 0 : ours
}

/** The order of IPSTATS_MIB_* before Linux 6.8; our names are those of later kernels. */
const OLD_IPSTATS = 37

/**
 * Names without a counterpart, and elements whose names differ between versions; the test compares them with its list.
 */
const unmatched = new Set<string>()

const compareFields = (comparison: Comparison, path: string, ours: Value, theirs: Value): void => {
  const mine = new Map(Object.entries(ours).map(([key, value]) => [bare(key), value]))
  for (const [field, value] of Object.entries(theirs)) {
    const name = [bare(field), FIELDS[bare(field)] ?? ''].find((one) => mine.has(one))
    if (name === undefined) unmatched.add(`${path}.${field}`)
    else comparison.same(`${path}.${field}`, otherwise(`${path}.${field}`, mine.get(name)), value)
  }
}

const compareAttributes = (
  comparison: Comparison,
  path: string,
  table: Attributes,
  ours: Value,
  theirs: Told,
): void => {
  for (const [constant, value] of theirs) {
    const key = Object.keys(table.rows).find((one) => constantOf(table, one) === constant)
    const node = table.rows[key ?? '']?.node
    const at = `${path}${path === '' ? '' : ' '}${constant}`
    // AF_INET contains one attribute, IFLA_INET_CONF, which pyroute2 reads as part of a struct.
    const mine = constant === 'AF_INET' ? (ours[key ?? ''] as Value)['conf'] : ours[key ?? '']
    const nest = (value as { attrs?: Told } | null)?.attrs
    if (key === undefined || node === undefined) unmatched.add(at)
    else if (nest !== undefined) {
      const cases = node.type === 'select' ? [...Object.values(node.cases), node.otherwise] : [node]
      const inside = cases.filter((one): one is Attributes & Node => one.type === 'attributes')
      const table = inside.find((one) =>
        Object.keys(one.rows).some((row) => nest.some(([name]) => name === constantOf(one, row))),
      )
      if (table === undefined) unmatched.add(at)
      else compareAttributes(comparison, at, table, mine as Value, nest)
    } else if (constant === 'IFLA_INET6_STATS' && (mine as Value)['num'] === OLD_IPSTATS)
      unmatched.add(`${at} before 6.8`)
    else if (typeof value === 'object' && value !== null) compareFields(comparison, at, mine as Value, value as Value)
    else comparison.same(at, otherwise(at, mine), value)
  }
}

t.test('captures', { skip }, async (t) => {
  const comparison = new Comparison()
  let read = 0
  for (const { id, family, hex, expected } of cases('pyroute2/pyroute2.json')) {
    if (family !== 'route') continue
    const bytes = bytesOf(hex)
    for (const { type, start, end } of frames(bytes, true)) {
      const node = messages.get(type)?.node
      // A dump request of one byte; control messages.
      if (node === undefined || end - start - NLMSG_HDRLEN < node.header.size) continue
      const payload = bytes.slice(start + NLMSG_HDRLEN, end)
      const problems: Problem[] = []
      const value = decode<unknown>(node, payload, { order: 'le', problems, exact: true })
      t.same(problems, [], id)
      t.equal(hexOf(encode<unknown>(node, value, { order: 'le' })), hexOf(payload), `${id}: encoded again`)
      read++
      const reported = ((expected as Value | null)?.['data'] ?? expected) as { attrs?: Told } | null
      if (reported?.attrs === undefined) continue
      const ours = numbersOf(node as Node, value, { header: {}, attributes: {} }) as Value
      const { attrs, ...header } = reported
      const mine = ours['header'] as Value
      for (const key of ['family', 'prefixlen', 'scope', 'index', 'change', 'flags'])
        if (key in header && key in mine) comparison.same(`${id} ${key}`, mine[key], (header as Value)[key])
      if ('ifi_type' in header) comparison.same(`${id} type`, mine['type'], header['ifi_type'])
      compareAttributes(comparison, '', node.attributes, ours, attrs as Told)
    }
  }
  t.same(comparison.differences, [])
  t.same(
    [...unmatched],
    [
      'UNKNOWN',
      'IFLA_AF_SPEC UNKNOWN',
      'IFLA_AF_SPEC AF_INET.dummy',
      'IFLA_AF_SPEC AF_INET6 IFLA_INET6_STATS before 6.8',
      'IFLA_LINKINFO IFLA_INFO_DATA UNKNOWN',
    ],
    'what pyroute2 does not know, and the header it reads as a number',
  )
  t.same({ read, compared: comparison.compared }, { read: 23, compared: 575 })
})
