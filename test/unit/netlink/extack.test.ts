/** Extended acknowledgements: the fields of the request that they refer to, with a small table. */
import fc from 'fast-check'
import t from 'tap'
import {
  attr,
  attributes,
  be32,
  bytes,
  message as messageNode,
  select,
  string,
  u16,
  u32,
} from '../../../src/netlink/codec/builders.ts'
import { encode } from '../../../src/netlink/codec/encode/encode.ts'
import type { Node } from '../../../src/netlink/codec/node.ts'
import { struct } from '../../../src/netlink/codec/struct.ts'
import { explain, nlmsgerr, readAck, readDone } from '../../../src/netlink/protocol/extack.ts'
import { int32, join, message, NLMSG_DONE, NLMSG_ERROR, type Order } from './messages.ts'

const CAPPED = 0x100
const TLVS = 0x200
const ERANGE = 34

/** struct nlattr and its value. */
const nla = (type: number, value: Uint8Array, order: Order = 'le'): Uint8Array => {
  const made = new Uint8Array((4 + value.length + 3) & ~3)
  const view = new DataView(made.buffer)
  view.setUint16(0, 4 + value.length, order === 'le')
  view.setUint16(2, type, order === 'le')
  made.set(value, 4)
  return made
}
const text = (words: string): Uint8Array => Buffer.from(`${words}\0`)

const error = (errno: number, ...rest: Uint8Array[]): Uint8Array =>
  message({ type: NLMSG_ERROR, payload: join(int32(-errno), ...rest) })
const header = message({ type: 16 })

t.test('the errno, and the attributes after the echoed request', async (t) => {
  t.strictSame(readAck(error(0, header), 0, 'le'), { errno: 0, attributes: undefined })
  t.strictSame(readAck(error(ERANGE, header), 0, 'le'), { errno: 34, attributes: undefined })
  const reported = nla(1, text('no'))
  t.strictSame(readAck(error(ERANGE, header, reported), CAPPED | TLVS, 'le'), { errno: 34, attributes: { msg: 'no' } })
  t.strictSame(
    readAck(error(ERANGE, header, reported), CAPPED, 'le').attributes,
    undefined,
    'only where the flag says so',
  )
  t.strictSame(
    readAck(error(0, header, reported), CAPPED | TLVS, 'le'),
    { errno: 0, attributes: { msg: 'no' } },
    'warnings',
  )

  const whole = message({ type: 16, payload: [1, 2, 3, 4, 5] })
  t.equal(whole.length, 24)
  t.strictSame(
    readAck(error(ERANGE, whole, reported), TLVS, 'le').attributes,
    { msg: 'no' },
    'after a whole request, padded',
  )
  t.strictSame(readAck(error(ERANGE, whole), TLVS, 'le').attributes, undefined, 'nothing there')
  t.strictSame(readAck(error(ERANGE, message({ type: 16, length: 4000 })), TLVS, 'le').attributes, undefined)
  const huge = message({ type: 16, length: 0xfffffff0 })
  t.strictSame(readAck(error(ERANGE, huge, reported), TLVS, 'le').attributes, undefined, 'an echo of four gigabytes')
  t.strictSame(readAck(error(ERANGE), CAPPED | TLVS, 'le'), { errno: 34, attributes: undefined }, 'no echo at all')
  t.equal(readAck(message({ type: NLMSG_ERROR }), 0, 'le').errno, 74, 'nothing is no success')
})

t.test('the end of a dump: attributes directly after the errno', async (t) => {
  const done = (...parts: Uint8Array[]): Uint8Array => message({ type: NLMSG_DONE, payload: join(...parts) })
  t.strictSame(readDone(done(), 0, 'le'), { errno: 0, attributes: undefined })
  t.strictSame(readDone(done(int32(0)), 0, 'le'), { errno: 0, attributes: undefined })
  t.strictSame(readDone(done(int32(-22)), 0, 'le'), { errno: 22, attributes: undefined })
  t.strictSame(readDone(done(int32(5)), 0, 'le'), { errno: 0, attributes: undefined }, 'a count is no error')
  t.strictSame(readDone(done(int32(-22), nla(1, text('no'))), TLVS, 'le'), { errno: 22, attributes: { msg: 'no' } })
  t.strictSame(readDone(done(int32(-22), nla(1, text('no'))), 0, 'le').attributes, undefined)
  t.strictSame(readDone(done(int32(-22)), TLVS, 'le').attributes, undefined)
})

