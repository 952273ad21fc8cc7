/** The tables of jsimonetti/rtnetlink's tests: messages about addresses, links, neighbours, routes and rules. */
import t from 'tap'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type { Message, Node, Problem } from '../../src/netlink/codec/node.ts'
import { link } from '../../src/rtnl/link/tables/link.ts'
import type { MessageName } from '../../src/rtnl/tables/index.ts'
import { messageTypes } from '../../src/rtnl/tables/index.ts'
import { bytesOf, hexOf } from '../golden/messages.ts'
import type { Case } from './cases.ts'
import { cases, skip } from './cases.ts'
import { bare, Comparison } from './comparison.ts'
import { ATTRIBUTES, CONSTANTS, HEADER, HEADER_OF, OTHERWISE } from './go-names.ts'
import type { Value } from './numbers.ts'
import { numbersOf } from './numbers.ts'

/** A Go value: constants are their value, pointers what they point to, nil is undefined. */
const plain = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value ?? undefined
  const { $bytes, args, const: constant, value: number, v, $ } = value as Value
  if (typeof $bytes === 'string') return $bytes.replace(/(..)(?=.)/g, '$1:')
  if (Array.isArray(args)) return plain(args[0])
  if (typeof constant === 'string') return number ?? CONSTANTS[constant]
  return $ === 'net.IP' ? (v as number[]).join('.') : value
}

const all: readonly Case[] = skip === false ? cases('go/jsimonetti-rtnetlink.json') : []

/** Compares Go's fields with ours; a header field that Go omits is 0. */
const compare = (comparison: Comparison, path: string, node: Message, ours: Value, theirs: Value): void => {
  const header = ours['header'] as Value
  for (const { key } of node.header.fields) {
    const name = Object.keys(theirs).find((field) => (HEADER_OF[`${theirs['$']}.${field}`] ?? HEADER[field]) === key)
    if (typeof header[key] === 'number')
      comparison.same(`${path}.header.${key}`, header[key], plain(theirs[name ?? '']) ?? 0)
  }
  for (const [name, value] of Object.entries((theirs['Attributes'] ?? {}) as Value)) {
    if (name === '$') continue
    const key = ATTRIBUTES[`${theirs['$']}.${name}`] ?? ATTRIBUTES[name]
    const other = OTHERWISE[`${theirs['$']}.${name}`] ?? OTHERWISE[name]
    if (key === undefined) comparison.differ(`${path}.${name}`, 'has no row')
    else if (other !== undefined)
      comparison.same(`${path}.${name}`, other.ours(ours[key] as never), other.theirs(value as never))
    else comparison.same(`${path}.${name}`, ours[key], plain(value))
  }
}

/**
 * Go refuses a truncated struct ifa_cacheinfo, and empty link-layer addresses and names. Structs of other kernels are
 * shorter, and links without an address exist: here both are decoded.
 */
const READ_HERE = ['TestAddressMessageUnmarshalBinary', 'TestLinkMessageUnmarshalBinary']

/** Cases with an empty NDA_DST, which is a problem here. */
const EMPTY_ADDRESS = ['infiniband LL address', 'EUI-64 LL']

const problemsOf = (name: string | undefined, theirs: Value): string[] => {
  // The kernel accepts nothing but 1 (fib_nl2rule_l3mdev), and here it is a boolean.
  const { L3MDev } = (theirs['Attributes'] ?? {}) as Value
  if (plain(L3MDev) === 7) return ['a boolean is 0 or 1, not 7']
  // An address without bytes is nil for Go.
  return EMPTY_ADDRESS.includes(name ?? '') ? ['an address has 4 or 16 bytes, not 0'] : []
}

t.test('messages', { skip }, async (t) => {
  const comparison = new Comparison()
  const counts = { read: 0, refused: 0, plain: 0, exact: 0 }
  for (const { id, hex, msg, name, test, expect_error: wrong, expected } of all) {
    if (typeof msg !== 'string') continue
    const { node } = messageTypes[msg as MessageName]
    const problems: Problem[] = []
    const value = decode<unknown>(node, bytesOf(hex), { order: 'le', problems })
    if (wrong === true) {
      t.equal(problems.length > 0, !READ_HERE.includes(test ?? ''), `${test} ${name}: reported as a problem`)
      counts.refused++
      continue
    }
    t.same(
      problems.map(({ message }) => message),
      problemsOf(name, (expected as { m: Value }).m),
      `${test} ${name}`,
    )
    const ours = numbersOf(node as Node, value, { header: {}, attributes: {} }) as Value
    compare(comparison, `${id.slice(-3)} ${test} ${name}`, node, ours, (expected as { m: Value }).m)
    counts.read++
    const again = (exact: boolean): string =>
      hexOf(encode<unknown>(node, decode<unknown>(node, bytesOf(hex), { order: 'le', exact }), { order: 'le' }))
    // An attribute of type 0 precedes the known ones; without an exact layout unknown attributes are encoded last.
    if (again(false) === hex) counts.plain++
    else counts.exact++
    t.equal(again(true), hex, `${test} ${name}: encoded again`)
  }
  t.same(
    comparison.differences.filter((text) => !text.includes('L3MDev')),
    [],
  )
  t.same({ ...counts, compared: comparison.compared }, { read: 30, refused: 3, plain: 17, exact: 13, compared: 270 })
})

t.test('statistics', { skip }, async (t) => {
  const comparison = new Comparison()
  for (const { hex, test, name, msg, expected } of all) {
    if (typeof msg === 'string') continue
    const row = link.attributes.rows[test?.includes('64') === true ? 'stats64' : 'stats']
    const value = decode<unknown>(row?.node as Node, bytesOf(hex), { order: 'le', strict: true })
    const reported = numbersOf(row?.node as Node, value, { header: {}, attributes: {} }) as Value
    const ours = new Map(Object.entries(reported).map(([key, number]) => [bare(key), number]))
    for (const [field, number] of Object.entries((expected as { m: Value }).m))
      if (field !== '$') comparison.same(`${name} ${field}`, ours.get(bare(field)), number)
    t.equal(hexOf(encode<unknown>(row?.node as Node, value, { order: 'le' })), hex, `${test} ${name}`)
  }
  t.same(comparison.differences, [])
  t.equal(comparison.compared, 119)
})
