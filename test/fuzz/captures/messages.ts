/** Messages that other programs and kernels sent, and the same with damaged attributes. */
import { readFileSync } from 'node:fs'
import { netfilterMessages, routeMessages } from '../../registry.ts'
import type { Source } from './source.ts'

/** A message, and the protocol of its socket. */
export interface Recorded {
  readonly bytes: Buffer
  /** NETLINK_ROUTE (0) or NETLINK_NETFILTER (12). */
  readonly protocol: 0 | 12
}

const HEADER = 16
const ATTRIBUTE = 4
const aligned = (length: number): number => (length + 3) & ~3

/** Puts struct nlmsghdr before a payload. */
export const framed = (type: number, flags: number, payload: Uint8Array, seq = 7): Buffer => {
  const bytes = Buffer.alloc(aligned(HEADER + payload.length))
  bytes.writeUInt32LE(HEADER + payload.length)
  bytes.writeUInt16LE(type, 4)
  bytes.writeUInt16LE(flags, 6)
  bytes.writeUInt32LE(seq, 8)
  bytes.set(payload, HEADER)
  return bytes
}

const linesOf = <T>(name: string): T[] =>
  readFileSync(new URL(`../../fixtures/golden/${name}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): T => JSON.parse(line))

/** Hexadecimal digits of a payload: longer ones make everything slow and show nothing else. */
const LONGEST = 700

const recorded = (name: string, protocol: 0 | 12, numbers: ReadonlyMap<string, number>): Recorded[] =>
  linesOf<{ type: string; hex: string; from: string }>(name)
    .filter(({ type, hex }) => numbers.has(type) && hex.length < LONGEST)
    .map(({ type, hex, from }) => ({
      bytes: framed(numbers.get(type) as number, from === 'tool' ? 0x605 : 2, Buffer.from(hex, 'hex')),
      protocol,
    }))

const numbersOf = (messages: ReadonlyMap<number, { readonly name: string }>): Map<string, number> =>
  new Map([...messages].map(([type, { name }]) => [name, type]))

/** The end of a dump, a message without a table, and ones of generic netlink. */
const others: readonly Recorded[] = [
  { bytes: framed(3, 2, Buffer.alloc(4)), protocol: 0 },
  { bytes: framed(16, 1, Buffer.from('0000000a', 'hex')), protocol: 12 },
  { bytes: framed(17, 1, Buffer.from('0000000a', 'hex')), protocol: 12 },
  {
    bytes: framed(84, 2, Buffer.from('07000000 03000000 05000000 0c000100 20000100'.replaceAll(' ', ''), 'hex')),
    protocol: 0,
  },
]

/** Requests and their refusals, one after the other. */
const refusals = linesOf<{ request: string; reply: string }>('refusals').flatMap(({ request, reply }): Recorded[] =>
  [request, reply].map((hex) => ({ bytes: Buffer.from(hex, 'hex'), protocol: 0 })),
)

export const messages: readonly Recorded[] = [
  ...recorded('messages', 0, numbersOf(routeMessages)),
  ...recorded('netfilter', 12, numbersOf(netfilterMessages)),
  ...refusals,
  ...others,
]

/** Numbers at which lengths and counts go wrong. */
export const EDGES = [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xfff0, 0xffff]

/** The offsets of the attributes at `from`, those of nests included: whatever may be one. */
const attributesAt = (bytes: Buffer, from: number, end: number, found: number[]): void => {
  for (let at = from; at + ATTRIBUTE <= end; ) {
    const length = bytes.readUInt16LE(at)
    if (length < ATTRIBUTE || at + length > end) break
    found.push(at)
    if (length >= 2 * ATTRIBUTE && found.length < 64) attributesAt(bytes, at + ATTRIBUTE, at + length, found)
    at += aligned(length)
  }
}

/** Sets nlmsg_len to the bytes that there are. */
const measured = (bytes: Buffer): Buffer => {
  bytes.writeUInt32LE(bytes.length)
  return bytes
}

/** The sizes of the headers after struct nlmsghdr. */
const HEADERS = [4, 8, 12, 16]

/** Damages the attributes of a message: lengths, types, order, depth, number. */
export const damagedMessage = (source: Source, { bytes: from, protocol }: Recorded): Recorded => {
  let bytes: Buffer = Buffer.from(from)
  const found: number[] = []
  for (const size of HEADERS) attributesAt(bytes, HEADER + size, bytes.length, found)
  const at = found.length === 0 ? HEADER : source.one(found)
  if (at + ATTRIBUTE > bytes.length) return { bytes, protocol }
  const length = bytes.readUInt16LE(at)
  const end = Math.min(bytes.length, at + aligned(length))
  switch (source.below(8)) {
    case 0:
      bytes.writeUInt16LE(source.one(EDGES), at)
      break
    case 1:
      bytes.writeUInt16LE((length + source.below(9) - 4) & 0xffff, at)
      break
    case 2:
      bytes.writeUInt16LE(source.below(2) === 0 ? bytes.readUInt16LE(at + 2) ^ 0x8000 : source.below(300), at + 2)
      break
    case 3: {
      // deep: the attribute again and again in itself
      const type = bytes.readUInt16LE(at + 2)
      let inner: Buffer = Buffer.from(bytes.subarray(at, end))
      for (let depth = source.below(100); depth > 0; depth--) {
        const outer = Buffer.alloc(ATTRIBUTE)
        outer.writeUInt16LE(ATTRIBUTE + inner.length)
        outer.writeUInt16LE(type, 2)
        inner = Buffer.concat([outer, inner])
      }
      bytes = measured(Buffer.concat([bytes.subarray(0, at), inner, bytes.subarray(end)]))
      break
    }
    case 4:
      bytes = measured(Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]))
      break
    case 5: {
      const repeated = Array(2 + source.below(30)).fill(bytes.subarray(at, end))
      bytes = measured(Buffer.concat([bytes.subarray(0, at), ...repeated, bytes.subarray(end)]))
      break
    }
    case 6:
      bytes.writeUInt16LE(source.rarely(2) ? source.below(128) : source.below(0x10000), 4)
      break
    default:
      // with bytes of another message after the header
      bytes = measured(Buffer.concat([bytes.subarray(0, at), source.one(messages).bytes.subarray(HEADER)]))
  }
  return { bytes, protocol }
}
