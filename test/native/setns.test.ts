/** The namespace helper alone: its replies to valid and to invalid requests. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { until } from '../until.ts'
import {
  addon,
  getLoopback,
  i32,
  little,
  netlinkAddress,
  opened,
  pair,
  root,
  SOCK_SEQPACKET,
  type Socket,
  text,
} from './addon.ts'
import {
  type Answer,
  ATTACH,
  answer,
  CREATE,
  DELETE,
  GET,
  ids,
  request,
  SET,
  SO_PASSCRED,
  SOCKET,
  SOL_SOCKET,
  STALE,
  TEXT_MAXIMUM,
} from './requests.ts'

const PROGRAM = [
  `${process.env['RTNL_PREBUILD'] ?? root}/build/Release/setns`,
  `${root}/prebuilds/linux-${process.arch}/setns`,
]
const program = PROGRAM.find((path) => existsSync(path)) as string

const EPERM = 1
const EBADF = 9
const EINVAL = 22
const EBADMSG = 74

interface Helper {
  readonly socket: Socket
  readonly notes: Socket
  readonly child: ChildProcess
}

/** `early`: a request that is sent before the kernel is asked to add credentials. */
const start = (early?: Uint8Array): Helper => {
  const [ours, theirs] = pair(SOCK_SEQPACKET)
  const [notes, hers] = pair(SOCK_SEQPACKET)
  if (early !== undefined) ours.sendFds(early, [])
  theirs.setsockopt(SOL_SOCKET, SO_PASSCRED, i32(1))
  const child = spawn(program, ['serve'], { stdio: [theirs.fd, hers.fd, 'inherit'] })
  theirs.close()
  hers.close()
  return { socket: ours, notes, child }
}

const replied = async ({ socket }: Helper): Promise<Answer> => {
  let got: Answer | number = -1
  await until(() => {
    got = answer(socket)
    return typeof got !== 'number'
  }, 'an answer')
  return got as unknown as Answer
}

const asked = (helper: Helper, bytes: Uint8Array, fds: readonly number[] = []): Promise<Answer> => {
  helper.socket.sendFds(bytes, fds)
  return replied(helper)
}

const gone = async ({ socket, child }: Helper): Promise<unknown> => {
  const exit = once(child, 'exit')
  socket.close()
  return exit
}

