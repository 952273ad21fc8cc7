/** Inputs that are made to take long: twice the input must take twice the time, not four times. */
import { DetectingReader } from '../../../src/capture/detect.ts'
import { InputError } from '../../../src/capture/input-error.ts'
import { pcapHeader, pcapRecord } from '../../../src/capture/pcap-writer.ts'
import { pcapngHeader, pcapngInterface, pcapngPacket } from '../../../src/capture/pcapng-writer.ts'
import { cut, withinLimit } from '../../../src/cli/captured.ts'
import { noColours } from '../../../src/cli/colours.ts'
import { Conversation } from '../../../src/cli/conversation.ts'
import { annotated } from '../../../src/cli/decoded/annotated.ts'
import type { Form } from '../../../src/cli/decoded/form.ts'
import { describeCaptured } from '../../../src/cli/decoded/form.ts'
import { quickJsonLines } from '../../../src/cli/decoded/json.ts'
import { TypeScriptForm } from '../../../src/cli/decoded/typescript.ts'
import { compareSnapshots } from '../../../src/cli/state/differences.ts'
import { parseDocument } from '../../../src/cli/state/document.ts'
import { differenceLines } from '../../../src/cli/state/text.ts'
import { ConversationView } from '../../../src/cli/tracing/conversation-view.ts'
import { framed } from './messages.ts'

/** Writes an input of about `size` bytes. */
type Make = (size: number) => string | Uint8Array

const repeated =
  (unit: string, start = ''): Make =>
  (size) =>
    start + unit.repeat(Math.ceil(size / unit.length))

/** Lines that differ by their number. */
const numbered =
  (line: (number: number) => string): Make =>
  (size) => {
    let text = ''
    for (let number = 1; text.length < size; number++) text += `${line(number)}\n`
    return text
  }

const small = framed(26, 0x301, Buffer.from('02000000 00000000 00000000'.replaceAll(' ', ''), 'hex'))
const hex = small.toString('hex')
const quoted = hex.replace(/../g, '\\x$&')
const call = (number: number): string => `sendto(${number}, "${quoted}", ${small.length}, 0, NULL, 0)`
const opening = 'socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3\n'

const filled = (size: number, start: Uint8Array, part: (number: number) => Uint8Array): Buffer => {
  const parts = [start]
  for (let number = 0, length = 0; length < size; number++) {
    const next = part(number)
    parts.push(next)
    length += next.length
  }
  return Buffer.concat(parts)
}

/** A block of pcapng of this type with these 32-bit words. */
const block = (type: number, words: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(12 + 4 * words.length)
  bytes.writeUInt32LE(type)
  bytes.writeUInt32LE(bytes.length, 4)
  for (const [index, word] of words.entries()) bytes.writeUInt32LE(word, 8 + 4 * index)
  bytes.writeUInt32LE(bytes.length, bytes.length - 4)
  return bytes
}

/** One message of this size with an attribute again and again. */
const attributes = (size: number, attribute: string): Buffer => {
  const bytes = Buffer.from(attribute.replaceAll(' ', ''), 'hex')
  return framed(16, 2, Buffer.concat([Buffer.alloc(16), ...Array(Math.ceil(size / bytes.length)).fill(bytes)]))
}

/** A link in a link in a link, as deep as 16-bit lengths permit. */
const nested = (size: number): Buffer => {
  let inner = Buffer.alloc(0)
  while (inner.length < Math.min(size, 60_000)) {
    const outer = Buffer.alloc(4)
    outer.writeUInt16LE(4 + inner.length)
    outer.writeUInt16LE(18, 2)
    inner = Buffer.concat([outer, inner])
  }
  return framed(16, 2, Buffer.concat([Buffer.alloc(16), inner]))
}

const sequenced = (type: number, flags: number, payload: string, number: number): Buffer =>
  framed(type, flags, Buffer.from(payload.replaceAll(' ', ''), 'hex'), number)

