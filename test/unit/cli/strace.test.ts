/** Logs of strace: whose datagram it is, which way it went, which protocol it has, what is missing. */
import t from 'tap'
import type { Datagram } from '../../../src/capture/datagram.ts'
import { MOST } from '../../../src/capture/datagram.ts'
import { DetectingReader } from '../../../src/capture/detect.ts'
import { InputError } from '../../../src/capture/input-error.ts'
import type { StraceOptions } from '../../../src/capture/strace/reader.ts'
import { StraceReader } from '../../../src/capture/strace/reader.ts'

/** A message of 20 bytes; `mark` makes it recognizable. */
const message = (mark: number, length = 20): Buffer => {
  const bytes = Buffer.alloc(length)
  bytes.writeUInt32LE(length)
  bytes.writeUInt16LE(0x77, 4)
  bytes[length - 1] = mark
  return bytes
}

const escaped = (bytes: Uint8Array): string =>
  `"${[...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`
const data = (mark: number): string => escaped(message(mark))

const dump = (bytes: Uint8Array): string[] =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const hex = [...bytes.subarray(row * 16, row * 16 + 16)].map((byte) => byte.toString(16).padStart(2, '0'))
    return ` | ${(row * 16).toString(16).padStart(5, '0')}  ${`${hex.slice(0, 8).join(' ').padEnd(23)}  ${hex.slice(8).join(' ')}`.padEnd(48)}  ................ |`
  })

const read = (lines: readonly string[], options?: StraceOptions): Datagram[] => {
  const reader = new StraceReader(options)
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  const found: Datagram[] = []
  // small parts, which cut lines anywhere
  for (let at = 0; at < bytes.length; at += 7) found.push(...reader.push(bytes.subarray(at, at + 7)))
  return [...found, ...reader.end()]
}

/** `>20 4/route ip[17] fd 3`: direction, mark, protocol, socket. */
const shown = (lines: readonly string[], options?: StraceOptions): string[] =>
  read(lines, options).map(({ bytes, direction, protocol, socket, missing = 0 }) =>
    [
      direction === undefined ? '?' : direction === 'sent' ? '>' : '<',
      bytes.length === 0 ? 'none' : bytes.at(-1),
      protocol ?? 'unknown',
      ...(socket === undefined ? [] : [socket.label]),
      ...(socket?.netns === undefined ? [] : [`in ${socket.netns}`]),
      ...(missing === 0 ? [] : [`without ${missing}`]),
    ].join(' '),
  )

const ROUTE = 'socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3'
const send = (fd: string, mark: number): string => `sendto(${fd}, ${data(mark)}, 20, 0, NULL, 0) = 20`
const receive = (fd: string, mark: number): string => `recvfrom(${fd}, ${data(mark)}, 8192, 0, NULL, NULL) = 20`

t.test('every call that sends or receives', async (t) => {
  const iov = (mark: number): string => `[{iov_base=${data(mark)}, iov_len=20}]`
  t.same(
    shown([
      ROUTE,
      send('3', 1),
      `send(3, ${data(2)}, 20, 0) = 20`,
      `sendmsg(3, {msg_name={sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, msg_namelen=12, msg_iov=${iov(3)}, msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 20`,
      `write(3, ${data(4)}, 20)       = 20`,
      `writev(3, ${iov(5)}, 1) = 20`,
      `recvmsg(3, {msg_name={sa_family=AF_NETLINK}, msg_iov=${iov(6)}, msg_flags=0}, 0) = 20`,
      `read(3, ${data(7)}, 65536) = 20`,
      `readv(3, ${iov(8)}, 1) = 20`,
      receive('3', 9),
      `recv(3, ${data(10)}, 8192, 0) = 20`,
      `sendmmsg(3, [{msg_hdr={msg_iov=${iov(11)}, msg_iovlen=1}, msg_len=20}, {msg_hdr={msg_iov=${iov(12)}}, msg_len=20}], 2, 0) = 2`,
      `recvmmsg(3, [{msg_hdr={msg_iov=${iov(13)}}, msg_len=20}], 4, 0, NULL) = 1 (left {tv_sec=0, tv_nsec=5})`,
    ]),
    [
      ...['> 1', '> 2', '> 3', '> 4', '> 5', '< 6', '< 7', '< 8', '< 9', '< 10', '> 11', '> 12', '< 13'].map(
        (text) => `${text} 0 fd 3`,
      ),
    ],
  )
})