t.test('invalid requests are refused, and later ones are still answered', async (t) => {
  const helper = start()
  const refused: [string, Uint8Array, number, string][] = [
    ['no operation', request(0, text('')), EBADMSG, 'request'],
    ['none such', request(77, text('x')), EBADMSG, 'request'],
    ['cut short', new Uint8Array(5), EBADMSG, 'request'],
    ['too long', request(DELETE, new Uint8Array(TEXT_MAXIMUM + 1)), EBADMSG, 'request'],
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

/** The sections and segments of a program, as readelf prints them. */
const readelf = (flag: string, file: string): string =>
  execFileSync('readelf', [flag, '-W', file], { encoding: 'utf8' })

t.test(
  'what node-gyp builds is static, position-independent and read-only after relocation, or is not built',
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'rtnl-gyp-'))
    const text = readFileSync(join(root, 'native/binding.gyp'), 'utf8').replace(/^\s*#.*$/gm, '')
    const { targets } = JSON.parse(text) as { targets: { [key: string]: string & string[] }[] }
    const target = targets.find(({ target_name }) => target_name === 'setns') ?? {}
    const { sources = [], defines = [], cflags_c = [], ldflags = [] } = target
    const file = join(folder, 'setns')
    const words = [...defines.map((word) => `-D${word}`), ...cflags_c, ...sources, ...ldflags, '-o', file]
    execFileSync('gcc', words, { cwd: join(root, 'native') })
    t.match(readelf('-h', file), /Type: +DYN /)
    const segments = readelf('-l', file)
    t.notMatch(segments, / INTERP /)
    t.match(segments, / GNU_RELRO /)
    t.match(segments, /GNU_STACK .* RW /)
    t.notMatch(readelf('-d', file), /NEEDED|TEXTREL/)
    const built = execFileSync('scripts/build-native.sh', ['--helper'], { cwd: root, encoding: 'utf8' })
      .trim()
      .split('\n')
    t.same(sources.map((source) => `native/${source}`).sort(), built.sort(), 'of the same files as those in prebuilds/')
    rmSync(folder, { recursive: true })
  },
)

t.test('a file that is not a namespace cannot be entered', async (t) => {
  const helper = start()
  const { errno, text: call } = await asked(helper, request(SOCKET, text(''), [2, 1, 0, -1, 0]), [0])
  t.ok([EINVAL, EPERM].includes(errno))
  t.equal(call, 'setns')
  t.same(await gone(helper), [0, null])
})

t.test('every reply has the number of its request, and so does a note', async (t) => {
  const helper = start()
  const first = { number: 0x11223344 }
  t.match(await asked(helper, request(GET, text('x'), undefined, first)), { operation: GET, ...first })
  t.match(await asked(helper, request(0, text(''), undefined, { number: 7 })), { operation: 0, number: 7 })
  t.match(
    await asked(helper, new Uint8Array(35)),
    { operation: 0, number: 0, errno: EBADMSG },
    'one cut short has none',
  )
  await gone(helper)
})

t.test('the credentials of the requester are checked', async (t) => {
  const [uid, gid] = ids()
  for (const [what, claims] of [
    ['another user', [uid + 1, gid]],
    ['another group', [uid, gid + 1]],
  ] as const) {
    const helper = start()
    const exit = once(helper.child, 'exit')
    const refused = { errno: EPERM, flags: STALE, text: 'credentials', fds: [] }
    t.match(await asked(helper, request(CREATE, text(''), undefined, { claims })), refused, what)
    t.same(await exit, [0, null], 'it ends')
    helper.socket.close()
  }
  // a process other than the one that started it
  const helper = start()
  const exit = once(helper.child, 'exit')
  const bytes = Buffer.from(request(CREATE, text(''))).toString('base64')
  const other = `import os, base64; os.write(3, base64.b64decode('${bytes}'))`
  await once(spawn('python3', ['-c', other], { stdio: ['ignore', 'inherit', 'inherit', helper.socket.fd] }), 'exit')
  t.same(await exit, [0, null], 'another process')
  t.match(answer(helper.socket), { errno: EPERM, flags: STALE, text: 'credentials', fds: [] })
  helper.socket.close()
})

t.test('a requester without credentials is refused', async (t) => {
  const helper = start(request(CREATE, text('')))
  const exit = once(helper.child, 'exit')
  t.match(await replied(helper), { errno: EPERM, flags: STALE })
  t.same(await exit, [0, null])
  helper.socket.close()
})

t.test('unexpected descriptors are closed', async (t) => {
  const helper = start()
  const open = (): string[] => readdirSync(`/proc/${helper.child.pid}/fd`)
  await asked(helper, request(0, text('')))
  const before = open()
  t.same(before, ['0', '1', '2', '3'], 'nothing but its sockets, its standard error and its namespace')
  for (const fds of [[0], [0, 0], [0, 0, 0], Array(253).fill(0)]) {
    const found = await asked(helper, request(SOCKET, text(''), [2, 1, 0, -1, 0]), fds)
    t.match(found, fds.length === 1 ? { text: 'setns' } : { errno: EBADMSG, text: 'request' }, `${fds.length} of them`)
    await asked(helper, request(0, text('')))
    t.same(open(), before)
  }
  t.same(await gone(helper), [0, null])
})

t.test('a new namespace comes with a socket in it', async (t) => {
  const helper = start()
  const { errno, fds } = await asked(helper, request(CREATE, text('')))
  t.equal(errno, 0)
  t.equal(fds.length, 2)
  const [namespace, netlink] = fds as [number, number]
  t.match(readlinkSync(`/proc/self/fd/${namespace}`), /^net:\[\d+\]$/)
  const socket = opened(addon.adopt(netlink))
  t.equal(socket.bind(netlinkAddress()), 0)
  const into = new Uint8Array(8192)
  t.ok(socket.send(getLoopback(0x01020304)) > 0)
  t.ok(socket.receive(into, 4096) > 0, 'it is non-blocking, and the kernel has replied')
  socket.close()
  closeSync(namespace)
  t.same(await gone(helper), [0, null])
})

t.test('only a network namespace gets a name', async (t) => {
  const helper = start()
  const files = ['/etc/hostname', '/proc/self/ns/mnt', '/dev/null', '/proc/self/ns'].map((path) => openSync(path, 'r'))
  for (const fd of files)
    t.match(await asked(helper, request(ATTACH, text('x')), [fd]), { errno: EINVAL, text: 'namespace' })
  t.match(await asked(helper, request(ATTACH, text('x'))), { errno: EBADF, text: 'fstatfs' })
  for (const fd of files) closeSync(fd)
  t.same(await gone(helper), [0, null])
})

t.test('signals that end other processes are ignored', async (t) => {
  const helper = start()
  await asked(helper, request(0, text('')))
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) helper.child.kill(signal)
  t.match(await asked(helper, request(0, text(''))), { errno: EBADMSG })
  const exit = once(helper.child, 'exit')
  helper.child.kill('SIGUSR1')
  t.same(await exit, [0, null], 'that of a parent that died is')
})

