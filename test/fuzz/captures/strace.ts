/** Logs of strace with different options. */
import type { Format } from './formats.ts'
import type { Recorded } from './messages.ts'

const octal = (bytes: Uint8Array): string => `"${[...bytes].map((byte) => `\\${byte.toString(8)}`).join('')}"`
const hexadecimal = (bytes: Uint8Array): string =>
  `"${[...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`

/** What `-e read=all -e write=all` adds. */
const dumped = (bytes: Uint8Array): string[] => [
  ` * ${bytes.length} bytes in buffer 0`,
  ...Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const hex = [...bytes.subarray(row * 16, row * 16 + 16)].map((byte) => byte.toString(16).padStart(2, '0'))
    return ` | ${(row * 16).toString(16).padStart(5, '0')}  ${hex.join(' ').padEnd(49)} .... |`
  }),
]

const NAMES = { 0: 'NETLINK_ROUTE', 12: 'NETLINK_NETFILTER' } as const
const WORDS = { 0: 'ROUTE', 12: 'NETFILTER' } as const
const FDS = { 0: 3, 12: 4 } as const

const opened = (prefix: string): string[] =>
  ([0, 12] as const).map(
    (protocol) => `${prefix}socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, ${NAMES[protocol]}) = ${FDS[protocol]}`,
  )

/** The strings of the calls are the bytes. */
const withStrings =
  (quote: (bytes: Uint8Array) => string): Format =>
  (all) =>
    [
      ...opened(''),
      'write(1, "ready\\n", 6) = 6',
      ...all.flatMap(({ bytes, protocol }, index) => {
        const fd = FDS[protocol]
        const { length } = bytes
        return index % 2 === 0
          ? [`sendto(${fd}, ${quote(bytes)}, ${length}, 0, NULL, 0) = ${length}`]
          : [
              `recvfrom(${fd}, ${quote(bytes)}, ${length}, MSG_PEEK|MSG_TRUNC, NULL, NULL) = ${length}`,
              `recvfrom(${fd}, ${quote(bytes.subarray(0, 20))}..., 32768, 0, NULL, NULL) = ${length}`,
            ]
      }),
    ].join('\n')

/** Several processes and namespaces, calls of which are interrupted, and rows of bytes (`-f -ttt -T -e write=all`). */
const followed = (all: readonly Recorded[]): string =>
  [
    '17 1700000000.000001 execve("/usr/sbin/ip", ["ip"], 0x7ffe) = 0',
    '17 1700000000.000002 socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3<socket:[5]>',
    '17 1700000000.000003 clone(child_stack=NULL, flags=CLONE_FILES|SIGCHLD) = 18',
    ...all.flatMap(({ bytes }, index) => [
      `17 1700000000.000004 sendto(3<socket:[5]>, ${octal(bytes)}, ${bytes.length}, 0, NULL, 0 <unfinished ...>`,
      '18 setns(4</run/netns/blue>, CLONE_NEWNET) = 0',
      `17 1700000000.000005 <... sendto resumed>) = ${bytes.length} <0.000010>`,
      `18 recvmmsg(3, [{msg_hdr={msg_iov=[{iov_base=""..., iov_len=9}]}, msg_len=${bytes.length}}], 1, 0, NULL) = 1`,
      ' = 1 buffers in vector 0',
      ...dumped(bytes),
      ...(index % 2 === 0 ? ['18 dup2(3, 5) = 5', '18 close(5) = 0', '18 +++ exited with 0 +++'] : []),
    ]),
  ].join('\n')

/** `-f -yy -tt`: descriptors with what they refer to, threads in brackets. */
const annotated: Format = (all) =>
  all
    .flatMap(({ bytes, protocol }, index) => {
      const fd = `${FDS[protocol]}<NETLINK:[${WORDS[protocol]}:${4711 + (index % 3)}]>`
      const prefix = `[pid  ${17 + (index % 2)}] 12:34:56.00000${index % 10} `
      const iov = `msg_iov=[{iov_base=${hexadecimal(bytes)}, iov_len=${bytes.length}}], msg_iovlen=1`
      const header = `msg_name={sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, msg_namelen=12, ${iov}`
      return [
        `${prefix}sendmsg(${fd}, {${header}, msg_controllen=0, msg_flags=0}, 0) = ${bytes.length}`,
        `${prefix}sendmmsg(${fd}, [{msg_hdr={${header}}, msg_len=${bytes.length}}, {msg_hdr={${header}}, msg_len=9}], 2, 0) = 2`,
        `${prefix}readv(${fd}, [{iov_base=${hexadecimal(bytes)}, iov_len=8192}], 1) = ${bytes.length}`,
        `${prefix}sendto(5<UNIX:[77->78]>, "x", 1, 0, NULL, 0) = 1`,
      ]
    })
    .join('\n')

/** Strace's own reading of messages, which has no bytes. */
const itsOwnWords: Format = (all) =>
  [
    ...opened('9079  '),
    ...all.map(
      ({ bytes, protocol }) =>
        `9079  sendto(${FDS[protocol]}, [{nlmsg_len=${bytes.length}, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK, nlmsg_seq=0, nlmsg_pid=0}, {ifi_family=AF_UNSPEC, ifi_type=ARPHRD_NETROM, ifi_index=0, ifi_flags=0, ifi_change=0}], ${bytes.length}, 0, NULL, 0) = ${bytes.length}`,
    ),
  ].join('\n')

export const straceFormats: { readonly [name: string]: Format } = {
  strace: withStrings(octal),
  'strace -xx': withStrings(hexadecimal),
  'strace -x': withStrings((bytes) => (/^[ -~]*$/.test(bytes.toString()) ? octal(bytes) : hexadecimal(bytes))),
  'strace -f': followed,
  'strace -yy': annotated,
  'strace -f, words': (all) =>
    `${itsOwnWords(all)}\n${all.flatMap(({ bytes }) => ['9079  read(3, ""..., 9) = 40', ...dumped(bytes)]).join('\n')}`,
}
