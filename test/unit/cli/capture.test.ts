/** Bytes from text: every format that people paste, with any other text around it, in linear time. */
import fc from 'fast-check'
import t from 'tap'
import type { Datagram } from '../../../src/capture/datagram.ts'
import { DetectingReader } from '../../../src/capture/detect.ts'
import { InputError } from '../../../src/capture/input-error.ts'
import { hex, toHex } from '../../hex.ts'

const encoder = new TextEncoder()

/** Reads an input in parts of `size` bytes. */
const read = (input: Uint8Array, size = 1 << 16): Datagram[] => {
  const reader = new DetectingReader('le')
  const found: Datagram[] = []
  for (let at = 0; at < input.length; at += size) found.push(...reader.push(input.slice(at, at + size)))
  return [...found, ...reader.end()]
}

const blocksOf = (text: string, size?: number): Uint8Array[] =>
  read(encoder.encode(text), size).map(({ bytes }) => bytes)
const hexOf = (text: string): string[] => blocksOf(text).map((block) => Buffer.from(block).toString('hex'))

/** `RTM_NEWLINK eth0`, 40 bytes. */
const bytes = hex`
  28000000  // nlmsg_len
  1000      // nlmsg_type: RTM_NEWLINK
  0000      // nlmsg_flags
  00000000  // nlmsg_seq
  00000000  // nlmsg_pid
  00 00     // ifi_family, padding
  0100      // ifi_type: ARPHRD_ETHER
  07000000  // ifi_index
  03100000  // ifi_flags: IFF_UP, IFF_BROADCAST, IFF_MULTICAST
  00000000  // ifi_change
  0800 0300 65746830  // IFLA_IFNAME: eth0, without a NUL
`
const LINK = toHex(bytes)
const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'))

