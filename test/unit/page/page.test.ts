/** What the page computes, without a browser: rows, fields and their bytes, keys, the reader. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { pcapHeader, pcapRecord } from '../../../src/capture/pcap-writer.ts'
import { MOST_BYTES } from '../../../src/cli/captured.ts'
import type { LiveEvent } from '../../../src/cli/serve/live-event.ts'
import { EventLog, MOST_EVENTS } from '../../../src/page/event-log.ts'
import { EXAMPLE } from '../../../src/page/example.ts'
import type { Field } from '../../../src/page/fields.ts'
import { fieldAt, fieldsOf, MOST_FIELDS } from '../../../src/page/fields.ts'
import { hexRow, hexRows, moveByte } from '../../../src/page/hex.ts'
import { movedRow, pressed } from '../../../src/page/keys.ts'
import type { MessageDetail, MessageRow } from '../../../src/page/message.ts'
import type { Item } from '../../../src/page/outline.ts'
import { MOST_OPEN, Outline } from '../../../src/page/outline.ts'
import type { ReaderReply, ReaderRequest } from '../../../src/page/reader.ts'
import { CaptureSession, LIMITS } from '../../../src/page/reader.ts'
import { pageOf, rowsIn, topFor } from '../../../src/page/window.ts'
import { link } from '../../../src/rtnl/link/tables/link.ts'
import { encodeMessage } from '../cli/world.ts'

interface ReadCapture {
  readonly rows: readonly MessageRow[]
  readonly stopped: string | undefined
  readonly detail: (number: number) => Promise<MessageDetail | undefined>
}

const read = async (
  source: Blob | string,
  more: Partial<ReaderRequest> = {},
  limits = LIMITS,
): Promise<ReadCapture> => {
  const rows: MessageRow[] = []
  let stopped: string | undefined
  let last: MessageDetail | undefined
  const session = new CaptureSession((reply: ReaderReply) => {
    if (reply.type === 'rows') for (const row of reply.rows) rows.push(row)
    else if (reply.type === 'message') last = reply.detail
    else stopped = reply.stopped
  }, limits)
  await session.receive({ type: 'read', source: new Blob([source]), ...more } as ReaderRequest)
  const detail = async (number: number): Promise<MessageDetail | undefined> => {
    last = undefined
    await session.receive({ type: 'message', number })
    return last
  }
  return { rows, stopped, detail }
}

/** A message with its header, little-endian. */
const message = (type: number, payload: Uint8Array, flags = 0): Buffer => {
  const bytes = Buffer.alloc(16 + payload.length)
  bytes.writeUInt32LE(bytes.length, 0)
  bytes.writeUInt16LE(type, 4)
  bytes.writeUInt16LE(flags, 6)
  bytes.writeUInt32LE(77, 8)
  bytes.set(payload, 16)
  return bytes
}

const newLink = (ifname: string): Buffer =>
  message(16, encodeMessage(link, { header: { type: 'ether', index: 5, flags: ['up'] }, ifname }))

t.test('a request and its refusal', async (t) => {
  const { rows, stopped, detail } = await read(EXAMPLE)
  t.equal(stopped, undefined)
  t.same(rows, [
    { number: 1, name: 'RTM_NEWLINK', size: 68, summary: 'add link vx0 of kind vxlan', state: 'request' },
    {
      number: 2,
      name: 'NLMSG_ERROR',
      size: 88,
      summary: 'ERANGE: VXLAN ID must be lower than 16777216',
      state: 'refused',
    },
  ])
  const asked = await detail(1)
  t.match(asked, { name: 'RTM_NEWLINK', origin: '(1, 68 bytes, sent by fd 3)', omitted: 0, facts: [] })
  t.equal(asked?.fault, undefined)
  const refused = await detail(2)
  t.match(refused?.facts, [
    ['asked', 'add link vx0 of kind vxlan'],
    ['answer', 'ERANGE (34): Numerical result out of range'],
    ['kernel', 'VXLAN ID must be lower than 16777216'],
    ['at fault', 'linkinfo.data.id (IFLA_VXLAN_ID) at byte 52'],
    ['sent', '16777216'],
  ])
  t.same(refused?.fault, { message: 1, offset: 52 })
  const fields = asked?.fields ?? []
  t.equal(fields[fieldAt(fields, 52) ?? -1]?.label, 'IFLA_VXLAN_ID', 'the byte at fault is of this field')
  t.equal(await detail(3), undefined)
})