t.test('a message in several buffers is one datagram', async (t) => {
  const bytes = message(5, 40)
  const parts = [bytes.subarray(0, 16), bytes.subarray(16)]
  const iov = parts.map((part) => `{iov_base=${escaped(part)}, iov_len=${part.length}}`).join(', ')
  t.same(
    read([ROUTE, `sendmsg(3, {msg_iov=[${iov}], msg_iovlen=2}, 0) = 40`]).map(({ bytes }) => [...bytes]),
    [[...bytes]],
  )
  const rows = parts.flatMap((part, index) => [` * ${part.length} bytes in buffer ${index}`, ...dump(part)])
  const dumped = read([ROUTE, 'sendmsg(3, {msg_iov=[...]}, 0) = 40', ...rows])
  t.same(
    dumped.map(({ bytes }) => [...bytes]),
    [[...bytes]],
  )
})

t.test('rows replace the strings of their call', async (t) => {
  const rows = [
    ' = 1 buffers in vector 0',
    ' * 20 bytes in buffer 0',
    ...dump(message(7)),
    ' = 1 buffers in vector 1',
    ' * 20 bytes in buffer 0',
    ...dump(message(8)),
  ]
  const lines = [
    ROUTE,
    'recvmmsg(3, [{msg_hdr={...}, msg_len=20}, {msg_hdr={...}, msg_len=20}], 8, 0, NULL) = 2',
    ...rows,
  ]
  t.same(shown(lines), ['< 7 0 fd 3', '< 8 0 fd 3'])
  const cut = `sendto(3, ${escaped(message(1).subarray(0, 4))}..., 20, 0, NULL, 0) = 20`
  t.same(shown([ROUTE, cut, ...dump(message(9))]), ['> 9 0 fd 3'])
  t.same(shown([...dump(message(1)), ...dump(message(2)), ...dump(message(3))]), [
    '? 1 unknown',
    '? 2 unknown',
    '? 3 unknown',
  ])
  const other = ['read(4</etc/hosts>, ""..., 4096) = 20', ...dump(message(3))]
  t.same(shown([ROUTE, ...other, send('3', 4)]), ['> 4 0 fd 3'], 'rows of a file are ignored')
  const truncated = ['recvmsg(3, {msg_flags=MSG_TRUNC}, MSG_TRUNC) = 60', ...dump(message(3))]
  t.same(shown([ROUTE, ...truncated]), ['< 3 0 fd 3 without 40'])
  t.equal(read([ROUTE, ...truncated])[0]?.why, 'the buffer of the program was too small')
})

t.test('a socket is known by what -y and -yy print', async (t) => {
  const netfilter = 'socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER) = 4<socket:[77]>'
  t.same(
    shown([
      netfilter,
      send('9<socket:[77]>', 1),
      `17 ${send('5<NETLINK:[ROUTE:1234]>', 2)}`,
      `18 ${receive('6<NETLINK:[ROUTE:1234]>', 3)}`,
      send('5<NETLINK:[78]>', 4),
      send('7<UNIX-STREAM:[5->6]>', 5),
      send('8<TCP:[127.0.0.1:5->127.0.0.1:6]>', 6),
      `write(1</dev/pts/0<char 136:0>>, ${data(7)}, 20) = 20`,
      `write(1<pipe:[5]>, ${data(7)}, 20) = 20`,
    ]),
    ['> 1 12 fd 4', '> 2 0 process[17] fd 5', '< 3 0 process[17] fd 5', '> 4 unknown fd 5'],
  )
  t.same(
    shown(['socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3<NETLINK:[5]>', send('3<NETLINK:[ROUTE:-7]>', 1)]),
    ['> 1 0 fd 3'],
    'the annotation changes when it is bound',
  )
  t.same(shown([`socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3<NETLINK:[5]>`, send('3<NETLINK:[GENERIC:-7]>', 1)]), [
    '> 1 16 fd 3',
  ])
})

