/** struct nlmsghdr: the messages of a datagram, and the framing of requests. */
import t from 'tap'
import { frameRequest, frames } from '../../../src/netlink/protocol/header.ts'
import { hex } from '../../hex.ts'
import { join, message } from './messages.ts'

const walk = (bytes: Uint8Array, little = true): { found: unknown[]; rest: number } => {
  const found: unknown[] = []
  const walker = frames(bytes, little)
  for (let next = walker.next(); ; next = walker.next()) {
    if (next.done === true) return { found, rest: next.value.rest }
    found.push(next.value)
  }
}

t.test('message by message', async (t) => {
  const first = message({ type: 16, flags: 2, seq: 0x01020304, port: 0x05060708, payload: [1, 2, 3] })
  const bytes = join(new Uint8Array(8), first, message({ type: 3 })).subarray(8)
  t.strictSame(walk(bytes), {
    found: [
      { type: 16, flags: 2, seq: 0x01020304, port: 0x05060708, start: 0, end: 19 },
      { type: 3, flags: 0, seq: 0, port: 0, start: 20, end: 36 },
    ],
    rest: 0,
  })
  t.strictSame(walk(message({ type: 16, seq: 0x01020304 }, 'be'), false).found, [
    { type: 16, flags: 0, seq: 0x01020304, port: 0, start: 0, end: 16 },
  ])
  t.strictSame(walk(first.subarray(0, 19)).rest, 0, 'the last padding may lack')
  t.strictSame(walk(new Uint8Array(0)), { found: [], rest: 0 })
})

t.test('bytes after the last complete message', async (t) => {
  const good = message({ type: 16 })
  for (const [rest, broken] of [
    [16, message({ type: 16, length: 17 })],
    [16, message({ type: 16, length: 15 })],
    [16, message({ type: 16, length: 0 })],
    [15, good.subarray(0, 15)],
    [1, good.subarray(0, 1)],
  ] as const) {
    const { found, rest: left } = walk(join(good, broken))
    t.strictSame([found.length, left], [1, rest])
  }
})

t.test('requests', async (t) => {
  t.strictSame(
    frameRequest(18, 0x300, Uint8Array.of(1, 2, 3, 4, 5), true),
    hex`
      15000000     // nlmsg_len
      1200         // nlmsg_type
      0103         // nlmsg_flags: NLM_F_REQUEST, NLM_F_DUMP
      00000000     // nlmsg_seq
      00000000     // nlmsg_pid
      01020304 05  // the payload
      000000       // padding
    `,
  )
  t.strictSame(
    frameRequest(18, 4, new Uint8Array(0), false),
    hex`
      00000010  // nlmsg_len
      0012      // nlmsg_type
      0005      // nlmsg_flags: NLM_F_REQUEST, NLM_F_ACK
      00000000  // nlmsg_seq
      00000000  // nlmsg_pid
    `,
  )
})
