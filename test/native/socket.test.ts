import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { constants as os } from 'node:os'
import t from 'tap'
import {
  AF_NETLINK,
  AF_UNIX,
  addon,
  descriptors,
  i32,
  little,
  netlinkAddress,
  opened,
  pair,
  records,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_STREAM,
  SOL_SOCKET,
  type Socket,
  shared,
  text,
  texts,
} from './addon.ts'

const { errno } = os
const { constants } = addon

const statusOf = (fd: number): string => readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')

t.test('open creates a socket that is close-on-exec and non-blocking', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  const flags = Number.parseInt(/flags:\s*(\d+)/.exec(statusOf(socket.fd))?.[1] ?? '0', 8)
  t.ok(flags & 0o2000000, 'O_CLOEXEC')
  t.ok(flags & 0o4000, 'O_NONBLOCK')
  t.ok(fstatSync(socket.fd).mode & 0o140000, 'a socket')
  socket.close()
})

t.test('a refusal of the kernel is a negative errno', async (t) => {
  t.equal(addon.open(AF_NETLINK, SOCK_RAW, 9999), -93, 'EPROTONOSUPPORT')
  t.equal(addon.open(999, SOCK_RAW, 0), -errno.EAFNOSUPPORT)
  t.equal(addon.socketpair(AF_NETLINK, SOCK_RAW, 0), -errno.EOPNOTSUPP)
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  t.equal(socket.bind(new Uint8Array(2)), -errno.EINVAL)
  t.equal(socket.connect(new Uint8Array(1)), -errno.EINVAL)
  t.equal(socket.setsockopt(SOL_SOCKET, 9999, i32(1)), -errno.ENOPROTOOPT)
  t.equal(socket.getsockopt(SOL_SOCKET, 9999, new Uint8Array(4)), -errno.ENOPROTOOPT)
  t.equal(socket.receive(new Uint8Array(100), 65536), -errno.EINVAL, 'a slab without space for one window')
  t.equal(socket.receive(new Uint8Array(1000), 0), -errno.EINVAL, 'no window')
  t.equal(socket.send(new Array(1025).fill(text('x'))), -errno.EMSGSIZE, 'more buffers than sendmsg(2) takes')
  socket.close()
})

t.test('all calls on a closed socket return EBADF, and it can be closed again', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  t.equal(socket.close(), 0)
  t.equal(socket.close(), 0)
  t.equal(socket.fd, -1)
  const bytes = new Uint8Array(4096)
  const calls: [string, unknown][] = [
    ['bind', socket.bind(netlinkAddress())],
    ['connect', socket.connect(netlinkAddress())],
    ['getsockname', socket.getsockname(bytes)],
    ['setsockopt', socket.setsockopt(SOL_SOCKET, constants['SO_RCVBUF'] ?? 0, i32(1))],
    ['getsockopt', socket.getsockopt(SOL_SOCKET, constants['SO_RCVBUF'] ?? 0, bytes)],
    ['send', socket.send(bytes)],
    ['receive', socket.receive(bytes, 100)],
    ['exchange', socket.exchange(bytes, bytes, 100)],
    ['receiveFds', socket.receiveFds(bytes, 1)],
    ['sendFds', socket.sendFds(bytes, [])],
    ['poll', socket.poll(() => {})],
    ['startThread', socket.startThread([shared(4096), shared(4096)], 100, 0, () => {})],
    ['post', socket.post(1, bytes)],
    ['release', socket.release(0)],
  ]
  for (const [name, result] of calls) t.equal(result, -errno.EBADF, name)
  t.equal(socket.stopPolling(), 0)
  t.equal(socket.stopThread(), 0)
  socket.ref()
  socket.unref()
})

t.test('misuse is a TypeError', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  const wrong = (call: (socket: never) => unknown, name: string) =>
    t.throws(() => call(socket as never), { name: 'TypeError' }, name)
  wrong((s: { bind(a: string): number }) => s.bind('address'), 'bind')
  wrong((s: { bind(): number }) => s.bind(), 'no argument')
  wrong((s: { bind(a: Uint16Array): number }) => s.bind(new Uint16Array(4)), 'another typed array')
  wrong((s: { send(a: unknown): number }) => s.send([new Uint8Array(1), 'x']), 'send')
  wrong((s: { send(a: unknown): number }) => s.send({}), 'send an object')
  wrong((s: { receive(a: unknown, b: unknown): number }) => s.receive(new Uint8Array(9), '9'), 'receive')
  wrong((s: { poll(a: unknown): number }) => s.poll(undefined), 'poll')
  wrong((s: { post(a: unknown, b: unknown): number }) => s.post('1', new Uint8Array(1)), 'post')
  wrong((s: { sendFds(a: unknown, b: unknown): number }) => s.sendFds(new Uint8Array(1), ['0']), 'sendFds')
  wrong((s: { sendFds(a: unknown, b: unknown): number }) => s.sendFds(new Uint8Array(1), 0), 'sendFds')
  wrong((s: Socket) => s.startThread([{} as Uint8Array, {} as Uint8Array], 100, 0, () => {}), 'startThread')
  wrong((s: Socket) => s.startThread({} as Uint8Array[], 100, 0, () => {}), 'startThread')
  t.throws(() => addon.open('16' as unknown as number, 3, 0), { name: 'TypeError', message: /argument 1/ })
  t.throws(() => addon.adopt({} as unknown as number), { name: 'TypeError' })
  const boom = new Error('from a getter')
  const hostile = Object.defineProperty([], 0, {
    get() {
      throw boom
    },
  })
  t.throws(() => socket.send(hostile), boom, "the caller's own exception is not replaced")

  t.throws(() => Reflect.construct(socket.constructor, []), { name: 'TypeError', message: /comes from open/ })
  const prototype = Object.getPrototypeOf(socket) as Socket
  t.throws(() => prototype.close.call({} as Socket), { name: 'TypeError' }, 'a foreign receiver')
  t.throws(() => prototype.close.call(Object.create(socket)), { name: 'TypeError' }, 'an heir')
  t.throws(() => Reflect.get(prototype, 'fd', {}), { name: 'TypeError' }, 'a foreign receiver of the accessor')
  t.equal(socket.close(), 0)
})