t.test('protocols', async (t) => {
  const made = (protocol: string): string => `socket(AF_NETLINK, SOCK_DGRAM, ${protocol}) = 3`
  const protocols = ['NETLINK_GENERIC', 'NETLINK_INET_DIAG', '0x1f /* NETLINK_??? */', '21', 'NETLINK_SURPRISE']
  t.same(
    protocols.map((protocol) => read([made(protocol), send('3', 1)]).map((found) => found.protocol)),
    [[16], [4], [31], [21], [undefined]],
  )
})

t.test('descriptors of processes and threads', async (t) => {
  t.same(
    shown([
      '17 execve("/usr/sbin/ip", ["ip", "link"], 0x7ffe /* 12 vars */) = 0',
      `17 ${ROUTE}`,
      '17 clone3({flags=CLONE_VM|CLONE_FILES|CLONE_THREAD}, 88) = 18',
      `18 ${send('3', 1)}`,
      '18 socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER) = 4',
      `17 ${send('4', 2)}`,
      '17 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD) = 19',
      '17 clone(child_stack=NULL, flags=SIGCHLD) = 0',
      `19 ${send('3', 3)}`,
      '19 close(3) = 0',
      `19 ${send('3', 4)}`,
      `17 ${send('3', 5)}`,
      '17 dup(3) = 7',
      `17 ${send('7', 6)}`,
      '17 fcntl(4, F_DUPFD_CLOEXEC, 3) = 8',
      `17 ${send('8', 7)}`,
      '17 fcntl(4, F_SETFD, FD_CLOEXEC) = 0',
      '17 dup2(99, 8) = 8',
      '17 dup2(x, 8) = 8',
      '17 close(x) = 0',
      `17 write(8, ${data(8)}, 20) = 20`,
      '17 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3',
      `17 ${send('3', 9)}`,
      '19 +++ exited with 0 +++',
      '+++ exited with 0 +++',
      `20 ${send('4', 10)}`,
      `[pid 17] ${send('4', 11)}`,
      `17<iproute> ${send('4', 12)}`,
    ]),
    [
      '> 1 0 ip[17] fd 3',
      '> 2 12 ip[17] fd 4',
      '> 3 0 ip[17] fd 3',
      '> 4 unknown',
      '> 5 0 ip[17] fd 3',
      '> 6 0 ip[17] fd 3',
      '> 7 12 ip[17] fd 4',
      '> 10 12 ip[17] fd 4',
      '> 11 12 ip[17] fd 4',
      '> 12 12 ip[17] fd 4',
    ],
  )
  t.same(
    shown(['18 socket(AF_NETLINK, SOCK_RAW, 0) = 4', '17 vfork() = 18', `18 ${send('4', 1)}`]),
    ['> 1 0 process[18] fd 4'],
    'the child was quicker than its parent',
  )
})

t.test('calls that are interrupted by others', async (t) => {
  t.same(
    shown([
      `17 ${ROUTE}`,
      `17 sendto(3, ${data(1)}, 20, 0, NULL, 0 <unfinished ...>`,
      '18 recvfrom(3,  <unfinished ...>',
      '17 <... sendto resumed>) = 20',
      `18 <... recvfrom resumed>${data(2)}, 8192, 0, NULL, NULL) = 20`,
      '19 recvmsg(3,  <unfinished ...>',
      '19 recvfrom(3,  <unfinished ...>',
      `19 <... recvmsg resumed>${data(3)}, 8192, 0) = 20`,
      `20 <... recvfrom resumed>${data(4)}, 8192, 0) = 20`,
    ]),
    ['> 1 0 process[17] fd 3', '< 2 0 process[17] fd 3', '< 3 unknown', '< 4 unknown'],
  )
})

t.test('unfinished calls do not fill the memory', async (t) => {
  const reader = new StraceReader({ isLive: true })
  const push = (text: string): Datagram[] => reader.push(Buffer.from(`${text}\n`))
  push(`17 ${ROUTE}`)
  push(`17 sendto(3, ${data(1)}, 20, 0, NULL, 0 <unfinished ...>`)
  push(`18 sendto(3, ${data(2)}, 20, 0, NULL, 0 <unfinished ...>`)
  const long = `"${'a'.repeat(MOST - 200)}"`
  push(`19 write(3, ${long}, 1 <unfinished ...>`)
  push('17 <... sendto resumed>) = 20')
  push('18 <... sendto resumed>) = 20')
  t.match(reader.end(), [{ bytes: message(2) }], 'the oldest one is forgotten')
})