t.test('notifications, answers without a refusal, other bytes', async (t) => {
  const done = message(3, Buffer.from([0, 0, 0, 0]), 2)
  const stranger = message(999, Buffer.from([1, 2, 3, 4]))
  // ENOENT without words of the kernel, of a request that is not here
  const refused = message(2, Buffer.concat([Buffer.from([0xfe, 0xff, 0xff, 0xff]), message(17, Buffer.alloc(0), 1)]))
  const { rows, detail } = await read(
    [
      newLink('eth5'),
      done,
      stranger,
      message(16, Buffer.alloc(3)),
      Buffer.from([0x40, 0, 1]),
      message(999, Buffer.alloc(0)),
      refused,
    ]
      .map((bytes) => bytes.toString('hex'))
      .join('\n\n'),
  )
  t.same(
    rows.map(({ name, summary, state }) => [name, summary, state]),
    [
      ['RTM_NEWLINK', 'link eth5', 'plain'],
      ['NLMSG_DONE', '', 'plain'],
      ['type 999', '', 'plain'],
      ['RTM_NEWLINK', '3 bytes are too few for ifinfomsg (16)', 'faulty'],
      ['no message', '3 bytes are too few for struct nlmsghdr (16)', 'faulty'],
      ['type 999', '', 'plain'],
      ['NLMSG_ERROR', 'ENOENT: No such file or directory', 'refused'],
    ],
  )
  t.match(await detail(5), { name: 'no message', fields: [{ label: 'no message', problem: true, from: 0, until: 3 }] })
  t.match((await detail(4))?.fields.at(-1), { label: 'payload', problem: true })
  const netfilter = await read(message(0x0a06, Buffer.from([2, 0, 0, 7]), 1).toString('hex'), { family: 12 })
  t.match(netfilter.rows, [{ name: 'NFT_MSG_NEWRULE', summary: 'add rule', state: 'request' }])
  const notified = await read(message(0x0a06, Buffer.from([2, 0, 0, 7])).toString('hex'), { family: 12 })
  t.match(notified.rows, [{ name: 'NFT_MSG_NEWRULE', summary: 'rule', state: 'plain' }])
})

t.test('the byte order', async (t) => {
  const swapped = newLink('eth5').subarray(0, 16).swap32()
  const big = Buffer.from([0, 0, 0, 20, 0, 3, 0, 2, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0])
  t.match((await read(big.toString('hex'), { order: 'be' })).rows, [{ name: 'NLMSG_DONE' }])
  t.match((await read(big.toString('hex'), { order: 'le' })).rows, [{ name: 'no message', summary: /try --be/ }])
  const little = message(3, Buffer.from([0, 0, 0, 0])).toString('hex')
  t.match((await read(little, { order: 'be' })).rows, [{ name: 'no message', summary: /try --le/ }])
  t.match((await read(swapped.toString('hex'))).rows, [{ state: 'faulty' }])
})

t.test('hostile input', async (t) => {
  t.equal((await read('')).stopped, 'the input contains no messages')
  t.match((await read(Buffer.from([0x1f, 0x8b, 8, 0, 1]).toString('latin1'))).stopped, undefined)
  t.match((await read(new Blob([Buffer.from([0x1f, 0x8b, 8, 0, 1])]))).stopped, /compressed/)
  const html = '<img src=x onerror=alert(1)>\u202e\u0007'
  const { rows, detail } = await read(new Blob([newLink(html)]))
  t.match(rows, [{ summary: 'link <img src=x onerror=alert(1)>\\u202e\\x07' }], 'text that is safe as text')
  t.match(
    (await detail(1))?.fields.find(({ label }) => label === 'IFLA_IFNAME')?.text,
    '"<img src=x onerror=alert(1)>\\u202e\\x07"',
  )
  // what was read before the fault is shown
  const lying = Buffer.concat([pcapHeader(), pcapRecord(newLink('eth5'), 0, 5n)])
  const broken = Buffer.concat([lying, Buffer.alloc(16, 0xff)])
  const capture = await read(new Blob([broken]))
  t.equal(capture.rows[0]?.summary, 'link eth5')
  t.type(capture.stopped, 'string')
})

