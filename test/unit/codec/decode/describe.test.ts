/** Spans: which bytes are which field, and the path of an offset. */
import t from 'tap'
import * as n from '../../../../src/netlink/codec/builders.ts'
import { describe, locate } from '../../../../src/netlink/codec/decode/describe.ts'
import type { Span } from '../../../../src/netlink/codec/decode/span.ts'
import { spanAt } from '../../../../src/netlink/codec/decode/span.ts'
import { enumeration } from '../../../../src/netlink/codec/enumeration.ts'
import { struct } from '../../../../src/netlink/codec/struct.ts'
import { concat, nla } from '../bytes.ts'

const { attr, attributes, items, message, records, repeated, select } = n

const family = enumeration(n.u8, 'AF_', { inet: 2, bridge: 7 })
const header = struct('samplemsg', { family, mark: n.u16, made: n.u32 }, { prefix: 'smp_', names: { made: null } })
const vlan = attributes('VLAN_', { id: attr(1, n.u16), own: attr(2, n.u32, { constant: 'VLAN_X' }) })
const hop = struct('hop', { len: n.u16, weight: n.u16 })
const sample = message(
  header,
  attributes('SAMPLE_', {
    name: attr(3, n.string),
    kind: attr(1, n.string),
    data: attr(2, select('kind', { vlan }, n.bytes)),
    tags: repeated(6, n.be16),
    words: attr(7, items(n.string)),
    sizes: attr(9, items(n.u16)),
    hops: attr(8, records(hop, 'len', attributes('HOP_', { via: attr(1, n.address) }))),
  }),
)
const HEADER = '07ff 0201 0a0b0c0d'
const bytes = concat(
  HEADER,
  nla(2, nla(1, '0302')),
  nla(1, '766c616e00'),
  nla(99, '0506'),
  nla(6, '0102'),
  nla(6, '0304'),
  nla(7, concat(nla(0, '6100'), nla(1, '6200'))),
  nla(8, concat('0c00 0500', nla(1, 'c0000201'))),
)
const options = { order: 'le' } as const
const flat = (spans: readonly Span[]): Span[] => spans.flatMap((span) => [span, ...flat(span.children)])

t.test('every part of a message', async (t) => {
  const { value, spans } = describe(sample, bytes, options)
  t.equal(value.data !== undefined && !(value.data instanceof Uint8Array) && value.data.id, 0x0203)
  t.same(
    flat(spans)
      .sort((a, b) => a.offset - b.offset || b.length - a.length)
      .map(({ kind, offset, length, name, constant, path }) => [kind, offset, length, name, constant, path]),
    [
      ['header', 0, 8, 'header', 'samplemsg', 'header'],
      ['field', 0, 1, 'family', 'smp_family', 'header.family'],
      ['field', 2, 2, 'mark', 'smp_mark', 'header.mark'],
      ['field', 4, 4, 'made', undefined, 'header.made'],
      ['attribute', 8, 12, 'data', 'SAMPLE_DATA', 'data'],
      ['attribute', 12, 6, 'id', 'VLAN_ID', 'data.id'],
      ['attribute', 20, 9, 'kind', 'SAMPLE_KIND', 'kind'],
      ['unknown', 32, 6, '99', undefined, '#99'],
      ['attribute', 40, 6, 'tags', 'SAMPLE_TAGS', 'tags[0]'],
      ['attribute', 48, 6, 'tags', 'SAMPLE_TAGS', 'tags[1]'],
      ['attribute', 56, 20, 'words', 'SAMPLE_WORDS', 'words'],
      ['item', 60, 6, '0', undefined, 'words[0]'],
      ['item', 68, 6, '1', undefined, 'words[1]'],
      ['attribute', 76, 16, 'hops', 'SAMPLE_HOPS', 'hops'],
      ['item', 80, 12, '0', 'hop', 'hops[0]'],
      ['field', 80, 2, 'len', 'len', 'hops[0].header.len'],
      ['field', 82, 2, 'weight', 'weight', 'hops[0].header.weight'],
      ['attribute', 84, 8, 'via', 'HOP_VIA', 'hops[0].via'],
    ],
  )
})

t.test('spans have their values and nodes', async (t) => {
  const { spans } = describe(sample, bytes, options)
  const at = (path: string): Span | undefined => flat(spans).find((span) => span.path === path)
  t.match(at('header'), { value: { family: 'bridge', mark: 0x0102 }, node: header })
  t.equal(at('header.family')?.value, 'bridge')
  t.equal(at('data')?.node, vlan, 'of a select the case that was chosen')
  t.same(at('data')?.value, { id: 0x0203 })
  t.same(at('tags[1]')?.value, 0x0304)
  t.equal(at('words[1]')?.value, 'b')
  t.same(at('hops[0]')?.value, { header: { weight: 5 }, via: '192.0.2.1' })
  const unknown = flat(spans).find(({ kind }) => kind === 'unknown')
  t.match(unknown, { value: undefined, node: undefined, children: [] })
})

t.test('the innermost span at an offset', async (t) => {
  const { spans } = describe(sample, bytes, options)
  t.equal(spanAt(spans, 16)?.path, 'data.id')
  t.equal(spanAt(spans, 10)?.path, 'data', 'the header of an attribute is the attribute')
  t.equal(spanAt(spans, 1)?.path, 'header', 'padding of the struct')
  t.equal(spanAt(spans, 30), undefined, 'padding after an attribute')
  t.equal(spanAt(spans, bytes.length), undefined)
  t.equal(spanAt([], 0), undefined)
})

t.test('locate: an offset becomes a path', async (t) => {
  const cases: [number, string | undefined][] = [
    [3, 'header.mark'],
    [8, 'data'],
    [17, 'data.id'],
    [24, 'kind'],
    [36, '#99'],
    [52, 'tags[1]'],
    [70, 'words[1]'],
    [82, 'hops[0].header.weight'],
    [91, 'hops[0].via'],
    [92, undefined],
  ]
  for (const [offset, path] of cases) t.equal(locate(sample, bytes, offset, options), path, `byte ${offset}`)
  t.type(locate(sample, bytes, 0), 'string', "this machine's order unless an option says otherwise")
})

t.test('malformed bytes have a span too', async (t) => {
  const broken = concat(HEADER, nla(9, concat(nla(0, '6100'), nla(1, 'ff'))), nla(3, '6100'))
  const { spans } = describe(sample, broken, options)
  t.equal(locate(sample, broken, 24, options), 'sizes[1]')
  t.match(
    flat(spans).find(({ path }) => path === 'sizes'),
    { value: undefined },
  )
  t.match(
    flat(spans).find(({ path }) => path === 'name'),
    { value: 'a', children: [] },
  )
  t.equal(spans.at(-1)?.path, 'name', 'a later attribute is not inside')
})
