/** Recorded refusals of the kernel, and the fields that offsets in requests refer to. */
import t from 'tap'
import { describe, locate } from '../../src/netlink/codec/decode/describe.ts'
import type { Span } from '../../src/netlink/codec/decode/span.ts'
import type { Node } from '../../src/netlink/codec/node.ts'
import { errnoName } from '../../src/netlink/protocol/errno.ts'
import { explain, readAck } from '../../src/netlink/protocol/extack.ts'
import { frameRequest, frames, NLMSG_ERROR, NLMSG_HDRLEN } from '../../src/netlink/protocol/header.ts'
import { messageTypes } from '../../src/rtnl/tables/index.ts'
import { allTypes, golden, refusals } from './messages.ts'

t.test("errors with the kernel's message", async (t) => {
  const reported = refusals().map(({ command, type, request, reply }) => {
    const [frame] = frames(reply, true)
    t.equal(frame?.type, NLMSG_ERROR)
    const { errno, attributes } = readAck(reply, frame?.flags ?? 0, 'le')
    const { message } = explain(attributes ?? {}, request, messageTypes[type].node, 'le')
    return [command, errnoName(errno), message]
  })
  t.same(reported, [
    ['ip -6 addr show', 'ENODEV', undefined],
    ['ip addr del 192.0.2.99/24 dev w1', 'EADDRNOTAVAIL', 'ipv4: Address not found'],
    ['ip link add link lo name nope type macvlan mode bridge', 'EINVAL', undefined],
    ['ip link add br2 type bridge vlan_filtering 1', 'EOPNOTSUPP', undefined],
    ['ip link set v2new name v1', 'EEXIST', undefined],
    ['ip route del 203.0.222.0/24', 'ESRCH', undefined],
    ['ip route add 203.0.130.0/24 via 8.8.4.4', 'ENETUNREACH', 'Nexthop has invalid gateway'],
  ])
})

const leaves = (spans: readonly Span[]): Span[] =>
  spans.flatMap((span) => (span.children.length === 0 ? [span] : leaves(span.children)))

/** The nests of a message: spans that contain attributes, with those attributes. */
const nests = (spans: readonly Span[]): Span[] =>
  spans.flatMap((span) => [
    ...(span.kind === 'attribute' && span.children.some(({ kind }) => kind === 'attribute') ? [span] : []),
    ...nests(span.children),
  ])

t.test('an offset into a request names its field', async (t) => {
  let named = 0
  let missed = 0
  for (const { node, bytes, type, from } of golden()) {
    if (from !== 'tool') continue
    const request = frameRequest(allTypes[type].type, 0, bytes, true)
    const { spans } = describe<unknown>(node, bytes, { order: 'le' })
    for (const { offset, path } of leaves(spans)) {
      const reported = explain({ offs: offset + NLMSG_HDRLEN }, request, node as Node, 'le')
      if (reported.path !== path || path === '') t.equal(reported.path, path, `${type}: offset ${offset}`)
      if (locate(node, bytes, offset, { order: 'le' }) !== path) t.fail(`${type}: locate ${offset}`)
      named++
    }
    for (const { offset, path, children } of nests(spans))
      for (const child of children.filter(({ kind }) => kind === 'attribute')) {
        const type = new DataView(bytes.buffer).getUint16(child.offset + 2, true) & 0x3fff
        const reported = explain({ missType: type, missNest: offset + NLMSG_HDRLEN }, request, node as Node, 'le')
        const expected = child.path.replace(/\[\d+\]$/, '')
        if (reported.missing !== expected) t.equal(reported.missing, expected, `missing in ${path}`)
        missed++
      }
  }
  t.same({ named, missed }, { named: 10782, missed: 5239 }, 'fields')
})
