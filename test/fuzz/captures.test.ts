/**
 * Captures that were damaged: whatever their bytes, they are datagrams or an InputError, and every form of output can show
 * what they contain.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import t from 'tap'
import type { Datagram } from '../../src/capture/datagram.ts'
import { DetectingReader } from '../../src/capture/detect.ts'
import { InputError } from '../../src/capture/input-error.ts'
import { pcapHeader, pcapRecord } from '../../src/capture/pcap-writer.ts'
import { pcapngHeader, pcapngInterface, pcapngPacket } from '../../src/capture/pcapng-writer.ts'
import type { Captured } from '../../src/cli/captured.ts'
import { cut } from '../../src/cli/captured.ts'
import { noColours } from '../../src/cli/colours.ts'
import { Conversation } from '../../src/cli/conversation.ts'
import { annotated } from '../../src/cli/decoded/annotated.ts'
import { c } from '../../src/cli/decoded/c.ts'
import { jsonFixture, typeScriptFixture } from '../../src/cli/decoded/fixture.ts'
import type { Form } from '../../src/cli/decoded/form.ts'
import { describeCaptured } from '../../src/cli/decoded/form.ts'
import { quickJsonLines } from '../../src/cli/decoded/json.ts'
import { TypeScriptForm } from '../../src/cli/decoded/typescript.ts'
import { ConversationView } from '../../src/cli/tracing/conversation-view.ts'
import { randomSource, runs, seed, tellSeed } from './random.ts'

/** Uniform numbers and choices. */
class Random {
  /** From 0 to before `limit`. */
  readonly below = randomSource(seed)

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }
}

const framed = (type: number, flags: number, payload: Uint8Array): Buffer => {
  const header = Buffer.alloc(16)
  header.writeUInt32LE(16 + payload.length)
  header.writeUInt16LE(type, 4)
  header.writeUInt16LE(flags, 6)
  header.writeUInt32LE(7, 8)
  return Buffer.concat([header, payload, Buffer.alloc(-payload.length & 3)])
}

const TYPES: { readonly [name: string]: number } = {
  RTM_NEWLINK: 16,
  RTM_GETLINK: 18,
  RTM_NEWADDR: 20,
  RTM_NEWROUTE: 24,
  RTM_NEWNEIGH: 28,
  RTM_NEWRULE: 32,
}

/** Some recorded messages, a refusal among them. */
const messages: readonly Buffer[] = [
  ...readFileSync(new URL('../fixtures/golden/messages.jsonl', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): { type: string; hex: string; from: string } => JSON.parse(line))
    .filter(({ type, hex }) => type in TYPES && hex.length < 160)
    .filter((_, index) => index % 9 === 0)
    .map(({ type, hex, from }) => framed(TYPES[type] as number, from === 'tool' ? 0x605 : 2, Buffer.from(hex, 'hex'))),
  framed(
    2,
    0x300,
    Buffer.from('edffffff 2c000000 1000 0506 07000000 00000000 08000200 2c000000'.replaceAll(' ', ''), 'hex'),
  ),
  framed(16, 1, Buffer.from('0000000a', 'hex')),
  framed(0xa06, 0xc01, Buffer.from('0200000006000100740000000600020063000000', 'hex')),
  framed(17, 1, Buffer.from('0000000a', 'hex')),
  framed(3, 2, Buffer.alloc(4)),
]

const escaped = (bytes: Uint8Array): string => `"${[...bytes].map((byte) => `\\${byte.toString(8)}`).join('')}"`
const rows = (bytes: Uint8Array, print: (at: number, hex: readonly string[]) => string): string =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) =>
    print(
      row * 16,
      [...bytes.subarray(row * 16, row * 16 + 16)].map((byte) => byte.toString(16).padStart(2, '0')),
    ),
  ).join('\n')

