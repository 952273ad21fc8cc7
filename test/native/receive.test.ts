import { closeSync, fstatSync } from 'node:fs'
import { constants as os } from 'node:os'
import t from 'tap'
import {
  AF_NETLINK,
  AF_UNIX,
  addon,
  descriptors,
  ERROR_RECEIVE,
  getLoopback,
  i32,
  little,
  messageOf,
  opened,
  pair,
  RTM_NEWLINK,
  records,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_SOCKET,
  text,
  texts,
} from './addon.ts'

const { errno } = os
const { MSG_TRUNC = 0, MSG_CTRUNC = 0, SO_RCVBUF = 0 } = addon.constants
const SO_PASSCRED = 16
const SCM_RIGHTS = 1
const SO_PASSPIDFD = 76
const SCM_CREDENTIALS = 2

t.test('many datagrams become one record each, 8-aligned, in order', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const sent = Array.from({ length: 100 }, (_, i) => 'x'.repeat(i % 17) + i)
  const slab = new Uint8Array(65536).fill(0xee)
  t.equal(right.receive(slab, 100), 0, 'nothing to read')
  for (let i = 0; i < sent.length; i += 10) {
    for (const string of sent.slice(i, i + 10)) t.equal(left.send(text(string)), string.length)
    const used = right.receive(slab, 100)
    const found = records(slab, used)
    t.strictSame(texts(found), sent.slice(i, i + 10))
    for (const { at, size, length, flags, control } of found) {
      t.equal(at % 8, 0)
      t.equal(size, 32 + ((length + 7) & ~7))
      t.equal(flags, 0)
      t.equal(control.length, 0)
      t.strictSame([...slab.subarray(at + 32 + length, at + size)], Array(size - 32 - length).fill(0), 'zero padding')
    }
  }
  left.close()
  right.close()
})

t.test('a full slab leaves the rest for the next call', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  for (const string of ['one', 'two', 'three']) left.send(text(string))
  // space for a window, its header and its control messages, but not for a record before them
  const slab = new Uint8Array(32 + 512 + 104 + 8)
  t.strictSame(texts(records(slab, right.receive(slab, 104))), ['one'])
  t.strictSame(texts(records(slab, right.receive(slab, 104))), ['two'])
  t.strictSame(texts(records(slab, right.receive(slab, 104))), ['three'])
  t.equal(right.receive(slab, 104), 0)
  t.equal(right.receive(slab.subarray(16), 104), -errno.EINVAL, '8 bytes less are too few')
  left.close()
  right.close()
})

t.test('a datagram larger than the window is truncated, marked as such, and has its full length', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  left.send(new Uint8Array(5000).fill(7))
  left.send(text('next'))
  const slab = new Uint8Array(8192).fill(0xee)
  const [cut, next] = records(slab, right.receive(slab, 101))
  t.equal(cut?.length, 5000)
  t.equal(cut?.flags, MSG_TRUNC)
  t.equal(cut?.size, 32 + 104)
  t.strictSame(cut?.data.subarray(0, 101), new Uint8Array(101).fill(7))
  t.strictSame(cut?.data.subarray(101), new Uint8Array(3), 'nothing past the window')
  t.strictSame(texts(next === undefined ? [] : [next]), ['next'])
  left.close()
  right.close()
})

t.test('the sender is in the record, truncated to 16 bytes', async (t) => {
  const bound = (path: string) => {
    const socket = opened(addon.open(AF_UNIX, SOCK_DGRAM, 0))
    const address = Uint8Array.of(...new Uint8Array(Uint16Array.of(AF_UNIX).buffer), 0, ...text(path))
    t.equal(socket.bind(address), 0)
    return { socket, address }
  }
  const server = bound(`to-${process.pid}`)
  const short = bound(`a${process.pid % 10_000}`)
  const long = bound(`a-rather-long-name-${process.pid}`)
  for (const { socket } of [short, long]) {
    t.equal(socket.connect(server.address), 0)
    t.equal(socket.send(text('hello')), 5)
  }
  const slab = new Uint8Array(8192)
  const [first, second] = records(slab, server.socket.receive(slab, 100))
  t.strictSame(first?.sender, short.address)
  t.strictSame(second?.sender, long.address.slice(0, 16))
  for (const { socket } of [server, short, long]) socket.close()
})

