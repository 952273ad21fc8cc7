/** The tables of mdlayher/netlink's tests: attributes and messages without a family. */
import t from 'tap'
import { attributes } from '../../src/netlink/codec/builders.ts'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type { Node, Problem, Unknown } from '../../src/netlink/codec/node.ts'
import type { Frame } from '../../src/netlink/protocol/header.ts'
import { frames, NLMSG_HDRLEN } from '../../src/netlink/protocol/header.ts'
import { bytesOf, hexOf } from '../golden/messages.ts'
import type { Case } from './cases.ts'
import { cases, skip } from './cases.ts'

/** The table is empty, so every attribute is kept unchanged. */
const nothing = attributes('', {}) as Node

interface GoAttribute {
  readonly Type?: number
  readonly Data: { readonly $bytes?: string }
}

interface GoMessage {
  readonly Data?: { readonly $bytes?: string }
  readonly Header: { readonly [field: string]: unknown }
}

const isMessage = (one: GoMessage | readonly [] | undefined): one is GoMessage => one !== undefined && 'Header' in one

interface Expected {
  readonly attrs?: readonly GoAttribute[]
  readonly m?: GoMessage
  readonly msgs?: readonly (GoMessage | readonly [])[]
}

const all: readonly Case[] = skip === false ? cases('go/mdlayher-netlink.json') : []

/** Constants of that library in its values. */
const NUMBERS: { readonly [name: string]: number } = { Request: 1, Error: 2, 'Request | Acknowledge': 5 }

const numberOf = (value: unknown): number => {
  if (typeof value === 'number') return value
  const { const: constant, expr } = (value ?? {}) as { const?: string; expr?: string }
  return value === undefined ? 0 : (NUMBERS[constant ?? expr ?? ''] ?? Number.NaN)
}

/** What Go expects. Payloads are padded when they are sent, so `length` is greater than their bytes. */
const inGo = ({ Data, Header }: GoMessage): object => ({
  length: numberOf(Header['Length']),
  type: numberOf(Header['Type']),
  flags: numberOf(Header['Flags']),
  seq: numberOf(Header['Sequence']),
  port: numberOf(Header['PID']),
  data: (Data?.$bytes ?? '').padEnd((numberOf(Header['Length']) - NLMSG_HDRLEN) * 2, '0'),
})

const ours = ({ type, flags, seq, port, start, end }: Frame, bytes: Uint8Array): object => ({
  length: end - start,
  type,
  flags,
  seq,
  port,
  data: hexOf(bytes.subarray(start + NLMSG_HDRLEN, end)),
})

t.test('attributes', { skip }, async (t) => {
  let read = 0
  let refused = 0
  for (const { layer, hex, name = '', expect_error: wrong, expected } of all) {
    if (layer !== 'attrs') continue
    const problems: Problem[] = []
    const value = decode<unknown>(nothing, bytesOf(hex), { order: 'le', problems, exact: true }) as {
      unknown?: Unknown[]
    }
    // `no attributes, length 0` is an attribute of length 0, which Go silently skips.
    if (wrong === true || (name.includes('length 0') && hex === '00000000')) {
      t.equal(problems.length, 1, name)
      refused++
      continue
    }
    t.same(problems, [], name)
    const theirs = (expected as Expected).attrs ?? []
    t.same(
      value.unknown?.map(({ id, bytes }) => [id, hexOf(bytes)]),
      // The two highest bits of a type are flags here, but part of the number there.
      theirs.map(({ Type = 0, Data }) => [Type & 0x3fff, Data.$bytes ?? '']),
      name,
    )
    const encoded = (one: unknown): string => hexOf(encode<unknown>(nothing, one, { order: 'le' }))
    t.equal(encoded(value), hex, `${name}: encoded again, without the padding that it lacks`)
    read++
  }
  t.same({ read, refused }, { read: 15, refused: 4 })
})

/** The last message of a datagram may lack its padding: Go refuses it, Linux does not. */
const WITHOUT_PADDING = 'unaligned length'

t.test('messages', { skip }, async (t) => {
  let compared = 0
  for (const { layer, hex, name = '', expect_error: wrong, expected, test } of all) {
    if (layer !== 'nlmsg') continue
    const bytes = bytesOf(hex)
    const found = [...frames(bytes, true)]
    if (test === 'TestParseMessagesIter' && name === WITHOUT_PADDING) {
      t.same(
        found.map((frame) => frame.end),
        [bytes.length],
        name,
      )
      continue
    }
    const { m, msgs } = expected as Expected
    const theirs = (wrong === true ? [] : (msgs ?? [m])).filter(isMessage)
    t.same(
      found.map((frame) => ours(frame, bytes)),
      theirs.map(inGo),
      `${test} ${name}`,
    )
    compared += theirs.length
  }
  t.equal(compared, 15)
})
