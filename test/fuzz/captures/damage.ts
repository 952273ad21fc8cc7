/** Damages inputs of any format: bytes, fields, numbers, lines, ends, and parts of another input. */
import { EDGES } from './messages.ts'
import type { Source } from './source.ts'

/** Bytes that mean something in some format. */
const PIECES = [
  ...[
    '\n',
    '0',
    'f',
    '"',
    '\\',
    '(',
    ')',
    ' = ',
    '[',
    ']',
    '{',
    '}',
    '*',
    '\n*\n',
    '<... x resumed>',
    'MSG_PEEK',
    '...',
  ],
  ...['\xff\xff\xff\xff', '\0\0\0\0', '\0\x80', ' <unfinished ...>', '<socket:[5]>', '\n\n', '\x10', '-1', '\\x', '0x'],
  ...['b"', '<Buffer ', '\r\n', '\xef\xbb\xbf', '#', '//', 'msg_hdr=', 'msg_len=-1', 'iov_base="', ' | 00000  ', '| '],
  ...[
    'socket(AF_NETLINK, 3, NETLINK_ROUTE) = 3\n',
    '17 clone(flags=CLONE_FILES) = 17\n',
    '[pid 17]',
    ' * ',
    '{"',
    'null',
  ],
  ...['1e999', '-0', '[[[[[[[[', '{"a":', '\\u0000', '\ud800', '__proto__', '9'.repeat(40), '\x0a\x0d\x0d\x0a'],
  ...['\x4d\x3c\x2b\x1a', '\xd4\xc3\xb2\xa1', '\x1f\x8b'],
].map((text) => Buffer.from(text, 'latin1'))

/** Numbers that overflow something. */
const WIDE = [
  ...EDGES,
  0x10000,
  1 << 24,
  0x3ffffff,
  0x4000000,
  0x4000001,
  0x7fffffff,
  0x80000000,
  0xfffffff0,
  0xffffffff,
]

type Damage = (bytes: Buffer, source: Source, other: Buffer) => Buffer

const somewhere = ({ length }: Buffer, source: Source): number => source.below(length + 1)

/** Writes a number where a field of binary formats may be. */
const field: Damage = (bytes, source) => {
  const at = somewhere(bytes, source) & ~1
  const wide = source.below(2) === 0
  if (at + (wide ? 4 : 2) > bytes.length) return bytes
  const value = source.one(wide ? WIDE : EDGES)
  if (wide) bytes.writeUInt32LE(value, at & ~3)
  else if (source.rarely(4)) bytes.writeUInt16BE(value, at)
  else bytes.writeUInt16LE(value, at)
  return bytes
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

/** Replaces a decimal number of text. */
const number: Damage = (bytes, source) => {
  let start = somewhere(bytes, source)
  while (start < bytes.length && !isDigit(bytes[start])) start++
  let end = start
  while (isDigit(bytes[end])) end++
  const value = source.rarely(3) ? source.one(PIECES) : Buffer.from(String(source.one(WIDE) - source.below(3)))
  return Buffer.concat([bytes.subarray(0, start), value, bytes.subarray(end)])
}

/** The start of the line that a position is in, and of the next one. */
const lineAt = (bytes: Buffer, at: number): readonly [number, number] => {
  const end = bytes.indexOf(0x0a, at)
  return [at === 0 ? 0 : bytes.lastIndexOf(0x0a, at - 1) + 1, end < 0 ? bytes.length : end + 1]
}

/** Repeats a line, removes it, or puts it elsewhere. */
const line: Damage = (bytes, source) => {
  const [start, end] = lineAt(bytes, somewhere(bytes, source))
  const part = bytes.subarray(start, end)
  if (source.rarely(3)) return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
  const [to] = source.rarely(2) ? [end] : lineAt(bytes, somewhere(bytes, source))
  const times = part.length > 2000 || source.rarely(2) ? 1 : 1 + source.below(30)
  return Buffer.concat([bytes.subarray(0, to), ...Array(times).fill(part), bytes.subarray(to)])
}

const DAMAGES: readonly Damage[] = [
  field,
  field,
  number,
  number,
  line,
  line,
  (bytes, source) => {
    const at = source.below(Math.max(bytes.length, 1))
    if (at < bytes.length) bytes[at] = source.below(256)
    return bytes
  },
  (bytes, source) => {
    const at = source.below(Math.max(bytes.length, 1))
    if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << source.below(8))
    return bytes
  },
  // without some bytes
  (bytes, source) => {
    const at = somewhere(bytes, source)
    const end = at + 1 + source.below(source.below(2) === 0 ? 4 : 60)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)])
  },
  // the same bytes twice
  (bytes, source) => {
    const at = somewhere(bytes, source)
    const end = at + 1 + source.below(source.below(2) === 0 ? 4 : 60)
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)])
  },
  (bytes, source) => {
    const at = somewhere(bytes, source)
    return Buffer.concat([bytes.subarray(0, at), source.one(PIECES), bytes.subarray(at)])
  },
  (bytes, source) => {
    const at = somewhere(bytes, source)
    return Buffer.concat([bytes.subarray(0, at), source.one(PIECES), bytes.subarray(at + 1 + source.below(8))])
  },
  // cut short
  (bytes, source) => bytes.subarray(0, somewhere(bytes, source)),
  // the start of one and the end of another
  (bytes, source, other) =>
    Buffer.concat([bytes.subarray(0, somewhere(bytes, source)), other.subarray(somewhere(other, source))]),
]

/** Damages bytes in one to four ways. `other`: an input of any format. */
export const damage = (source: Source, input: Buffer, other: Buffer): Buffer => {
  let bytes: Buffer = Buffer.from(input)
  for (let times = 1 + source.below(4); times > 0; times--) bytes = source.one(DAMAGES)(bytes, source, other)
  return bytes
}