t.test('control messages precede the data, which is at the right offset with and without them', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const slab = new Uint8Array(8192)
  const expected = i32(process.pid)
  left.send(text('without'))
  t.equal(right.setsockopt(SOL_SOCKET, SO_PASSCRED, i32(1)), 0)
  left.send(text('with'))
  left.send(text('with again'))
  const found = records(slab, right.receive(slab, 100))
  t.equal(right.setsockopt(SOL_SOCKET, SO_PASSCRED, i32(0)), 0)
  left.send(text('without again'))
  found.push(...records(slab, right.receive(slab, 100)))
  t.strictSame(texts(found), ['without', 'with', 'with again', 'without again'])
  // credentials are added on delivery, so the first one has them too
  for (const { control } of found.slice(1, 3)) {
    const view = new DataView(control.buffer)
    t.equal(view.getInt32(8, little), SOL_SOCKET)
    t.equal(view.getInt32(12, little), SCM_CREDENTIALS)
    t.strictSame(control.slice(16, 20), expected, 'our pid')
  }
  t.equal(found[3]?.control.length, 0)
  left.close()
  right.close()
})

t.test('an empty datagram is a record of length 0, and not the end', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const slab = new Uint8Array(8192)
  for (const string of ['a', '', 'b']) left.send(text(string))
  const found = records(slab, right.receive(slab, 100))
  t.strictSame(texts(found), ['a', '', 'b'])
  t.match(found[1], { length: 0, flags: 0, size: 32 })
  left.close()
  right.close()
})

for (const [name, type] of [['stream', SOCK_STREAM] as const, ['seqpacket', SOCK_SEQPACKET] as const]) {
  t.test(`the end of a ${name} is one empty record`, async (t) => {
    const [left, right] = pair(type)
    const slab = new Uint8Array(8192)
    left.send(text('last'))
    left.close()
    const found = records(slab, right.receive(slab, 100))
    t.strictSame(texts(found), ['last', ''])
    t.match(found[1], { length: 0, size: 32 })
    t.equal(right.send(text('x')), -errno.EPIPE, 'and no SIGPIPE')
    right.close()
  })
}

t.test('an error is a record in sequence with the datagrams', async (t) => {
  const [left, right] = pair(SOCK_SEQPACKET)
  const slab = new Uint8Array(8192)
  left.send(text('read after the error'))
  right.send(text('unread'))
  left.close()
  // if a unix connection is closed with unread data, its peer gets ECONNRESET, once
  const found = records(slab, right.receive(slab, 100))
  t.strictSame(
    found.map(({ flags, length, size }) => ({ flags, length, size })),
    [
      { flags: ERROR_RECEIVE + errno.ECONNRESET, length: 0, size: 32 },
      { flags: 0, length: 20, size: 56 },
      { flags: 0, length: 0, size: 32 },
    ],
  )
  right.close()

  const unconnected = opened(addon.open(AF_UNIX, SOCK_STREAM, 0))
  const stays = records(slab, unconnected.receive(slab, 100))
  t.strictSame(
    stays.map(({ flags }) => flags),
    [ERROR_RECEIVE + errno.EINVAL],
    'a permanent error is reported once',
  )
  unconnected.close()
})

t.test('exchange sends and receives in one call', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  const slab = new Uint8Array(65536 + 4096)
  const [link, ...more] = records(slab, socket.exchange(getLoopback(77), slab, 65536))
  t.equal(more.length, 0)
  t.match(link === undefined ? undefined : messageOf(link), { type: RTM_NEWLINK, sequence: 77 })
  t.equal(link?.flags, 0, 'no MSG_CMSG_CLOEXEC of the kernel in it')
  t.strictSame(link?.sender, Uint8Array.of(...new Uint8Array(Uint16Array.of(AF_NETLINK).buffer), ...Array(10).fill(0)))

  const both = new Uint8Array(2 * 65536)
  const answers = records(both, socket.exchange([getLoopback(1), getLoopback(2)], both, 65536))
  t.strictSame(
    answers.map((record) => messageOf(record).sequence),
    [1, 2],
    'several buffers are one sendmsg',
  )
  t.equal(socket.exchange(getLoopback(1), slab, 70_000), -errno.EINVAL, 'no room: nothing is sent')
  t.equal(socket.receive(slab, 65536), 0)
  t.equal(socket.exchange(new Array(1025).fill(text('x')), slab, 65536), -errno.EMSGSIZE)
  socket.close()

  const [left, right] = pair(SOCK_DGRAM)
  t.equal(left.exchange(text('hello'), slab, 100), 0, 'no answer yet')
  t.strictSame(texts(records(slab, right.receive(slab, 100))), ['hello'])
  right.close()
  t.equal(left.exchange(text('hello'), slab, 100), -errno.ECONNREFUSED)
  left.close()
})

