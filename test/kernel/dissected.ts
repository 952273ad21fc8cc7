/** Captures as tshark dissects them: types, lengths, numbers and nesting must be those that we decode. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Test } from 'tap'
import type { Datagram } from '../../src/capture/datagram.ts'
import { DetectingReader } from '../../src/capture/detect.ts'
import { describeMessage } from '../../src/cli/message.ts'
import type { Span } from '../../src/codec.ts'
import { frames } from '../../src/codec.ts'

/** What every datagram consists of: offset, length, type and the offset of the nest of each attribute. */
interface Attribute {
  readonly offset: number
  readonly length: number
  readonly type: number
  readonly nest: number | undefined
}

const attributesOf = (spans: readonly Span[], bytes: Uint8Array, base: number, nest: number | undefined): Attribute[] =>
  spans.flatMap((span) => {
    const offset = base + span.offset
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const own =
      span.kind === 'attribute' || span.kind === 'unknown' || (span.kind === 'item' && span.constant === undefined)
    const inner = attributesOf(span.children, bytes, base, own ? offset : nest)
    if (!own) return inner
    return [{ offset, length: view.getUint16(offset, true), type: view.getUint16(offset + 2, true), nest }, ...inner]
  })

/** The messages of a datagram. */
export const messagesOf = (datagram: Datagram): { readonly start: number; readonly bytes: Uint8Array }[] =>
  [...frames(datagram.bytes, true)].map(({ start, end }) => ({ start, bytes: datagram.bytes.subarray(start, end) }))

/** The same by tshark, for each packet; offsets count from the first message. */
interface Dissected {
  readonly types: readonly (readonly [offset: number, length: number, type: number])[]
  readonly attributes: readonly Attribute[]
}

const HEADER = 16

const dissect = (file: string): Dissected[] => {
  const pdml = execFileSync('tshark', ['-r', file, '-T', 'pdml'], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: 'pipe',
  })
  return pdml
    .split('<packet>')
    .slice(1)
    .map((packet) => {
      const types: [number, number, number][] = []
      const attributes: Attribute[] = []
      const nests: (number | undefined)[] = []
      for (const line of packet.split('\n')) {
        if (line.includes('</field>')) nests.pop()
        const [, name = '', rest = ''] = /^\s*<field name="([^"]*)"(.*)$/.exec(line) ?? []
        if (rest === '') continue
        const number = (key: string): number => Number(new RegExp(` ${key}="([^"]*)"`).exec(rest)?.[1])
        const offset = number('pos') - HEADER
        if (name === 'netlink.hdr_len') types.push([offset, number('show'), -1])
        if (name.endsWith('nltype') || name === 'netlink.hdr_type') (types.at(-1) as number[])[2] = number('show')
        if (name === 'netlink.attr_len') {
          attributes.push({
            offset,
            length: number('show'),
            type: -1,
            nest: nests.slice(0, -1).findLast((nest) => nest !== undefined),
          })
          nests[nests.length - 1] = offset
        }
        if (name === 'netlink.attr_type') (attributes.at(-1) as { type: number }).type = number('show')
        if (!rest.endsWith('/>')) nests.push(undefined)
      }
      return { types, attributes }
    })
}

/** The attributes of the messages that we decode, by their offset in the datagram. */
const ownAttributes = (datagram: Datagram): ReadonlyMap<number, Attribute> => {
  const found = messagesOf(datagram).flatMap(({ start, bytes }) =>
    describeMessage(bytes, 'le', datagram.protocol).sections.flatMap((section) =>
      section.kind === 'spans'
        ? attributesOf(section.spans, bytes, section.offset, undefined).map((one) => ({
            ...one,
            offset: start + one.offset,
            nest: one.nest === undefined ? undefined : start + one.nest,
          }))
        : [],
    ),
  )
  return new Map(found.map((one) => [one.offset, one]))
}

/** Compares a capture of a little-endian machine. Returns how much was compared. */
export const dissectedAlike = (t: Test, file: string): { readonly messages: number; readonly attributes: number } => {
  const reader = new DetectingReader('le')
  const datagrams = [...reader.push(new Uint8Array(readFileSync(file))), ...reader.end()]
  const dissected = dissect(file)
  t.equal(dissected.length, datagrams.length)
  let messages = 0
  let attributes = 0
  for (const [index, datagram] of datagrams.entries()) {
    const packet = dissected[index] as Dissected
    const own = messagesOf(datagram)
    messages += own.length
    const types = own.map(({ start, bytes }) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset)
      return [start, view.getUint32(0, true), view.getUint16(4, true)]
    })
    // tshark shows the request inside of an NLMSG_ERROR as a message too
    const outer = packet.types.filter(([offset]) => types.some(([start]) => start === offset))
    const ours = ownAttributes(datagram)
    const wrong = packet.attributes.filter((one) => JSON.stringify(ours.get(one.offset)) !== JSON.stringify(one))
    attributes += packet.attributes.length
    if (JSON.stringify(outer) !== JSON.stringify(types) || wrong.length > 0)
      t.same(
        { outer, wrong: wrong.map((one) => [one, ours.get(one.offset)]) },
        { outer: types, wrong: [] },
        `packet ${index + 1}`,
      )
  }
  return { messages, attributes }
}
