/**
 * The tables against bytes of others: what iproute2 6.1 sent for the command beside each case, and what Linux 7.2 told
 * of links, routes, rules and neighbours made by such commands (links cut down to their name and IFLA_LINKINFO).
 * Values are chosen to differ in each byte order. Captured on x86-64; 64-bit numbers are written `1n`, bytes as arrays.
 * Of four requests the padding behind attributes, where iproute2 left what was in memory, is cleared.
 */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type { MessageName } from '../../src/rtnl/tables/index.ts'
import { messageTypes } from '../../src/rtnl/tables/index.ts'

interface Case {
  readonly command: string
  readonly type: MessageName
  readonly hex: string
  readonly value: object
}

const read = (name: string): Case[] => JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'))

const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, part) => {
      if (typeof part === 'bigint') return `${part}n`
      return part instanceof Uint8Array ? [...part] : part
    }),
  )

/** The value that `plain` was made of. */
const revive = (value: object): unknown =>
  JSON.parse(JSON.stringify(value), (key, part) => {
    if (typeof part === 'string' && /^\d+n$/.test(part)) return BigInt(part.slice(0, -1))
    return key === 'data' && Array.isArray(part) ? Uint8Array.from(part) : part
  })

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

for (const file of ['iproute2-requests.json', 'kernel-7.2-replies.json'])
  t.test(file, async (t) => {
    for (const { command, type, hex, value } of read(file)) {
      const { node } = messageTypes[type]
      const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
      const decoded = decode<unknown>(node, bytes, { order: 'le', strict: true, exact: true })
      t.same(plain(decoded), value, command)
      t.notMatch(JSON.stringify(value), /"(unknown|tail)"/, `${command}: nothing unknown`)
      t.equal(hexOf(encode<unknown>(node, decoded, { order: 'le' })), hex, `${command}: encodes back`)
    }
  })

t.test('values alone are encoded, in either byte order', async (t) => {
  for (const { command, type, value } of [...read('iproute2-requests.json'), ...read('kernel-7.2-replies.json')]) {
    const { node } = messageTypes[type]
    for (const order of ['le', 'be'] as const) {
      const bytes = encode<unknown>(node, revive(value), { order })
      t.same(plain(decode<unknown>(node, bytes, { order, strict: true })), value, `${command}: ${order}`)
    }
  }
})