export const CAPTURES: { readonly [what: string]: Make } = {
  'unfinished calls of many threads': numbered((number) => `${number} ${call(3)} <unfinished ...>`),
  'unfinished calls of one thread': repeated(`7 ${call(3)} <unfinished ...>\n`),
  'unfinished and resumed calls': numbered((n) => `${n} ${call(3)} <unfinished ...>\n${n} <... sendto resumed>) = 28`),
  'resumed calls without a start': numbered((number) => `${number} <... sendto resumed>) = 28`),
  'many sockets': numbered((n) => `socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = ${n}\n${call(n)} = 28`),
  'many sockets by inode': numbered(
    (n) =>
      `${n} socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3<socket:[${n}]>\n${n} sendto(3<socket:[${n}]>, "${quoted}", 28, 0, NULL, 0) = 28`,
  ),
  'many annotated sockets': numbered((n) => `sendto(3<NETLINK:[ROUTE:${n}]>, "${quoted}", 28, 0, NULL, 0) = 28`),
  'many threads with many descriptors': (size) =>
    Array.from({ length: 256 }, (_, fd) => `1 socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = ${fd}\n`).join('') +
    numbered((n) => `1 clone(flags=0) = ${n}\n${n} ${call(3)} = 28`)(size),
  'duplicated descriptors': numbered((n) => `dup2(3, ${n}) = ${n}`),
  'threads that end': numbered((n) => `1 clone(flags=CLONE_FILES|CLONE_THREAD) = ${n}\n${n} +++ exited with 0 +++`),
  'many messages in a call': (size) =>
    `${opening}sendmmsg(3, [${`{msg_hdr={msg_iov=[{iov_base="${quoted}", iov_len=28}]}, msg_len=28}, `.repeat(size / 150)}], 9, 0) = 9\n`,
  'many vectors in a call': (size) =>
    `${opening}writev(3, [${`{iov_base="${quoted}", iov_len=28}, `.repeat(size / 140)}], 9) = ${size}\n`,
  'a call with open brackets': (size) => `${opening}sendto(3, ${'[{('.repeat(size / 3)}) = 28\n`,
  'rows of a call': (size) =>
    `${opening}${call(3)} = 28\n${' | 00000  1c 00 00 00 1a 00 01 03  07 00 00 00 00 00 00 00  ................ |\n'.repeat(size / 80)}`,
  'rows without a call': repeated(' | 00000  1c 00 00 00 1a 00 01 03  07 00 00 00 00 00 00 00  ................ |\n'),
  'vectors of rows': repeated(' = 1 buffers in vector 0\n', `${opening}${call(3)} = 28\n`),
  'other lines in a log': repeated('read(0, "nothing of netlink", 18) = 18\n', `${opening}${call(3)} = 28\n`),
  'small blocks': (size) =>
    filled(size, Buffer.concat([pcapngHeader('le'), pcapngInterface('x', undefined, 'le')]), () => block(5, [])),
  'many interfaces': (size) =>
    filled(size, pcapngHeader('le'), (number) =>
      Buffer.concat([
        pcapngInterface(`ip[${number}] fd 3`, 'blue', 'le'),
        pcapngPacket(number, { bytes: small, direction: 'sent' }, 'le'),
      ]),
    ),
  'interfaces of other kinds': (size) => filled(size, pcapngHeader('le'), (number) => block(1, [number & 0xffff, 0])),
  'many sections': (size) =>
    filled(size, new Uint8Array(0), () => Buffer.concat([pcapngHeader('le'), pcapngInterface('x', 'y', 'le')])),
  'many options': (size) =>
    Buffer.concat([pcapngHeader('le'), block(1, [253, 0, ...Array(Math.min(size / 4, 1 << 18)).fill(0x0000_0007)])]),
  'packets without bytes': (size) =>
    filled(size, Buffer.concat([pcapngHeader('le'), pcapngInterface('x', undefined, 'le')]), () =>
      block(6, [0, 0, 0, 0, 0]),
    ),
  'small packets of a pcap': (size) =>
    filled(size, pcapHeader('le'), (number) => pcapRecord(new Uint8Array(number % 4), 0, 0n, 'le')),
  'huge lengths of packets': (size) =>
    filled(size, pcapHeader('le'), () => {
      const record = Buffer.from(pcapRecord(small, 0, 0n, 'le'))
      record.writeUInt32LE(0xfffffff0, 12)
      return record
    }),
  'huge lengths of attributes': (size) => attributes(size, 'ffff0300'),
  'hexadecimal digits in one line': (size) => hex.repeat(size / hex.length),
  'lines of hexadecimal digits': repeated(`${hex}\n`),
  'a long list': (size) => `[${'28 0 0 0 '.repeat(Math.min(size / 8, 1 << 19))}]`,
  'many lists': repeated('[28 0 0 0]'),
  'lists that are not closed': repeated('[28 0 0 0\n'),
  'a literal': (size) => `b"${'\\x28\\0\\0\\0'.repeat(size / 10)}"`,
  'many literals': repeated('"\\x28\\0" '),
  'names before literals': repeated('a = "\\x28\\0"\n'),
  base64: (size) => small.toString('base64').repeat(size / 40),
  'lines of base64': repeated(`${small.toString('base64')}\n`),
  'rows of offset 0': repeated('00000000: 1c00 0000 1a00 0103 0700 0000 0000 0000  ................\n'),
  'omitted rows': numbered(
    (n) =>
      `${(16 * (n - 1) * 3).toString(16).padStart(8, '0')}  00 11 22 33 44 55 66 77  88 99 aa bb cc dd ee ff  |.|\n*`,
  ),
  'lines of JSON': numbered((n) => JSON.stringify({ number: n, protocol: 0, bytes: hex })),
  'blank lines': repeated('\n', `${hex}\n`),
  'carriage returns': repeated('\r', `${hex}\n`),
  'bytes that are no message': (size) => Buffer.alloc(size, 0xff),
  'messages of one sequence number': (size) => filled(size, small, () => small),
  'requests of many sequence numbers': (size) => filled(size, small, (n) => sequenced(26, 0x301, '02000000', n)),
  'answers to nothing': (size) =>
    filled(size, small, (n) => sequenced(2, 0, 'edffffff 14000000 1000 0506 07000000 00000000', n)),
  'requests and answers': (size) =>
    filled(size, small, (n) =>
      Buffer.concat([
        sequenced(16, 0x605, '00'.repeat(16), n),
        sequenced(2, 0x100, 'edffffff 20000000 10000506 07000000 00000000', n),
      ]),
    ),
  'many attributes': (size) => filled(size, small, () => attributes(60_000, '04000300')),
  'unknown attributes': (size) => filled(size, small, () => attributes(60_000, '0800f301 01020304')),
  'attributes of few bytes': (size) => filled(size, small, () => attributes(60_000, '05000400 07000000')),
  'deep nesting': (size) => filled(size, small, () => nested(60_000)),
}