t.test('unknown arguments', async (t) => {
  for (const words of [
    [],
    ['serv'],
    ['exec'],
    ['exec', '3', '4', '1', '-', '-', '', 'x'],
    ['exec', 'x', '4', '1', '-', '-', '', 'x', 'true'],
    ['exec', '-1', '4', '1', '-', '-', '', 'x', 'true'],
    ['exec', '3', '99999999999', '1', '-', '-', '', 'x', 'true'],
    ['exec', '3', '4', '2', '-', '-', '', 'x', 'true'],
    ['exec', '3', '4', '', '-', '-', '', 'x', 'true'],
    ['exec', '3', '200', '1', '-', '-', '', 'x', 'true'],
  ])
    t.same(await once(spawn(program, words, { stdio: 'ignore' }), 'exit'), [2, null], words.join(' '))
})

/** Starts a program by the helper, which must refuse before it does anything; resolves with its report. */
const refusalOf = async (uid: string, gid: string, name: string): Promise<[errno: number, what: string]> => {
  const words = ['exec', '3', '4', '0', uid, gid, name, 'touch', '/not/there']
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit', 'ignore', 'pipe'] })
  const parts: Buffer[] = []
  child.stdio[4]?.on('data', (part: Buffer) => parts.push(part))
  const [code] = await once(child, 'close')
  if (code !== 127) throw new Error(`exit code ${code}`)
  const report = Buffer.concat(parts)
  const view = new DataView(report.buffer, report.byteOffset)
  return [view.getInt32(0, little), report.subarray(12).toString()]
}

t.test('users and groups must be numbers, or nothing is run', async (t) => {
  const wrong = [
    '',
    ' ',
    '-1',
    '--',
    '+0',
    ' 0',
    '0 ',
    '00',
    '07',
    '0x0',
    '1e3',
    'root',
    'nobody',
    'NaN',
    '4294967295',
    '4294967296',
    '18446744073709551616',
    '1'.repeat(5000),
    '\u0660',
    '1\n',
  ]
  for (const word of wrong) {
    t.same(await refusalOf(word, '-', ''), [EINVAL, 'uid'], JSON.stringify(word.slice(0, 20)))
    t.same(await refusalOf('-', word, ''), [EINVAL, 'gid'], JSON.stringify(word.slice(0, 20)))
  }
  for (const name of ['../x', 'a/b', '.', '..', 'x'.repeat(256)])
    t.same(await refusalOf('-', '-', name), [EINVAL, 'name'], name)
  // valid ones are accepted, and the next check fails: descriptor 3 is not a namespace
  for (const word of ['-', '0', '1', '65534', '4294967294'])
    t.same((await refusalOf(word, word, 'blue'))[1], 'setns', word)
})

t.test('the addon opens and keeps namespaces', async (t) => {
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
  t.throws(() => api.openNamespace(0.5), TypeError)
  t.throws(() => api.adoptNamespace('x'), TypeError)
  const socket = opened(addon.open(1, 1, 0))
  t.equal(api.adoptNamespace(socket.fd), -EINVAL, 'and it is closed')
})