/** A capture of some messages, in every format. */
const FORMATS: { readonly [name: string]: (all: readonly Buffer[]) => Uint8Array | string } = {
  binary: (all) => Buffer.concat(all),
  pcap: (all) => Buffer.concat([pcapHeader('le'), ...all.map((bytes) => pcapRecord(bytes, 0, 5_000_000_007n, 'le'))]),
  pcapng: (all) =>
    Buffer.concat([
      pcapngHeader('le'),
      pcapngInterface('ip[7] fd 3', 'blue', 'le'),
      ...all.map((bytes) => pcapngPacket(0, { bytes, direction: 'sent', time: 7 }, 'le')),
    ]),
  strace: (all) =>
    [
      '17 1700000000.000001 execve("/usr/sbin/ip", ["ip"], 0x7ffe) = 0',
      '17 1700000000.000002 socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3<socket:[5]>',
      '17 1700000000.000003 clone(child_stack=NULL, flags=CLONE_FILES|SIGCHLD) = 18',
      ...all.flatMap((bytes, index) => [
        `17 1700000000.000004 sendto(3<socket:[5]>, ${escaped(bytes)}, ${bytes.length}, 0, NULL, 0 <unfinished ...>`,
        '18 setns(4</run/netns/blue>, CLONE_NEWNET) = 0',
        `17 1700000000.000005 <... sendto resumed>) = ${bytes.length} <0.000010>`,
        `18 recvmmsg(3, [{msg_hdr={msg_iov=[{iov_base=""..., iov_len=9}]}, msg_len=${bytes.length}}], 1, 0, NULL) = 1`,
        ' = 1 buffers in vector 0',
        ` * ${bytes.length} bytes in buffer 0`,
        rows(bytes, (at, hex) => ` | ${at.toString(16).padStart(5, '0')}  ${hex.join(' ').padEnd(49)} .... |`),
        ...(index % 2 === 0 ? ['18 dup2(3, 5) = 5', '18 close(5) = 0', '18 +++ exited with 0 +++'] : []),
      ]),
    ].join('\n'),
  hexadecimal: (all) => all.map((bytes) => bytes.toString('hex')).join('\n'),
  xxd: (all) => rows(Buffer.concat(all), (at, hex) => `${at.toString(16).padStart(8, '0')}: ${hex.join('')}  ...`),
  hexdump: (all) =>
    `${rows(Buffer.concat(all), (at, hex) => `${at.toString(16).padStart(8, '0')}  ${hex.join(' ')}  |.|`)}\n*\n00000900\n`,
  od: (all) =>
    `${rows(Buffer.concat(all), (at, hex) => `${at.toString(8).padStart(7, '0')} ${hex.join(' ')}`)}\n*\n0004000\n`,
  list: (all) => `[]byte{${[...Buffer.concat(all)].map((byte) => `0x${byte.toString(16)}`).join(', ')}}`,
  literal: (all) => `b${escaped(Buffer.concat(all))}`,
  base64: (all) => Buffer.concat(all).toString('base64').replace(/.{76}/g, '$&\n'),
}

/** Bytes that mean something in some format. */
const PIECES = [
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
  '*',
  '\n*\n',
  '<... x resumed>',
  'MSG_PEEK',
  '...',
  '\xff\xff\xff\xff',
  '\0\0\0\0',
  '\0\x80',
  ' <unfinished ...>',
  '<socket:[5]>',
  '\n\n',
  '\x10',
  '-1',
].map((text) => Buffer.from(text, 'latin1'))

/** Damages bytes in one to four places. */
const damage = (random: Random, input: Buffer): Buffer => {
  let bytes = Buffer.from(input)
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(bytes.length + 1)
    const end = Math.min(bytes.length, at + 1 + random.below(random.below(2) === 0 ? 4 : 60))
    const part = [bytes.subarray(0, at), bytes.subarray(end)] as const
    switch (random.below(6)) {
      case 0:
        if (at < bytes.length) bytes[at] = random.below(256)
        break
      case 1:
        if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << random.below(8))
        break
      case 2:
        bytes = Buffer.concat(part)
        break
      case 3:
        bytes = Buffer.concat([part[0], random.one(PIECES), bytes.subarray(at)])
        break
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)])
        break
      default:
        bytes = Buffer.concat([part[0], random.one(PIECES), part[1]])
    }
  }
  return bytes
}

const read = (random: Random, input: Uint8Array): Datagram[] => {
  const reader = new DetectingReader('le')
  const found: Datagram[] = []
  const size = random.below(4) === 0 ? 1 + random.below(40) : input.length
  try {
    for (let at = 0; at < input.length; at += size)
      for (const one of reader.push(new Uint8Array(input.subarray(at, at + size)))) found.push(one)
    for (const one of reader.end()) found.push(one)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
  return found
}

const FORMS: readonly (() => Form)[] = [
  () => annotated(noColours),
  quickJsonLines,
  () => c,
  () => jsonFixture,
  () => typeScriptFixture,
  () => new TypeScriptForm(),
]

/** Shows everything in one form, and as the conversation of a trace. */
const show = async (datagrams: readonly Datagram[], form: Form): Promise<void> => {
  const all: Captured[] = []
  for (const datagram of datagrams) cut(datagram, { le: true }, all)
  const conversation = new Conversation()
  const view = new ConversationView(noColours)
  for (const [index, captured] of all.entries()) {
    const answer = conversation.add(captured)
    const decoded = {
      captured,
      number: index + 1,
      described: describeCaptured(captured, form.withSpans === true),
      answer,
    }
    const text = await form.message(decoded)
    assert.equal(form.quick?.(captured, answer) ?? text, text)
    view.add(decoded)
  }
  form.end(all.length)
  view.flush()
}

t.test('damaged captures of every format', async (t) => {
  t.setTimeout(0)
  tellSeed(t)
  const random = new Random()
  const count = runs(100_000)
  const inputs = Object.entries(FORMATS).flatMap(([name, make]) =>
    Array.from({ length: 8 }, () => {
      const some = Array.from({ length: 1 + random.below(2) }, () => random.one(messages))
      return { name, bytes: Buffer.from(make(some)) }
    }),
  )
  let found = 0
  for (let run = 0; run < count; run++) {
    const { name, bytes } = random.one(inputs)
    const damaged = damage(random, bytes)
    try {
      const datagrams = read(random, damaged)
      found += datagrams.length
      if (run % 40 === 0) await show(datagrams, random.one(FORMS)())
    } catch (error) {
      t.fail(`seed ${seed}, run ${run}, ${name}: ${(error as Error).stack}\n${damaged.toString('base64')}`)
      return
    }
  }
  t.ok(found > count / 2, `${found} datagrams in ${count} inputs`)
})