t.test('bound functions send a range of bytes', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  const slab = new Uint8Array(65536 + 4096)
  const request = getLoopback(77)
  const bytes = new Uint8Array(8 + request.length + 5).fill(0xee)
  bytes.set(request, 8)
  const end = 8 + request.length
  const { exchange, send } = socket.boundCalls()
  const [link, ...more] = records(slab, exchange(bytes, 8, end, slab, 65536, 1))
  t.equal(more.length, 0)
  t.match(link === undefined ? undefined : messageOf(link), { type: RTM_NEWLINK, sequence: 77 })
  t.equal(records(slab, exchange(bytes, 8, end, slab, 65536, 0)).length, 1, 'all there is')
  t.equal(exchange(bytes, 8, end, slab, 70_000, 1), -errno.EINVAL, 'no room')

  t.equal(send(bytes, 8, end), 1, 'something has come')
  t.equal(records(slab, socket.receive(slab, 65536)).length, 1, 'and is there still')
  const mute = new Uint8Array(16)
  new DataView(mute.buffer).setUint32(0, 16, little)
  t.equal(send(mute, 0, 16), 0)

  for (const [from, to] of [
    [9, 8],
    [0, bytes.length + 1],
    [4_000_000_000, 4_000_000_001],
  ] as const) {
    t.throws(() => exchange(bytes, from, to, slab, 65536, 1), /^argument 3 must be within the bytes$/)
    t.throws(() => send(bytes, from, to), /^argument 3 must be within the bytes$/)
  }
  for (const wrong of [['x'], [bytes, 'x'], [bytes, 8, 'x']])
    for (const way of [exchange, send]) t.throws(() => (way as (...values: unknown[]) => number)(...wrong), TypeError)
  for (const wrong of [[], [slab, 'x'], [slab, 100]])
    t.throws(() => (exchange as (...values: unknown[]) => number)(bytes, 8, end, ...wrong), TypeError)
  socket.close()
  t.equal(exchange(bytes, 8, end, slab, 65536, 1), -errno.EBADF)
  t.equal(send(bytes, 8, end), -errno.EBADF)

  const [left, right] = pair(SOCK_DGRAM)
  const { send: tell } = left.boundCalls()
  t.equal(tell(text('hello'), 1, 5), 0)
  t.strictSame(texts(records(slab, right.receive(slab, 100))), ['ello'])
  right.close()
  t.equal(tell(text('hello'), 1, 5), -errno.ECONNREFUSED)
  left.close()
})

t.test('polling does not consume a socket error', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  socket.setsockopt(SOL_SOCKET, SO_RCVBUF, i32(1))
  const { send } = socket.boundCalls()
  const request = getLoopback(77)
  for (let sent = 0; sent < 20; sent++) t.equal(send(request, 0, request.length), 1)
  const slab = new Uint8Array(2 * 65536)
  t.ok(
    records(slab, socket.receive(slab, 65536)).some(({ flags }) => flags === ERROR_RECEIVE + errno.ENOBUFS),
    'the overrun is reported',
  )
  socket.close()
})

t.test('1,024 buffers are sent as one datagram', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const slab = new Uint8Array(8192)
  t.equal(left.send(Array.from({ length: 1024 }, (_, i) => Uint8Array.of(i))), 1024)
  t.strictSame(
    records(slab, right.receive(slab, 2000)).map(({ data }) => data),
    [Uint8Array.from({ length: 1024 }, (_, i) => i)],
  )
  t.equal(left.send([]), 0, 'none at all are an empty one')
  t.match(records(slab, right.receive(slab, 2000)), [{ length: 0, flags: 0 }])
  left.close()
  right.close()
})

