/** The receive function of a monitor's I/O thread: many small datagrams per call, in the usual records. */
import { constants as os } from 'node:os'
import t from 'tap'
import { until } from '../until.ts'
import {
  AF_NETLINK,
  addon,
  ERROR_RECEIVE,
  getLoopback,
  i32,
  messageOf,
  opened,
  pair,
  type Record,
  records,
  SOCK_DGRAM,
  SOCK_RAW,
  SOL_SOCKET,
  type Socket,
  shared,
} from './addon.ts'

const { SO_RCVBUF } = addon.constants as { SO_RCVBUF: number }
const MSG_TRUNC = 0x20
/** Microseconds. */
const COALESCE = 2000

interface Started {
  got: Record[]
  deliveries: number[]
}

const start = (socket: Socket, window: number, slab: number): Started => {
  const slabs = [shared(slab), shared(slab)]
  const started: Started = { got: [], deliveries: [] }
  const onSlab = (index: number, used: number): void => {
    started.got.push(...records(slabs[index] as Uint8Array, used))
    started.deliveries.push(used)
    socket.release(index)
  }
  const status = socket.startThread(slabs, window, 0, onSlab, COALESCE, 0)
  if (status !== 0) throw new Error(`errno ${-status}`)
  return started
}

/** Bytes that distinguish datagrams, and offsets within one. */
const pattern = (length: number, salt: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * 7 + salt * 31 + (at >> 8)) & 255)

t.test('datagrams of all lengths, complete up to the window', async (t) => {
  const window = 1500
  const [left, right] = pair(SOCK_DGRAM)
  const { got } = start(right, window, 4096)
  const lengths = [1, 7, 8, 9, 511, 512, 513, 520, 1023, 1499, 1500, 1501, 3000, 0, 2]
  for (const [salt, length] of lengths.entries()) {
    await until(() => left.send(pattern(length, salt)) === length, 'room to send')
  }
  await until(() => got.length === lengths.length, 'all of them')
  for (const [salt, length] of lengths.entries()) {
    const { data, flags, length: told, control } = got[salt] as Record
    const stored = Math.min(length, window)
    t.strictSame(data.subarray(0, stored), pattern(length, salt).subarray(0, stored), `${length} bytes`)
    t.strictSame(
      { flags, told, control: control.length },
      { flags: length > window ? MSG_TRUNC : 0, told: length, control: 0 },
    )
  }
  left.close()
  right.close()
})

t.test('a window that fits the first part of the receive buffer', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const { got } = start(right, 100, 2048)
  left.send(pattern(101, 3))
  await until(() => got.length === 1, 'it')
  t.match(got[0], { length: 101, flags: MSG_TRUNC })
  t.strictSame(got[0]?.data.subarray(0, 100), pattern(101, 3).subarray(0, 100))
  left.close()
  right.close()
})

t.test('more datagrams than one call receives and a slab holds arrive in order, and none is lost', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  socket.setsockopt(SOL_SOCKET, SO_RCVBUF, i32(1 << 20))
  const count = 100
  for (let sequence = 1; sequence <= count; sequence++) t.ok(socket.send(getLoopback(sequence)) > 0)
  const { got, deliveries } = start(socket, 8192, 16_384)
  await until(() => got.length === count, 'all answers')
  t.strictSame(
    got.map((record) => messageOf(record).sequence),
    Array.from({ length: count }, (_, i) => i + 1),
  )
  t.ok(deliveries.length > 4, 'in several slabs')
  t.ok(
    got.every(({ sender }) => sender.length === 12 && sender[0] === AF_NETLINK),
    'each with its sender',
  )
  socket.close()
})

t.test('an overrun is reported in sequence, before the datagrams received later', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  socket.setsockopt(SOL_SOCKET, SO_RCVBUF, i32(16_384))
  for (let sequence = 1; sequence <= 64; sequence++) socket.send(getLoopback(sequence))
  const { got } = start(socket, 8192, 65_536)
  await until(() => got.length > 1, 'what there is')
  t.equal(got[0]?.flags, ERROR_RECEIVE + os.errno.ENOBUFS)
  const [, ...answers] = got
  t.ok(answers.length < 64, 'some are gone')
  t.strictSame(
    answers.map((record) => messageOf(record).sequence),
    answers.map((_, i) => i + 1),
  )
  socket.post(1, getLoopback(65))
  await until(() => messageOf(got.at(-1) as Record).sequence === 65, 'the answer to one more')
  socket.close()
})
