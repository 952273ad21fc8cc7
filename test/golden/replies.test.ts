/** Every captured message is decoded completely, and encoded to the same bytes. */
import t from 'tap'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { describe } from '../../src/netlink/codec/decode/describe.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type { Problem } from '../../src/netlink/codec/node.ts'
import type { Golden } from './messages.ts'
import { golden, hexOf } from './messages.ts'
import { readEveryWay, readInterpreted, unknownIn } from './readers.ts'

const all = golden()

const reencoded = ({ node, bytes }: Golden, exact: boolean): Uint8Array =>
  encode<unknown>(node, decode<unknown>(node, bytes, { order: 'le', exact }), { order: 'le' })

t.test('no problem and no unknown byte', async (t) => {
  for (const { node, bytes, command, type } of all) {
    const problems: Problem[] = []
    const value = decode<unknown>(node, bytes, { order: 'le', problems })
    if (problems.length > 0) t.same(problems, [], `${type} of ${command}`)
    const unknown = unknownIn(value)
    if (unknown.length > 0) t.same(unknown, [], `${type} of ${command}: ${hexOf(bytes)}`)
  }
  t.equal(all.length, 1423, 'messages read')
})

t.test('encoding gives the same bytes', async (t) => {
  // Tools omit NLA_F_NESTED, the NUL after a kind's name, or the padding of a bare header; the kernel omits
  // NLA_F_NESTED on IFLA_PROTINFO in dumps of family inet6, and in all netfilter messages. The exact layout has these.
  const plain = { kernel: 0, tool: 0 }
  for (const message of all) {
    const { bytes, command, type, from } = message
    if (hexOf(reencoded(message, true)) !== hexOf(bytes))
      t.equal(hexOf(reencoded(message, true)), hexOf(bytes), `${type} of ${command}`)
    if (hexOf(reencoded(message, false)) === hexOf(bytes)) plain[from]++
  }
  // the kernel reports an alias with a NUL, but the longest alias that it accepts leaves no space for one
  t.same(plain, { kernel: 241, tool: 801 }, 'of them without a layout')
})

t.test('all decoders agree', async (t) => {
  for (const { node, bytes, command, type } of all) {
    const { error } = readEveryWay(node, bytes)
    readInterpreted(node, bytes)
    if (error !== undefined) t.fail(`${type} of ${command}: ${error}`)
  }
  t.pass(`${all.length} messages`)
})

t.test('spans cover all bytes except padding', async (t) => {
  for (const { node, bytes, command, type } of all) {
    const { spans } = describe<unknown>(node, bytes, { order: 'le' })
    let at = 0
    // a select whose sibling comes later is read last
    for (const { offset, length } of spans.toSorted((one, other) => one.offset - other.offset)) {
      if (offset - at < 0 || offset - at > 3) t.fail(`${type} of ${command}: a gap of ${offset - at} at ${at}`)
      at = offset + length
    }
    if (bytes.length - at > 3) t.fail(`${type} of ${command}: ${bytes.length - at} bytes at the end`)
  }
  t.pass(`${all.length} messages`)
})