t.test('limits', async (t) => {
  const small = message(3, Buffer.from([0, 0, 0, 0]))
  const limits = { messages: 3000, input: 1 << 20 }
  const many = await read(new Blob([Buffer.concat(Array.from({ length: 3001 }, () => small))]), {}, limits)
  t.equal(many.rows.length, 3000)
  t.equal(many.stopped, 'only the first 3000 messages are shown')
  // the last message is complete at the end of the input only
  const atEnd = await read(`${small.toString('hex')}\n`.repeat(3000) + small.toString('hex'), {}, limits)
  t.equal(atEnd.rows.length, 3000)
  t.equal(atEnd.stopped, 'only the first 3000 messages are shown')
  const packet = Buffer.concat([pcapHeader(), pcapRecord(Buffer.concat([small, small, small, small]), 0, 7n)])
  const inOne = await read(new Blob([packet]), {}, { messages: 2, input: 1 << 20 })
  t.equal(inOne.rows.length, 2, 'of one datagram')
  t.equal(inOne.stopped, 'only the first 2 messages are shown')
  const large = await read(new Blob([message(999, Buffer.alloc(1 << 20))]), {}, limits)
  t.equal(large.stopped, 'only the first 1 MiB are read')
  t.same(LIMITS, { messages: 200_000, input: 1 << 28 })
  const attribute = Buffer.from([4, 0, 0xff, 0x0f])
  const wide = message(16, Buffer.concat([Buffer.alloc(16), ...Array.from({ length: 15_000 }, () => attribute)]))
  const { detail } = await read(new Blob([wide]))
  const shown = await detail(1)
  t.equal(shown?.fields.length, MOST_FIELDS)
  t.ok((shown?.omitted ?? 0) > 5000)
  const long = await read(new Blob([message(999, Buffer.alloc(MOST_BYTES + 4, 7))]))
  t.match(long.rows, [{ state: 'faulty', summary: '20 bytes are missing: only the first MiB of a message is read' }])
  t.equal((await long.detail(1))?.bytes.length, MOST_BYTES)
})

/** Lines of random depths: each at most one deeper than the one before. */
const lines = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 30 }).map((steps) => {
  let depth = -1
  let at = 0
  return steps.map(([step, size], index) => {
    depth = Math.min(step, depth + 1)
    const from = at
    at += size
    return { depth, from, until: at, label: `f${index}`, text: '', problem: false, absent: false }
  })
})

t.test('fields: the tree, and the bytes of each', async (t) => {
  fc.assert(
    fc.property(lines, (lines) => {
      const fields = fieldsOf(lines)
      for (const [at, { depth, end, parent, extent, until }] of fields.entries()) {
        const inside = fields.slice(at + 1).findIndex((one) => one.depth <= depth)
        t.equal(end, inside < 0 ? fields.length : at + 1 + inside)
        t.equal(
          parent,
          fields.findLastIndex((one, index) => index < at && one.depth < depth),
        )
        t.equal(extent, Math.max(until, ...fields.slice(at, end).map((one) => one.until)))
      }
      for (let offset = 0; offset < 100; offset++) {
        const own = fields.findIndex(({ from, until }) => from <= offset && offset < until)
        t.equal(fieldAt(fields, offset), own < 0 ? undefined : own)
      }
    }),
    { numRuns: 60 },
  )
})