const octal = (byte: number): string => `\\${byte.toString(8)}`
const python = (byte: number): string =>
  byte === 0x5c || byte === 0x22
    ? `\\${String.fromCharCode(byte)}`
    : byte >= 0x20 && byte < 0x7f
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`
const escapedHex = (all: Uint8Array): string =>
  [...all].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')

/** The formats in which programs and languages print bytes. */
const FORMS: { readonly [name: string]: (all: Uint8Array) => string } = {
  'plain digits': (all) => Buffer.from(all).toString('hex'),
  'Python bytes': (all) => `b"${[...all].map(python).join('')}"`,
  'Python bytes of hexlify': (all) => `b'${Buffer.from(all).toString('hex')}'`,
  'Python list': (all) => `[${[...all].join(', ')}]`,
  'Python bytearray': (all) => `bytearray(b'${escapedHex(all)}')`,
  'Go %v': (all) => `[${[...all].join(' ')}]`,
  'Go %#v': (all) => `[]byte{${[...all].map((byte) => `0x${byte.toString(16)}`).join(', ')}}`,
  'Go array %#v': (all) => `[${all.length}]uint8{${[...all].map((byte) => `0x${byte.toString(16)}`).join(', ')}}`,
  'Rust {:?}': (all) => `vec![${[...all].join(', ')}]`,
  'Rust {:02x?}': (all) => `[${[...all].map((byte) => byte.toString(16).padStart(2, '0')).join(', ')}]`,
  'Node.js Buffer': (all) => `<Buffer ${[...all].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}>`,
  'Node.js Uint8Array': (all) => `Uint8Array(${all.length}) [\n${listed([...all])}\n]`,
  'C array': (all) =>
    `static const unsigned char request[${all.length}] = { // of ip\n${[...all].map((byte) => `0x${byte.toString(16)},`).join('\n')}\n};`,
  'C array, decimal': (all) => `uint8_t request[] = { ${[...all].join(', ')} };`,
  'C string': (all) =>
    `"${[...all]
      .map(octal)
      .map((text) => (text.length < 4 ? `\\${text.slice(1).padStart(3, '0')}` : text))
      .join('')}"`,
  'C strings': (all) => `"${escapedHex(all.subarray(0, 7))}" "${escapedHex(all.subarray(7))}";`,
  'C string in braces': (all) => `char request[] = { "${escapedHex(all)}" };`,
  'shell printf': (all) => escapedHex(all),
  'od -t x1': (all) => od(all, 1),
  'od -x': (all) => od(all, 2),
  'od -t x4': (all) => od(all, 4),
  hexdump: (all) => od(all, 2, 16),
  'xxd -i': (all) =>
    `unsigned char message_bin[] = {\n${listed([...all].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`))}\n};\nunsigned int message_bin_len = ${all.length};\n`,
  Wireshark: (all) =>
    rowsOf(all, 16)
      .map(([at, row]) => `${at.toString(16).padStart(4, '0')}   ${row.map(hexByte).join(' ')}   ....`)
      .join('\n'),
  base64: (all) => Buffer.from(all).toString('base64'),
  base64url: (all) => `"${Buffer.from(all).toString('base64url')}",`,
  'base64 of coreutils': (all) => `${Buffer.from(all).toString('base64').replace(/.{76}/g, '$&\n')}\n`,
  'strace sendto': (all) => `sendto(3, "${[...all].map(python).join('')}", ${all.length}, 0, NULL, 0) = ${all.length}`,
  'strace recvfrom': (all) => `[pid 77] recvfrom(3, "${escapedHex(all)}", 65536, 0, NULL, NULL)    = ${all.length}`,
  'strace sendmsg': (all) =>
    `sendmsg(3, {msg_name={sa_family=AF_NETLINK, nl_pid=0}, msg_namelen=12, msg_iov=[{iov_base="${escapedHex(all)}", iov_len=${all.length}}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = ${all.length}`,
  'strace resumed': (all) => `<... recvfrom resumed>"${escapedHex(all)}", 65536, 0, NULL, NULL) = ${all.length}`,
}

const hexByte = (byte: number): string => byte.toString(16).padStart(2, '0')

const rowsOf = (all: Uint8Array, size: number): (readonly [number, number[]])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, row) => [
    row * size,
    [...all.subarray(row * size, row * size + size)],
  ])

/** The output of od, and of hexdump with the radix 16: words of a little-endian machine. */
const od = (all: Uint8Array, size: number, radix = 8): string => {
  const offset = (at: number): string => at.toString(radix).padStart(7, '0')
  const lines = rowsOf(all, 16).map(([at, row]) => {
    const words = rowsOf(Uint8Array.from([...row, ...Array((size - (row.length % size)) % size).fill(0)]), size)
    return `${offset(at)} ${words.map(([, word]) => word.reverse().map(hexByte).join('')).join(' ')}`
  })
  return [...lines, offset(all.length), ''].join('\n')
}

const listed = (all: readonly (number | string)[]): string =>
  Array.from(
    { length: Math.ceil(all.length / 12) },
    (_, row) => `  ${all.slice(12 * row, 12 * row + 12).join(', ')},`,
  ).join('\n')

t.test('every format of the same bytes', async (t) => {
  for (const [name, print] of Object.entries(FORMS)) {
    t.same(hexOf(print(bytes)), [LINK], name)
    t.same(blocksOf(print(bytes), 3), blocksOf(print(bytes)), `${name}, in small parts`)
  }
})

t.test('a line of millions of digits', async (t) => {
  // more than 8,388,608 digits
  const long = Buffer.alloc((1 << 22) + 4)
  long.writeUInt32LE(long.length)
  t.same(
    blocksOf(long.toString('hex')).map((block) => block.length),
    [long.length],
  )
})

/** Random messages: decimal and hexadecimal lists are distinguished by whether they form messages. */
const message = fc.uint8Array({ minLength: 0, maxLength: 60 }).map((payload) => {
  const made = Buffer.alloc(16 + payload.length)
  made.writeUInt32LE(made.length)
  made.writeUInt16LE(77, 4)
  made.set(payload, 16)
  return new Uint8Array(made)
})

t.test('any message in every format', async (t) => {
  for (const [name, print] of Object.entries(FORMS)) {
    const isRead = (all: Uint8Array): boolean => {
      const [block, ...more] = blocksOf(print(all))
      return more.length === 0 && block !== undefined && Buffer.compare(block, all) === 0
    }
    t.doesNotThrow(() => fc.assert(fc.property(message, isRead), { numRuns: 100 }), name)
  }
})

t.test('any text is bytes or an InputError', async (t) => {
  const piece = fc.constantFrom(
    ...'[]{}()<>"\'\\#/:;,.*|= \t\r\n0123456789abfxz'.split(''),
    ...['sendmsg(3, {', 'recvfrom(', 'iov_base="', ') = 5', '0x', '\\x', '<Buffer ', '...', 'byte', 'b"', 'MSG_PEEK'],
    ...[
      '00000000: ',
      '00000010  ',
      ' | 00000  ',
      '00 ',
      '0010',
      '28000000',
      '\u2026',
      '\u00e9',
      '\ud800',
      'nlmsg_len=',
    ],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      try {
        for (const block of blocksOf(pieces.join(''))) if (!(block instanceof Uint8Array)) return false
        return true
      } catch (error) {
        if (error instanceof InputError) return true
        throw error
      }
    }),
    { numRuns: 20_000 },
  )
  t.pass('20000 texts')
})

t.test('lists whose numbers may be decimal or hexadecimal', async (t) => {
  t.same(hexOf('[10 11 12]'), ['0a0b0c'], 'decimal, as lists usually are')
  t.same(hexOf('[10 0c 12]'), ['100c12'])
  t.same(hexOf('[00 11 12]'), ['001112'], 'no list of numbers has 00')
  t.same(hexOf('[0x10, 11]'), ['1011'], 'one that is marked tells of all')
  t.throws(() => hexOf('[10 256]'), { message: 'line 1 is no hexadecimal text: "[10 256]"' }, 'no byte')
})

t.test('rows of a dump', async (t) => {
  const row = (offset: number, all: readonly string[]): string =>
    `${offset.toString(16).padStart(8, '0')}  ${all.slice(0, 8).join(' ')}  ${all.slice(8).join(' ')}  |...|`
  const rows = [row(0, pairs.slice(0, 16)), row(16, pairs.slice(16, 32)), row(32, pairs.slice(32))]
  t.same(hexOf(rows.join('\n')), [LINK])
  t.same(hexOf(rows.slice(1).join('\n')), [LINK.slice(32)], 'from the middle of a file')
  t.same(hexOf([...rows, ...rows].join('\n')), [LINK, LINK], 'offset 0 begins another one')
  t.throws(() => hexOf([rows[0], rows[2]].join('\n')), {
    name: 'InputError',
    message: 'line 2 is at offset 32 where 16 comes next: rows are missing',
  })
  const zeros = row(16, Array(16).fill('00'))
  t.same(hexOf([rows[0], zeros, '*', '00000040', ''].join('\n')), [
    LINK.slice(0, 32) + '00'.repeat(24),
    '00'.repeat(24),
  ])
  t.same(hexOf([rows[0], zeros, '*', row(64, ['41']), ''].join('\n')), [
    LINK.slice(0, 32) + '00'.repeat(24),
    `${'00'.repeat(24)}41`,
  ])
  t.throws(() => hexOf([rows[0], '*', 'ffffffff'].join('\n')), {
    message: 'line 3 is at offset 4294967295: more than 4194304 bytes are left out',
  })
  t.same(hexOf(['00000000: 4141 4242  AABB', '*', ''].join('\n')), ['41414242'])
})

t.test('truncated input, and input without bytes', async (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ['<Buffer 28 00 00 00 ... 36 more bytes>', 'line 1 is cut short: "... 36 more bytes>"'],
    ['[40, 0, 0, \u2026]', 'line 1 is cut short: "\u2026]"'],
    ['b"\\x28\\q"', 'line 1 holds an escape that is no byte: "\\\\q\\""'],
    ['b"\\777"', 'line 1 holds an escape that is no byte: "\\\\777\\""'],
    ['b"\\0\u00e9"', 'line 1 holds a character that is no byte: "\u00e9\\""'],
    ['40 bytes [40 0 0 0]', 'line 1 is no hexadecimal text: "40 bytes [40 0 0 0]"'],
    ['request', 'line 1 is no hexadecimal text: "request"'],
    ['request 28', 'line 1 is no hexadecimal text: "request 28"'],
    ['[28 a]\n[1 23 fff]', 'line 2 is no hexadecimal text: "[1 23 fff]"'],
    ['0000000 282828', 'line 1 is no hexadecimal text: "0000000 282828"'],
    ['QUJDREVGR0hJSktMTU5PUFFSU', 'line 1 is no hexadecimal text: "QUJDREVGR0hJSktMTU5PUFFSU"'],
    ['QUJDREVGR0hJSktMTU5PUFFSUwAA\n!', 'line 2 is no hexadecimal text: "!"'],
    ['/28', 'line 1 is no hexadecimal text: "/28"'],
    ['123 "\\0"', 'line 1 is no hexadecimal text: "123 \\"\\\\0\\""'],
  ]
  for (const [text, message] of cases) t.throws(() => blocksOf(text), { name: 'InputError', message }, text)
})

/** Processor time of `call` in milliseconds: the minimum of some tries. */
const cost = (call: () => unknown): number => {
  let least = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 3; tries++) {
    const before = process.cpuUsage()
    call()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

t.test('digits that may be hexadecimal or base64', async (t) => {
  const message = `FAAAABAB${'A'.repeat(19)}`
  t.same(hexOf(message), ['1400000010010000000000000000000000000000'], 'base64, since that is a message')
  t.same(hexOf('A'.repeat(44)), ['aa'.repeat(22)], 'the length of no message')
  t.same(hexOf(`FBBB${'A'.repeat(40)}`), [`fbbb${'aa'.repeat(20)}`], 'a length that is too long')
})

t.test('the time is linear for any text', async (t) => {
  const texts = [
    'sendmsg(3, {',
    'recvfrom(3, "',
    'sendto) = ',
    ' resumed>',
    '(',
    '[',
    '{28',
    '"',
    "'",
    '"\\',
    '\\x',
    '28 ',
    '28',
    '0 ',
    '[1 ',
    'byte ',
    '#',
    '0x',
    '<Buffer ',
    ' ',
    '\n',
    '28\n',
    '\n# 28 ',
    '[28\n',
    '00000000: 28\n',
    '00000000  28 28\n*\n',
    ' | 00000  28\n',
    '0x28, [',
    'sendto(3, "\\x28\\0", 2) = 2\n',
  ]
  const ways: readonly ((unit: string, size: number) => string)[] = [
    (unit, size) => unit.repeat(size / unit.length),
    // a dump, and the log of a tracer with one line of it
    (unit, size) => `00000000: 2828\n${unit.repeat(size / unit.length)}`,
    (unit, size) => `sendto(3, "\\x28", 1) = 1\n${unit.repeat(size / unit.length)}`,
  ]
  const reading = (input: Uint8Array) => () => {
    try {
      read(input)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
    }
  }
  const SIZE = 1 << 14
  for (const unit of texts)
    for (const way of ways) {
      const small = cost(reading(encoder.encode(way(unit, SIZE))))
      const large = cost(reading(encoder.encode(way(unit, 8 * SIZE))))
      // for 8 times as much text, a linear algorithm takes about 8 times as long, a quadratic one 64 times
      t.ok(large < 50 || large < 24 * Math.max(small, 2), `${JSON.stringify(unit)}: ${small} ms, then ${large} ms`)
    }
})