/** A snapshot with a list of so many objects. */
const snapshot = (list: string, size: number, value: (number: number) => object): string => {
  const values = Array.from({ length: Math.ceil(size / 60) }, (_, number) => value(number))
  return JSON.stringify({ version: 1, namespaces: [{ netns: null, own: true, [list]: values }] })
}

const others = (size: number): string[] => Array.from({ length: Math.ceil(size / 16) }, (_, n) => `value ${n}`)

/** Two snapshots of about `size` characters each. */
export const SNAPSHOTS: { readonly [what: string]: (size: number) => readonly [string, string] } = {
  'the same object again and again': (size) => {
    const text = snapshot('links', size, () => ({ index: 1, name: 'x' }))
    return [text, text]
  },
  'objects without an identity': (size) => [
    snapshot('routes', size, () => ({})),
    snapshot('routes', size, () => ({ mtu: 7 })),
  ],
  'objects of which all are new': (size) => [
    snapshot('addresses', size, (n) => ({ index: n, address: `10.0.0.${n}/32`, family: 'inet' })),
    snapshot('addresses', size, (n) => ({ index: n + 1e6, address: `10.1.0.${n}/32`, family: 'inet' })),
  ],
  'renamed links': (size) => [
    snapshot('links', size, (n) => ({ index: n, name: `a${n}` })),
    snapshot('links', size, (n) => ({ index: n, name: `b${n}` })),
  ],
  'long lists that differ': (size) => [
    snapshot('links', 1, () => ({ index: 1, name: 'x', values: others(size) })),
    snapshot('links', 1, () => ({ index: 1, name: 'x', values: others(size).reverse().slice(1) })),
  ],
  'an object of many fields': (size) => {
    const fields = (n: number) => Object.fromEntries(others(size).map((name) => [name, n]))
    return [
      snapshot('links', 1, () => ({ index: 1, name: 'x', ...fields(1) })),
      snapshot('links', 1, () => ({ index: 1, name: 'x', ...fields(2) })),
    ]
  },
  'deep nesting': (size) => {
    const text = `{"version":1,"namespaces":[{"netns":null,"links":[${'{"a":'.repeat(size / 6)}1${'}'.repeat(size / 6)}]}]}`
    return [text, text.replace('1}', '2}')]
  },
  'many namespaces': (size) => {
    const text = (first: number) =>
      JSON.stringify({
        version: 1,
        namespaces: Array.from({ length: Math.ceil(size / 40) }, (_, n) => ({ netns: null, inode: first + n })),
      })
    return [text(0), text(7)]
  },
}

/** Whole, in parts of 64 KiB as streams have them. */
const PART = 1 << 16

/** Reads and shows everything in three forms. Returns the number of characters. */
export const decodeAll = async (input: Uint8Array): Promise<number> => {
  const reader = new DetectingReader('le')
  const conversation = new Conversation()
  const view = new ConversationView(noColours)
  const forms: readonly Form[] = [annotated(noColours), quickJsonLines(), new TypeScriptForm()]
  let size = 0
  let number = 0
  const show = async (datagrams: ReturnType<DetectingReader['push']>): Promise<void> => {
    const all: Parameters<typeof withinLimit>[0][] = []
    for (const datagram of datagrams) cut(datagram, { le: true }, all)
    for (const captured of all.map(withinLimit)) {
      const answer = conversation.add(captured)
      const message = { captured, number: ++number, described: describeCaptured(captured, true), answer }
      for (const form of forms) size += (form.quick?.(captured, answer) ?? (await form.message(message))).length
      for (const line of view.add(message)) size += line.length
    }
  }
  try {
    for (let at = 0; at < input.length; at += PART)
      await show(reader.push(new Uint8Array(input.subarray(at, at + PART))))
    await show(reader.end())
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
  return size
}

/** Compares two snapshots as `diff` does. Returns the number of characters. */
export const compareAll = ([before, after]: readonly [string, string]): number => {
  const context = { colours: noColours, names: new Map<number, string>(), details: false }
  let size = 0
  try {
    const found = compareSnapshots(parseDocument(before, 'a'), parseDocument(after, 'b'), false)
    for (const { differences } of found)
      for (const difference of differences) for (const line of differenceLines(difference, context)) size += line.length
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
  return size
}