t.test('descriptors are passed by sendFds and receiveFds', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const [passed, other] = pair(SOCK_DGRAM)
  const before = descriptors()
  const into = new Uint8Array(16)
  t.equal(right.receiveFds(into, 4), -errno.EAGAIN)
  t.equal(left.sendFds(text('two'), [passed.fd, other.fd]), 3)
  const received = right.receiveFds(into, 4)
  if (typeof received === 'number') return t.fail(`errno ${-received}`)
  t.equal(received.length, 3)
  t.equal(received.fds.length, 2)
  t.strictSame(into.subarray(0, 3), text('two'))
  t.not(received.fds[0], passed.fd, 'a descriptor of our own')
  for (const fd of received.fds) t.ok(fstatSync(fd).isSocket())
  const copies = received.fds.map((fd) => opened(addon.adopt(fd)))
  copies[0]?.send(text('through the copy'))
  const slab = new Uint8Array(4096)
  t.strictSame(texts(records(slab, other.receive(slab, 100))), ['through the copy'])
  t.equal(addon.adopt(copies[0]?.fd ?? -1), -errno.EBUSY, 'a descriptor has one owner')
  for (const copy of copies) copy.close()

  t.equal(left.sendFds(text('none'), []), 4)
  t.strictSame(right.receiveFds(into, 4), { length: 4, fds: [] })
  t.equal(left.sendFds(text('x'), [99999]), -errno.EBADF)
  t.equal(left.sendFds(text('x'), new Array(254).fill(passed.fd)), -errno.EINVAL)

  t.equal(left.sendFds(text('three'), [passed.fd, passed.fd, passed.fd]), 5)
  const cut = right.receiveFds(into, 1)
  if (typeof cut === 'number') return t.fail(`errno ${-cut}`)
  t.equal(cut.fds.length, 1, 'as many as requested')
  opened(addon.adopt(cut.fds[0] ?? -1)).close()
  t.equal(descriptors(), before, 'the others were never ours')

  t.equal(left.sendFds(text('ignored'), [passed.fd, other.fd]), 7)
  const [record] = records(slab, right.receive(slab, 100))
  t.strictSame(record?.data, text('ignored'))
  t.equal(new DataView(record?.control.buffer ?? new ArrayBuffer(16)).getInt32(12, little), SCM_RIGHTS)
  t.strictSame(record?.control.slice(16), Uint8Array.of(...i32(-1), ...i32(-1)), 'their numbers are void')
  t.equal(descriptors(), before, 'receive() closes what came along')
  for (const socket of [left, right, passed, other]) socket.close()
})

t.test(
  'a descriptor of the sender’s process, which an adopted socket may be set up to receive, is closed',
  async (t) => {
    const [left, right] = pair(SOCK_DGRAM)
    const [passed, other] = pair(SOCK_DGRAM)
    // Linux 6.5
    const known = right.setsockopt(SOL_SOCKET, SO_PASSPIDFD, i32(1)) === 0
    const before = descriptors()
    const slab = new Uint8Array(4096)
    left.send(text('plain'))
    const [record] = records(slab, right.receive(slab, 100))
    t.equal(record?.control.length, known ? 24 : 0)
    t.equal(descriptors(), before)
    left.sendFds(text('two'), [passed.fd, other.fd])
    const received = right.receiveFds(slab, 40)
    if (typeof received === 'number') return t.fail(`errno ${-received}`)
    t.equal(received.fds.length, 2, 'what was sent, and nothing else')
    t.equal(descriptors(), before + 2)
    for (const fd of received.fds) closeSync(fd)
    for (const socket of [left, right, passed, other]) socket.close()
  },
)

t.test('more control messages than there is space for are truncated, and no descriptor leaks', async (t) => {
  const [left, right] = pair(SOCK_DGRAM)
  const before = descriptors()
  const slab = new Uint8Array(4096)
  t.equal(left.sendFds(text('many'), new Array(200).fill(left.fd)), 4)
  const [record] = records(slab, right.receive(slab, 100))
  t.equal(record?.flags, MSG_CTRUNC)
  t.strictSame(record?.data, text('many'))
  t.equal(descriptors(), before)
  left.close()
  right.close()
})