t.test('the other byte order, not at the start of a buffer', async (t) => {
  const reported = nla(2, int32(20, 'be'), 'be')
  const bytes = message(
    { type: NLMSG_ERROR, payload: join(int32(-ERANGE, 'be'), message({ type: 16 }, 'be'), reported) },
    'be',
  )
  const inside = join(new Uint8Array(12), bytes).subarray(12)
  t.strictSame(readAck(inside, CAPPED | TLVS, 'be'), { errno: 34, attributes: { offs: 20 } })
  const done = message({ type: NLMSG_DONE, payload: join(int32(-22, 'be'), reported) }, 'be')
  t.strictSame(readDone(join(new Uint8Array(4), done).subarray(4), TLVS, 'be'), { errno: 22, attributes: { offs: 20 } })
})

t.test('reading arbitrary bytes ends', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 0, max: 0xffff }), (payload, flags) => {
      readAck(message({ type: NLMSG_ERROR, payload }), flags, 'le')
      readDone(message({ type: NLMSG_DONE, payload }), flags, 'be')
    }),
  )
})

const vlan = attributes('IFLA_VLAN_', { id: attr(1, u16), protocol: attr(5, u16) })
const vxlan = attributes('IFLA_VXLAN_', { id: attr(1, u32), group: attr(2, be32) })
const info = attributes('IFLA_INFO_', {
  kind: attr(1, string),
  data: attr(2, select('kind', { vlan, vxlan }, bytes)),
})
const node: Node = messageNode(
  struct('testmsg', { index: u32, flags: u32 }),
  attributes('IFLA_', { ifname: attr(3, string), mtu: attr(4, u32), linkinfo: attr(18, info) }),
) as Node

// offsets from the start of struct nlmsghdr
const NAME = 24
const LINKINFO = 36
const DATA = 52
const ID = 56
const request = (kind = 'vlan', data: object = { id: 5000 }): Uint8Array =>
  message({
    type: 16,
    payload: encode(
      node,
      { header: { index: 1, flags: 0 }, ifname: 'vlan5', linkinfo: { kind, data } },
      { order: 'le' },
    ),
  })

t.test('offsets become field names', async (t) => {
  const path = (offs: number): string | undefined => explain({ offs }, request(), node, 'le').path
  t.equal(path(ID), 'linkinfo.data.id')
  t.equal(path(NAME), 'ifname')
  t.equal(path(LINKINFO), 'linkinfo')
  t.equal(path(DATA), 'linkinfo.data')
  t.equal(path(16), 'header.index')
  t.equal(path(20), 'header.flags')
  t.equal(path(0), undefined, 'struct nlmsghdr is no field')
  t.equal(path(5000), undefined)
  t.strictSame(explain({ msg: 'no', offs: ID, cookie: Uint8Array.of(1) }, request(), undefined, 'le'), {
    message: 'no',
    offset: ID,
    path: undefined,
    missing: undefined,
    policy: undefined,
    cookie: Uint8Array.of(1),
  })
  const policy = { type: 'u16', maxValueU: 4094n } as const
  t.equal(explain({ policy }, request(), node, 'le').policy, policy)
})

t.test('missing attributes are named too', async (t) => {
  const missing = (missType: number, missNest?: number, bytes = request()): string | undefined =>
    explain({ missType, missNest }, bytes, node, 'le').missing
  t.equal(missing(4), 'mtu', 'of the message itself')
  t.equal(missing(99), '#99')
  t.equal(missing(1, LINKINFO), 'linkinfo.kind')
  t.equal(missing(5, DATA), 'linkinfo.data.protocol', 'the table that the kind selects')
  t.equal(missing(2, DATA, request('vxlan', { id: 5 })), 'linkinfo.data.group')
  t.equal(missing(77, DATA), 'linkinfo.data.#77')
  t.equal(missing(1, DATA, request('vlan', {})), 'linkinfo.data.id', 'of a nest that is empty')
  t.equal(missing(1, NAME), 'ifname.#1', 'of what is no nest')
  t.equal(missing(1, 5000), '#1', 'of what is nowhere')
  t.equal(explain({ missType: 4 }, request(), undefined, 'le').missing, '#4')
  t.equal(explain({ missType: 1 }, request(), info as Node, 'le').missing, 'kind', 'a node without a header')
})

t.test('a request that cannot be decoded: offsets remain numbers', async (t) => {
  const short = message({ type: 16, payload: [1, 2] })
  t.match(explain({ msg: 'Invalid header', offs: 16 }, short, node, 'le'), {
    message: 'Invalid header',
    path: undefined,
  })
})

t.test('the table decodes what it encodes', async (t) => {
  const reported = {
    msg: 'no',
    offs: 20,
    policy: { type: 'binary', maxLength: 16, minValueS: -1n },
    missType: 3,
  } as const
  const payload = encode(nlmsgerr, reported, { order: 'le' })
  t.strictSame(readAck(error(ERANGE, header, payload), CAPPED | TLVS, 'le').attributes, reported)
})