/** The rows of a tree, computed the simple way. */
const rowsOf = (count: number, open: ReadonlyMap<number, readonly Field[]>, closed: ReadonlySet<string>): Item[] =>
  Array.from({ length: count }, (_, message): Item[] => {
    const fields = open.get(message) ?? []
    const isShown = (at: number): boolean => {
      const parent = (fields[at] as Field).parent
      return parent < 0 || (!closed.has(`${message}.${parent}`) && isShown(parent))
    }
    return [{ message }, ...fields.flatMap((_, field) => (isShown(field) ? [{ message, field }] : []))]
  }).flat()

t.test('the outline has the rows of the tree', async (t) => {
  const step = fc.tuple(fc.nat(9), fc.nat(30), lines)
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const outline = new Outline()
      outline.count = 10
      const open = new Map<number, readonly Field[]>()
      const closed = new Set<string>()
      for (const [message, field, some] of steps) {
        const fields = open.get(message)
        if (fields === undefined) {
          open.set(message, fieldsOf(some))
          outline.open(message, fieldsOf(some))
        } else if (field < fields.length) {
          const key = `${message}.${field}`
          if (!closed.delete(key)) closed.add(key)
          outline.toggle(message, field)
        } else {
          open.delete(message)
          for (const key of closed) if (key.startsWith(`${message}.`)) closed.delete(key)
          outline.close(message)
        }
        const expected = rowsOf(10, open, closed)
        t.equal(outline.size, expected.length)
        for (const [row, item] of expected.entries()) {
          t.same(outline.at(row), item)
          t.equal(outline.rowOf(item), row)
        }
      }
    }),
    { numRuns: 40 },
  )
})

/** `[0 [1 [2] 3] 4]`: two levels. */
const FIELDS = fieldsOf(
  [0, 1, 2, 1, 0].map((depth, at) => ({
    depth,
    from: at,
    until: at + 1,
    label: `f${at}`,
    text: '',
    problem: false,
    absent: false,
  })),
)

t.test('a hidden field is shown when it is wanted; the message opened first is closed', async (t) => {
  const outline = new Outline()
  outline.count = 100
  outline.open(3, FIELDS)
  outline.toggle(3, 0)
  t.equal(outline.size, 102)
  t.equal(outline.rowOf({ message: 3, field: 2 }), 6)
  t.equal(outline.size, 105)
  t.same(outline.fieldsOf(3), FIELDS)
  t.equal(outline.fieldsOf(4), undefined)
  for (let message = 10; message < 10 + MOST_OPEN; message++) outline.open(message, [])
  t.equal(outline.isOpen({ message: 3 }), false)
  t.equal(outline.isOpen({ message: 10 }), true)
})

t.test('the keys of the tree', async (t) => {
  const outline = new Outline()
  t.equal(pressed(outline, 0, 'ArrowDown', 5), undefined, 'nothing is there')
  outline.count = 20
  const press = (row: number, key: string) => pressed(outline, row, key, 5)
  t.same(press(0, 'ArrowUp'), { row: 0 })
  t.same(press(0, 'ArrowDown'), { row: 1 })
  t.same(press(0, 'End'), { row: 19 })
  t.same(press(19, 'ArrowDown'), { row: 19 })
  t.same(press(19, 'PageUp'), { row: 14 })
  t.same(press(17, 'PageDown'), { row: 19 })
  t.same(press(17, 'Home'), { row: 0 })
  t.same(press(0, 'ArrowLeft'), { row: 0 }, 'a closed message is in nothing')
  t.same(press(0, 'ArrowRight'), { row: 0, open: 0 })
  t.same(press(0, ' '), { row: 0, open: 0 })
  outline.open(0, FIELDS)
  t.same(press(0, 'ArrowRight'), { row: 1 })
  t.same(press(2, 'ArrowRight'), { row: 3 })
  t.same(press(3, 'ArrowRight'), { row: 3 }, 'a field without parts')
  t.same(press(3, 'Enter'), { row: 3 })
  t.same(press(3, 'ArrowLeft'), { row: 2 }, 'what it is in')
  t.same(press(2, 'ArrowLeft'), { row: 2 })
  t.equal(outline.size, 24, 'closed')
  t.same(press(2, 'ArrowLeft'), { row: 1 })
  t.same(press(2, 'ArrowRight'), { row: 2 })
  t.equal(outline.size, 25, 'open')
  t.same(press(5, 'ArrowLeft'), { row: 0 })
  t.same(press(0, 'Enter'), { row: 0 })
  t.equal(outline.size, 20)
  t.equal(press(0, 'x'), undefined)
  t.equal(movedRow(0, 'End', 0, 5), undefined)
})