t.test('namespaces', async (t) => {
  const made = (fd: number): string => `socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = ${fd}`
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['setns(5</run/netns/blue>, CLONE_NEWNET) = 0', 'blue'],
    ['setns(5</var/run/netns/blue>, 0) = 0', 'blue'],
    ['setns(5<\\x2f\\x72\\x75\\x6e\\x2f\\x6e\\x65\\x74\\x6e\\x73\\x2f\\x62>, 0) = 0', 'b'],
    ['setns(5<net:[4026532000]>, 0) = 0', 'net:[4026532000]'],
    ['setns(5</proc/9/ns/net>, 0) = 0', '/proc/9/ns/net'],
    ['setns(5, CLONE_NEWNET) = 0', 'unknown'],
    ['setns(5</proc/9/ns/mnt>, CLONE_NEWNS) = 0', undefined],
    ['setns(x, CLONE_NEWNS) = 0', undefined],
    ['unshare(CLONE_NEWNS|CLONE_NEWNET) = 0', 'namespace unshared by 17'],
    ['unshare(CLONE_NEWNS) = 0', undefined],
    ['unshare(CLONE_NEWNET) = -1 EPERM (Operation not permitted)', undefined],
  ]
  for (const [line, netns] of cases)
    t.equal(read([`17 ${line}`, `17 ${made(3)}`, `17 ${send('3', 1)}`])[0]?.socket?.netns, netns, line)
  t.same(
    shown(
      [
        `17 ${made(3)}`,
        '17 clone(child_stack=NULL, flags=CLONE_NEWNET|SIGCHLD) = 18',
        `18 ${made(4)}`,
        `18 ${send('4', 1)}`,
        '18 fork() = 19',
        `19 ${made(5)}`,
        `19 ${send('5', 2)}`,
        `17 ${send('3', 3)}`,
      ],
      { netns: 'red' },
    ),
    [
      '> 1 0 process[18] fd 4 in namespace cloned for 18',
      '> 2 0 process[19] fd 5 in namespace cloned for 18',
      '> 3 0 process[17] fd 3 in red',
    ],
  )
})

t.test('times', async (t) => {
  const timesOf = (...lines: string[]): (number | undefined)[] => read([ROUTE, ...lines]).map(({ time }) => time)
  t.same(timesOf(send('3', 1)), [undefined])
  t.same(timesOf(`1796067764.341428 ${send('3', 1)} <0.000018>`), [1796067764341428])
  t.same(timesOf(`1796067764.341428 ${receive('3', 1)} <0.000018>`), [1796067764341446])
  t.same(timesOf(`01:02:03 ${receive('3', 1)} <not a time>`, `12:00:00.5 ${send('3', 1)}`), [3723e6, 43200.5e6])
  t.same(timesOf(`[pid    17] 01:02:03 ${send('3', 1)}`), [3723e6])
})

t.test('a log whose process numbers look like offsets', async (t) => {
  const lines = [`8347  21:27:40 ${ROUTE}`, `8347  21:27:41 ${send('3', 1)}`, '']
  const reader = new DetectingReader('le')
  const found = [...reader.push(Buffer.from(lines.join('\n'))), ...reader.end()]
  t.match(found, [{ socket: { label: 'process[8347] fd 3' } }])
})

