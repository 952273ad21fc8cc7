/** The namespace helper alone, raw: what it answers to requests that make sense, and to those that do not. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import t from 'tap'
import { until } from '../until.ts'
import { addon, i32, little, opened, pair, root, SOCK_SEQPACKET, type Socket, text } from './addon.ts'

const PROGRAM = [
  `${process.env['RTNL_PREBUILD'] ?? root}/build/Release/setns`,
  `${root}/prebuilds/linux-${process.arch}/setns`,
]
const program = PROGRAM.find((path) => existsSync(path)) as string

const CREATE = 1
const ATTACH = 2
const DELETE = 3
const SOCKET = 4
const GET = 5
const SET = 6
const EPERM = 1
const EBADF = 9
const EINVAL = 22
const EBADMSG = 74

interface Helper {
  readonly socket: Socket
  readonly notes: Socket
  readonly child: ChildProcess
}

const SOL_SOCKET = 1
const SO_PASSCRED = 16

const start = (): Helper => {
  const [ours, theirs] = pair(SOCK_SEQPACKET)
  const [notes, hers] = pair(SOCK_SEQPACKET)
  theirs.setsockopt(SOL_SOCKET, SO_PASSCRED, i32(1))
  const child = spawn(program, ['serve'], { stdio: [theirs.fd, hers.fd, 'inherit'] })
  theirs.close()
  hers.close()
  return { socket: ours, notes, child }
}

const HEADER = 40
const [uid, gid] = [process.geteuid?.() ?? -1, process.getegid?.() ?? -1]
const NUMBER = 0x01020304

/** `numbers`: domain, type, protocol, backlog, options, umask. */
const request = (
  operation: number,
  payload: Uint8Array,
  numbers: readonly number[] = [0, 0, 0, -1, 0, 0],
  ids: readonly number[] = [uid, gid],
): Uint8Array => {
  const bytes = new Uint8Array(HEADER + payload.length)
  const view = new DataView(bytes.buffer)
  for (const [place, number] of [operation, NUMBER, ...ids, ...numbers].entries())
    view.setInt32(4 * place, number, little)
  bytes.set(payload, HEADER)
  return bytes
}

interface Answer {
  readonly errno: number
  readonly flags: number
  readonly text: string
  readonly fds: readonly number[]
}

const asked = async ({ socket }: Helper, bytes: Uint8Array, fds: readonly number[] = []): Promise<Answer> => {
  const into = new Uint8Array(200_000)
  socket.sendFds(bytes, fds)
  let got: ReturnType<Socket['receiveFds']> = -1
  await until(() => {
    got = socket.receiveFds(into, 4)
    return typeof got !== 'number'
  }, 'an answer')
  const { length, fds: came } = got as unknown as { length: number; fds: number[] }
  const view = new DataView(into.buffer)
  // a request without a whole header has no number
  const number = bytes.length < HEADER ? 0 : NUMBER
  if (view.getUint32(4, little) !== number) throw new Error(`the reply is to request ${view.getUint32(4, little)}`)
  const said = new TextDecoder().decode(into.subarray(16, length))
  return { errno: view.getInt32(8, little), flags: view.getUint32(12, little), text: said, fds: came }
}

const gone = async ({ socket, child }: Helper): Promise<unknown> => {
  const exit = once(child, 'exit')
  socket.close()
  return exit
}

t.test('requests that make no sense are refused, and others go on being answered', async (t) => {
  const helper = start()
  const refused: [string, Uint8Array, number, string][] = [
    ['no operation', request(0, text('')), EBADMSG, 'request'],
    ['none such', request(77, text('x')), EBADMSG, 'request'],
    ['cut short', new Uint8Array(5), EBADMSG, 'request'],
    ['too long', request(DELETE, new Uint8Array(196_609)), EBADMSG, 'request'],
    ['a name that leads away', request(CREATE, text('../x')), EINVAL, 'name'],
    ['a name with a NUL', request(DELETE, text('a\0b')), EINVAL, 'name'],
    ['a name that is too long', request(ATTACH, text('x'.repeat(256))), EINVAL, 'name'],
    ['no name', request(DELETE, text('')), EINVAL, 'name'],
    ['the folder', request(DELETE, text('.')), EINVAL, 'name'],
    ['an address that is too long', request(SOCKET, new Uint8Array(129), [2, 1, 0, -1, 0]), EINVAL, 'bind'],
    ['a path that leads away', request(GET, text('net/../kernel/hostname')), EINVAL, 'path'],
    ['another path', request(GET, text('kernel/hostname')), EINVAL, 'path'],
    ['a path that ends nowhere', request(GET, text('net/')), EINVAL, 'path'],
    ['a path that is too long', request(GET, text(`net/${'x'.repeat(600)}`)), EINVAL, 'path'],
    ['no value', request(SET, text('net/ipv4/ip_forward')), EINVAL, 'value'],
    ['no namespace', request(SOCKET, text(''), [2, 1, 0, -1, 0]), EBADF, 'setns'],
    ['no namespace for a sysctl', request(GET, text('net/ipv4/ip_forward')), EBADF, 'setns'],
  ]
  for (const [what, bytes, errno, call] of refused)
    t.match(await asked(helper, bytes), { errno, text: call, fds: [] }, what)
  t.same(await gone(helper), [0, null])
})

t.test('what is no namespace can not be entered', async (t) => {
  const helper = start()
  const { errno, text: call } = await asked(helper, request(SOCKET, text(''), [2, 1, 0, -1, 0]), [0])
  t.ok([EINVAL, EPERM].includes(errno))
  t.equal(call, 'setns')
  t.same(await gone(helper), [0, null])
})

t.test('signals that end others are not for it', async (t) => {
  const helper = start()
  await asked(helper, request(0, text('')))
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) helper.child.kill(signal)
  t.match(await asked(helper, request(0, text(''))), { errno: EBADMSG })
  const exit = once(helper.child, 'exit')
  helper.child.kill('SIGUSR1')
  t.same(await exit, [0, null], 'that of a parent that died is')
})

t.test('words it does not know', async (t) => {
  for (const words of [[], ['serv'], ['exec'], ['exec', '3', '4', '1', '-1', '-1', '', 'x']])
    t.same(await once(spawn(program, words, { stdio: 'ignore' }), 'exit'), [2, null], words.join(' '))
})

t.test('namespaces are opened and kept by the addon', async (t) => {
  const api = addon as unknown as {
    openNamespace(path: unknown): Socket | number
    adoptNamespace(fd: unknown): Socket | number
  }
  const own = api.openNamespace('/proc/self/ns/net') as Socket
  t.ok(own.fd > 0)
  t.equal(own.receive(new Uint8Array(128), 64) < 0, true, 'it is no socket')
  own.close()
  t.equal(own.fd, -1)
  t.equal(api.openNamespace('/proc/self/ns/mnt'), -EINVAL)
  t.equal(api.openNamespace('/dev/null'), -EINVAL)
  t.equal(api.openNamespace('/not/there'), -2)
  t.equal(api.openNamespace('x'.repeat(5000)), -36)
  t.equal(api.adoptNamespace(-1), -EBADF)
  t.throws(() => api.openNamespace(5), TypeError)
  t.throws(() => api.adoptNamespace('x'), TypeError)
  const socket = opened(addon.open(1, 1, 0))
  t.equal(api.adoptNamespace(socket.fd), -EINVAL, 'and it is closed')
})