t.test('bytes as rows, and the keys among them', async (t) => {
  const bytes = Uint8Array.from({ length: 35 }, (_, at) => at + 60)
  t.equal(hexRows(35), 3)
  t.same(hexRow(bytes, 2), [
    { offset: 32, hex: '5c', character: '\\' },
    { offset: 33, hex: '5d', character: ']' },
    { offset: 34, hex: '5e', character: '^' },
  ])
  t.same(
    hexRow(Uint8Array.of(0x1f, 0x20, 0x7e, 0x7f), 0)
      .map(({ character }) => character)
      .join(''),
    '. ~.',
  )
  const move = (offset: number, key: string) => moveByte(offset, key, 35, 2)
  t.same(
    ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'x'].map((key) =>
      move(18, key),
    ),
    [17, 19, 2, 34, 16, 31, 2, 34, undefined],
  )
  t.same(
    ['ArrowLeft', 'ArrowUp', 'PageUp'].map((key) => move(0, key)),
    [0, 0, 0],
  )
  t.same(
    ['ArrowRight', 'ArrowDown', 'PageDown', 'End'].map((key) => move(34, key)),
    [34, 34, 34, 34],
  )
  t.equal(move(20, 'ArrowDown'), 20, 'there is no byte below')
})

t.test('which rows are on the screen', async (t) => {
  const viewport = { top: 2400, height: 240, rowHeight: 24 }
  t.same(rowsIn(viewport, 10_000), [92, 118])
  t.same(rowsIn(viewport, 105), [92, 105])
  t.same(rowsIn(viewport, 3), [0, 3], 'the list has become short')
  t.same(rowsIn({ ...viewport, top: 0 }, 0), [0, 0])
  t.equal(pageOf(viewport), 9)
  t.equal(pageOf({ ...viewport, height: 10 }), 1)
  t.equal(topFor(viewport, 50), 1200)
  t.equal(topFor(viewport, 105), 2400)
  t.equal(topFor(viewport, 120), 2664)
})

t.test('events: the newest, and those that the filter selects', async (t) => {
  const event = (id: number, text: string): LiveEvent => ({
    id,
    time: '2026-01-02T03:04:05.678Z',
    kind: 'new',
    parts: [
      ['new ', 32],
      [text, undefined],
    ],
  })
  const log = new EventLog()
  log.add(event(1, 'link eth1'))
  log.add(event(2, 'route default'))
  t.equal(log.shown.length, 2)
  log.filter(' ETH')
  t.same(
    log.shown.map(({ id }) => id),
    [1],
  )
  log.add(event(3, 'address eth1'))
  log.add(event(4, 'rule'))
  t.same(
    log.shown.map(({ id }) => id),
    [1, 3],
  )
  log.filter('')
  t.same(
    log.shown.map(({ id }) => id),
    [1, 2, 3, 4],
  )
  for (let id = 5; id < 7000; id++) log.add(event(id, 'link'))
  t.ok(log.shown.length >= MOST_EVENTS && log.shown.length <= MOST_EVENTS * 1.1)
  t.equal(log.shown.at(-1)?.id, 6999)
  log.clear()
  t.equal(log.shown.length, 0)
})

t.test('the page asks for nothing but its own files', async (t) => {
  const folder = new URL('../../../src/page/', import.meta.url)
  for (const name of ['index.html', 'page.css', 'icon.svg'])
    t.notMatch(
      readFileSync(new URL(name, folder), 'utf8').replaceAll('http://www.w3.org/', ''),
      /https?:|\/\/|@import/,
      name,
    )
})
