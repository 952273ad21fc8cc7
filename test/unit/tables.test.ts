/**
 * The tables, with recorded bytes: what iproute2 6.1 sent for the command of each case, and what Linux 7.2 reported of
 * links, routes, rules and neighbours that such commands created (links reduced to their name and IFLA_LINKINFO). The
 * values differ in the two byte orders. Captured on x86-64; 64-bit numbers are written `1n`, bytes as arrays. In four
 * requests the padding after attributes, where iproute2 left uninitialized memory, is cleared.
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

/** The value that `plain` was made from. */
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

t.test('values without an exact layout are encoded, in either byte order', async (t) => {
  for (const { command, type, value } of [...read('iproute2-requests.json'), ...read('kernel-7.2-replies.json')]) {
    const { node } = messageTypes[type]
    for (const order of ['le', 'be'] as const) {
      const bytes = encode<unknown>(node, revive(value), { order })
      t.same(plain(decode<unknown>(node, bytes, { order, strict: true })), value, `${command}: ${order}`)
    }
  }
})