t.test('what is no datagram of netlink', async (t) => {
  const peek = `recvmsg(3, {msg_iov=[{iov_base=${data(1)}, iov_len=20}]}, MSG_PEEK|MSG_TRUNC) = 20`
  const unknown = [
    `sendto(5, "GET / HTTP/1.1", 14, 0, NULL, 0) = 14`,
    `sendto(5, "GET / HTTP/1.1\\r\\nHost: example", 30, 0, NULL, 0) = 30`,
    `sendto(5, ${data(2)}, 20, 0, {sa_family=AF_UNIX, sun_path="/run/x"}, 8) = 20`,
    `write(5, ${data(3)}, 20) = 20`,
    `sendto(5, ${data(4)}, 20, 0, NULL, 0) = -1 EAGAIN (Resource temporarily unavailable)`,
    `sendto(5, ${data(5)}, 20, 0, NULL, 0) = ?`,
    `sendto(x, ${data(6)}, 20, 0, NULL, 0) = 20`,
  ]
  const odd = [
    ...[
      '--- SIGCHLD {si_signo=SIGCHLD} ---',
      'strace: Process 18 attached',
      'text (of a program)',
      ' = ',
      '(',
      ') = 5',
    ],
    ...[
      'f(1) <... x resumed>) = 1',
      '<... nothing',
      'a(',
      `${'x'.repeat(300)}sendto(3) = 20`,
      'exit_group(0) = ?',
      'x(1) = 0x7f',
      'getpid() = seventeen',
    ],
    ...[
      'sendto(3, "\\x14\\0, 20, 0, NULL, 0) = 20',
      'execve(NULL) = 0',
      'sendmmsg(3, [{msg_hdr={}, msg_len=x}], 1) = 1',
    ],
  ]
  t.same(shown([ROUTE, peek, ...unknown, ...odd, send('3', 7)]), ['> 6 unknown', '> 7 0 fd 3'])
  const named = `sendto(3, ${escaped(Buffer.concat([message(8), Buffer.from('MSG_PEEK')]))}, 28, 0, NULL, 0) = 28`
  t.same(read([ROUTE, named]).length, 1, 'the word is data')
  const big = Buffer.from('00000014007700010000000100000000', 'hex')
  t.same(read([`sendto(5, ${escaped(big)}..., 20, 0, NULL, 0) = 20`]).length, 1, 'of a big-endian machine')
})

t.test('what is missing is reported', async (t) => {
  const cut = `sendto(3, ${escaped(message(1).subarray(0, 17))}..., 20, 0, NULL, 0) = 20`
  t.same(shown([ROUTE, cut]), ['> 0 0 fd 3 without 3'])
  t.equal(read([ROUTE, cut])[0]?.why, 'strace cut the string; -s 1000000 prints all')
  const decoded = 'sendto(3, [{nlmsg_len=20, nlmsg_type=RTM_GETLINK}], 20, 0, NULL, 0) = 20'
  t.same(shown([ROUTE, decoded, send('3', 1)]), ['> none 0 fd 3 without 20', '> 1 0 fd 3'])
  t.throws(() => read([ROUTE, decoded]), {
    name: 'InputError',
    message: 'these are calls without their bytes; strace prints them with -e read=all -e write=all',
  })
  t.throws(() => read([ROUTE]), { name: 'InputError', message: /^this log of strace contains no data of netlink/ })
  t.same(read([ROUTE], { isLive: true }), [])
  t.throws(() => read([ROUTE, `sendto(3, "\\q", 20, 0, NULL, 0) = 20`]), InputError)
})

t.test('a log that is still written', async (t) => {
  const protocolOf = (inode: string, thread: number | undefined): number | undefined =>
    inode === '5' && thread === 17 ? 12 : undefined
  const reader = new StraceReader({ isLive: true, protocolOf })
  const push = (text: string): Datagram[] => reader.push(Buffer.from(text))
  t.same(push(`17 ${send('3<socket:[5]>', 1)}\n | 00000  00`), [], 'rows may follow')
  t.same(reader.idle(), [], 'a line has not ended')
  t.same(push('\n'), [])
  t.match(reader.idle(), [{ protocol: 12, socket: { label: 'process[17] fd 3' } }])
  t.same(reader.idle(), [])
  t.match([...push(`18 ${send('3<socket:[5]>', 1)}\n`), ...reader.end()], [{ protocol: 12 }], 'it is remembered')
  t.match([...push(`18 ${send('3<socket:[6]>', 1)}\n`), ...reader.end()], [{ protocol: undefined }])
})

t.test('a log with more sockets than are remembered', async (t) => {
  const opened = Array.from({ length: 5000 }, (_, fd) => `17 socket(AF_NETLINK, SOCK_RAW, 0) = ${fd}<socket:[${fd}]>`)
  const forks = Array.from({ length: 5000 }, (_, index) => `17 fork() = ${1000 + index}`)
  const lines = [
    ...opened,
    ...forks,
    `17 ${send('4999', 1)}`,
    `17 ${send('1<socket:[1]>', 2)}`,
    `5999 ${send('4998', 3)}`,
  ]
  t.same(shown(lines), ['> 1 0 process[17] fd 4999', '> 2 unknown', '> 3 0 process[17] fd 4998'])
})
