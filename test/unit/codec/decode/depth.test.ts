/** Nested messages: the bytes do not decide how deep the stack gets, and the bytes of deeper nests are kept. */
import t from 'tap'
import { compile } from '../../../../src/netlink/codec/decode/compile/compile.ts'
import { decode } from '../../../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../../../src/netlink/codec/encode/encode.ts'
import type { Problem } from '../../../../src/netlink/codec/node.ts'
import { link } from '../../../../src/rtnl/link/tables/link.ts'
import { linkShape } from '../../../../src/rtnl/shapes.ts'
import { hex } from '../../../hex.ts'

const IFLA_LINKINFO = 18
const IFLA_INFO_KIND = 1
const IFLA_INFO_DATA = 2
const VETH_INFO_PEER = 1

const nla = (type: number, ...parts: readonly Uint8Array[]): Uint8Array => {
  const length = 4 + parts.reduce((sum, part) => sum + part.length, 0)
  const bytes = Buffer.alloc(length + (-length & 3))
  bytes.writeUInt16LE(length, 0)
  bytes.writeUInt16LE(type, 2)
  let at = 4
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

const IFINFOMSG = hex`
  00 00     // ifi_family, padding
  0000      // ifi_type
  07000000  // ifi_index
  00000000  // ifi_flags
  00000000  // ifi_change
`

/** A veth whose peer is a veth, and so on. */
const peers = (depth: number): Uint8Array => {
  let link = IFINFOMSG
  for (let level = 0; level < depth; level++) {
    const info = nla(
      IFLA_LINKINFO,
      nla(IFLA_INFO_KIND, Buffer.from('veth\0\0\0\0')),
      nla(IFLA_INFO_DATA, nla(VETH_INFO_PEER, link)),
    )
    link = Buffer.concat([IFINFOMSG, info])
  }
  return link
}

t.test('peers of peers', async (t) => {
  const fast = compile(link, linkShape, { order: 'le' })
  const slow = compile(link, linkShape, { order: 'le', generate: false })
  for (const depth of [1, 3, 9, 10, 11, 20, 21, 22, 40, 500, 1400]) {
    const bytes = peers(depth)
    const problems: Problem[] = []
    const value = decode(link, bytes, { order: 'le', problems, exact: true })
    t.equal(problems.length, depth > 21 ? 1 : 0, `${depth} levels`)
    if (problems[0] !== undefined) t.match(problems[0].message, /^nested more than 64 levels deep/)
    t.strictSame(Buffer.from(encode(link, value, { order: 'le' })), Buffer.from(bytes), 'nothing is lost')
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    t.strictSame(fast(bytes, view, 0, bytes.length), slow(bytes, view, 0, bytes.length))
  }
  const again = peers(3)
  const view = new DataView(again.buffer, again.byteOffset)
  t.strictSame(fast(again, view, 0, again.length), slow(again, view, 0, again.length), 'and all is as before')
})
