/**
 * Damaged messages: every truncation, every byte inverted, and random bits flipped give a value, problems or a
 * DecodeError, and all readers agree.
 */
import t from 'tap'
import { describe } from '../../src/netlink/codec/decode/describe.ts'
import type { Span } from '../../src/netlink/codec/decode/span.ts'
import type { Message } from '../../src/netlink/codec/node.ts'
import { randomSource, runs, seed, tellSeed } from '../fuzz/random.ts'
import { FILE_PATIENCE } from '../until.ts'
import type { Golden } from './messages.ts'
import { golden, hexOf } from './messages.ts'
import type { Outcome } from './readers.ts'
import { outcomeOf, readEveryWay } from './readers.ts'

/** Reading is slow with coverage. */
t.setTimeout(FILE_PATIENCE)
tellSeed(t)

const pathsOf = (spans: readonly Span[]): string[] =>
  spans.flatMap((span) => [span.path.replace(/\d+/g, ''), ...pathsOf(span.children)])

/** Messages that only have fields of others are omitted; those with the most fields are first. */
const telling = (): Golden[] => {
  const full = golden()
    .map((message) => {
      const { spans } = describe<unknown>(message.node, message.bytes, { order: 'le' })
      return { message, fields: [...new Set(pathsOf(spans))].map((path) => `${message.type} ${path}`) }
    })
    .sort((a, b) => b.fields.length - a.fields.length)
  const known = new Set<string>()
  return full.flatMap(({ message, fields }) => {
    if (fields.every((field) => known.has(field))) return []
    for (const field of fields) known.add(field)
    return [message]
  })
}

type Damage = (bytes: Uint8Array) => Generator<Uint8Array>

const truncations: Damage = function* (bytes) {
  for (let length = 0; length < bytes.length; length++) yield bytes.slice(0, length)
}

const bytesTurned: Damage = function* (bytes) {
  const copy = bytes.slice()
  for (let at = 0; at < copy.length; at++) {
    copy[at] = (bytes[at] as number) ^ 0xff
    yield copy
    copy[at] = bytes[at] as number
  }
}

/** Several bits at once, so that one error may hide another. */
const bitsTurned: Damage = function* (bytes) {
  const random = randomSource(seed + bytes.length)
  for (let run = 0; run < runs(25); run++) {
    const copy = bytes.slice()
    for (let bits = random(4) + 1; bits > 0; bits--) {
      const at = random(copy.length)
      copy[at] = (copy[at] as number) ^ (1 << random(8))
    }
    yield copy
  }
}

const messages = telling()

const survive = (damage: Damage): { [outcome in Outcome]: number } => {
  const counts = { value: 0, problems: 0, error: 0 }
  for (const { node, bytes } of messages)
    for (const damaged of damage(bytes))
      try {
        counts[outcomeOf(readEveryWay(node, damaged))]++
      } catch (cause) {
        throw new Error(`a reader failed on ${hexOf(damaged)}`, { cause })
      }
  return counts
}

t.test('every truncation', async (t) => {
  const { value, problems, error } = survive(truncations)
  t.equal(
    value + problems + error,
    messages.reduce((sum, { bytes }) => sum + bytes.length, 0),
  )
  // in a GET request, the family alone is a header
  const least = ({ header, short }: Message): number => (short ?? header).size
  const headers = messages.reduce((sum, { node, bytes }) => sum + Math.min(least(node), bytes.length), 0)
  t.equal(error, headers, 'a header cut short is an error, and nothing else is')
  t.ok(problems > value, 'few places to cut leave whole attributes')
})

t.test('every byte inverted', async (t) => {
  const { value, problems, error } = survive(bytesTurned)
  t.ok(value > 1000 && problems > 1000, `${value} values, ${problems} with problems`)
  t.equal(error, 0, 'bytes of the right number are no broken envelope')
})

t.test('random bits flipped', async (t) => {
  const { value, problems, error } = survive(bitsTurned)
  t.ok(value > 500 && problems > 100, `${value} values, ${problems} with problems`)
  t.equal(error, 0)
})