t.test('bind, getsockname and socket options', async (t) => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  const name = new Uint8Array(12)
  const view = new DataView(name.buffer)
  t.equal(socket.bind(netlinkAddress(1)), 0)
  t.equal(socket.getsockname(name), 12)
  t.equal(view.getUint16(0, little), AF_NETLINK)
  t.not(view.getUint32(4, little), 0, 'the kernel chose a port')
  t.equal(view.getUint32(8, little), 1, 'the groups')
  const size = new Int32Array(1)
  t.equal(socket.setsockopt(SOL_SOCKET, constants['SO_RCVBUF'] ?? 0, i32(100_000)), 0)
  t.equal(socket.getsockopt(SOL_SOCKET, constants['SO_RCVBUF'] ?? 0, new Uint8Array(size.buffer)), 4)
  t.equal(size[0], 200_000, 'the kernel doubles it')
  t.equal(socket.getsockopt(SOL_SOCKET, constants['SO_TYPE'] ?? 0, new Uint8Array(size.buffer)), 4)
  t.equal(size[0], constants['SOCK_RAW'])
  socket.close()
})

t.test('connect selects the peer of send', async (t) => {
  // an abstract address exists as long as its socket
  const address = Uint8Array.of(...new Uint8Array(Uint16Array.of(AF_UNIX).buffer), 0, ...text(`rtnl-${process.pid}`))
  const server = opened(addon.open(AF_UNIX, SOCK_DGRAM, 0))
  const client = opened(addon.open(AF_UNIX, SOCK_DGRAM, 0))
  t.equal(server.bind(address), 0)
  t.equal(client.send(text('early')), -errno.ENOTCONN)
  t.equal(client.connect(address), 0)
  t.equal(client.send(text('hello')), 5)
  const slab = new Uint8Array(4096)
  t.strictSame(texts(records(slab, server.receive(slab, 100))), ['hello'])
  server.close()
  t.equal(client.send(text('late')), -errno.ECONNREFUSED)
  client.close()
})

t.test('adopt takes over an open socket, and only a socket', async (t) => {
  const [left, right] = pair(SOCK_STREAM)
  // a socket cannot be reopened by /proc/self/fd: passing it to ourselves gives a second descriptor
  t.equal(left.sendFds(text('x'), [right.fd]), 1)
  const received = right.receiveFds(new Uint8Array(1), 1)
  t.type(received, 'object')
  const fd = typeof received === 'object' ? (received.fds[0] ?? -1) : -1
  const adopted = opened(addon.adopt(fd))
  t.equal(adopted.fd, fd)
  left.send(text('y'))
  const slab = new Uint8Array(4096)
  t.strictSame(texts(records(slab, adopted.receive(slab, 100))), ['y'])
  adopted.close()
  t.throws(() => fstatSync(fd), { code: 'EBADF' }, 'closed with its owner')

  t.equal(addon.adopt(99999), -errno.EBADF)
  const file = openSync('/dev/null', 'r')
  t.equal(addon.adopt(file), -errno.ENOTSOCK)
  t.doesNotThrow(() => closeSync(file), 'what was refused is still open')
  left.close()
  right.close()
})

t.test('10,000 times open and close leave no descriptor open', async (t) => {
  const before = descriptors()
  for (let i = 0; i < 10_000; i++) opened(addon.open(AF_NETLINK, SOCK_RAW, 0)).close()
  t.equal(descriptors(), before)
})

t.test('the constants are those of this platform', async (t) => {
  t.match(constants, { AF_UNIX, SOCK_DGRAM, SOCK_RAW, SOCK_STREAM, SOL_SOCKET, MSG_TRUNC: 0x20, MSG_CTRUNC: 8 })
})
