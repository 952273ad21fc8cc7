/** pcap and pcapng: what their writers make, files of other programs, and broken ones. */
import fc from 'fast-check'
import t from 'tap'
import { ByteQueue } from '../../../src/capture/byte-queue.ts'
import type { Datagram } from '../../../src/capture/datagram.ts'
import { MOST } from '../../../src/capture/datagram.ts'
import { DetectingReader } from '../../../src/capture/detect.ts'
import { LineSplitter } from '../../../src/capture/lines.ts'
import { pcapHeader, pcapRecord } from '../../../src/capture/pcap-writer.ts'
import { pcapngHeader, pcapngInterface, pcapngPacket } from '../../../src/capture/pcapng-writer.ts'
import { TextReader } from '../../../src/capture/text.ts'
import { run } from './world.ts'

const read = (input: Uint8Array, size = input.length): Datagram[] => {
  const reader = new DetectingReader('le')
  const found: Datagram[] = []
  for (let at = 0; at < input.length; at += size) found.push(...reader.push(input.slice(at, at + size)))
  return [...found, ...reader.end()]
}

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')
const GETLINK = bytesOf('14000000 1200 0103 07000000 00000000 11000000')
const DONE = bytesOf('14000000 0300 0200 07000000 67120000 00000000')

/** Numbers of a file, in its byte order. */
class File {
  private readonly parts: Buffer[] = []
  private readonly little: boolean

  constructor(little: boolean) {
    this.little = little
  }

  u16(...values: readonly number[]): this {
    return this.add(2, values)
  }

  u32(...values: readonly number[]): this {
    return this.add(4, values)
  }

  raw(...parts: readonly Uint8Array[]): this {
    this.parts.push(...parts.map((part) => Buffer.from(part)))
    return this
  }

  get bytes(): Buffer {
    return Buffer.concat(this.parts)
  }

  private add(size: number, values: readonly number[]): this {
    for (const value of values) {
      const bytes = Buffer.alloc(size)
      if (this.little) bytes.writeUIntLE(value, 0, size)
      else bytes.writeUIntBE(value, 0, size)
      this.parts.push(bytes)
    }
    return this
  }
}

/** The header of Linux cooked captures, as tcpdump writes it on nlmon. */
const cooked = (protocol: number): Buffer =>
  bytesOf(`0004 0338 0000 0000000000000000 00${protocol.toString(16).padStart(2, '0')}`)

const pcap = (magic: number, little: boolean, linktype = 253): File =>
  new File(little).u32(magic).u16(2, 4).u32(0, 0, 262144, linktype)

const packet = (file: File, data: Uint8Array, protocol = 0, length = data.length): File =>
  file.u32(1700000000, 123456, 16 + data.length, 16 + length).raw(cooked(protocol), data)

t.test('the four magic numbers of pcap', async (t) => {
  for (const [magic, time] of [
    [0xa1b2c3d4, 1700000000123456],
    [0xa1b23c4d, 1700000000000123.5],
  ] as const)
    for (const little of [true, false]) {
      const file = packet(packet(pcap(magic, little), GETLINK), DONE, 12).bytes
      const order = little ? 'le' : 'be'
      const [first, second, ...more] = read(file)
      t.match(first, { bytes: GETLINK, protocol: 0, order, missing: 0 })
      t.ok(Math.abs((first?.time ?? 0) - time) < 1, String(first?.time))
      t.match(second, { bytes: DONE, protocol: 12, order })
      t.same(more, [])
      t.same(read(file, 5), read(file), 'in small parts')
    }
})

t.test('packets that were cut', async (t) => {
  const file = packet(pcap(0xa1b2c3d4, true), GETLINK.subarray(0, 17), 0, 20)
  t.match(read(file.bytes), [{ bytes: GETLINK.subarray(0, 17), missing: 3, why: /tcpdump -s 0/ }])
  const { code, stdout } = await run(['decode'], { stdin: file.bytes })
  t.equal(code, 3)
  t.match(stdout, /^RTM_GETLINK {2}\(1, 17 bytes\)\n/)
  t.match(stdout, /! 3 bytes are missing: the capture cut the packet; tcpdump -s 0 keeps all \(at byte 17\)\n$/)
  const short = pcap(0xa1b2c3d4, true).u32(0, 0, 5, 5).raw(bytesOf('0004 0338 00'))
  t.match(read(short.bytes), [{ bytes: new Uint8Array(0), missing: 0, why: 'the packet is shorter than its header' }])
  t.match((await run(['decode'], { stdin: short.bytes })).stdout, '! the packet is shorter than its header')
})

t.test('zeros after the last message of a packet, and captures without packets', async (t) => {
  const capture = (...packets: readonly Uint8Array[]) =>
    Buffer.concat([pcapHeader('le'), ...packets.map((one) => pcapRecord(one, 0, 7n, 'le'))])
  const decode = (stdin: Uint8Array) => run(['decode', '--le'], { stdin })
  const { code, stdout } = await decode(capture(Buffer.concat([GETLINK, Buffer.alloc(128)])))
  t.equal(code, 0, 'the kernel ignores them')
  t.match(stdout, /^no message +\(2, 128 bytes\)\n[\s\S]* ! zeros after the last message, which the kernel ignores\n/m)
  t.equal((await decode(capture(Buffer.alloc(128)))).code, 3, 'zeros alone')
  t.equal((await decode(capture(Buffer.concat([GETLINK, Buffer.alloc(64), DONE])))).code, 3, 'more than zeros')
  t.match(await decode(capture()), { code: 2, stderr: 'rtnl-dump: the input contains no messages\n' })
  const empty = Buffer.concat([pcapngHeader('le'), pcapngInterface('x', undefined, 'le')])
  t.match(await decode(empty), { code: 2, stderr: 'rtnl-dump: the input contains no messages\n' })
})

t.test('broken files, and files of other networks', async (t) => {
  const whole = packet(pcap(0xa1b2c3d4, true), GETLINK).bytes
  const block = (type: number, ...values: readonly number[]): Buffer => {
    const length = 12 + 4 * values.length
    return new File(true).u32(type, length, ...values, length).bytes
  }
  const section = Buffer.from(pcapngHeader('le'))
  const of = (...blocks: readonly Uint8Array[]): Buffer => Buffer.concat([section, ...blocks])
  const netlink = block(1, 253, 0)
  const cases: readonly (readonly [Uint8Array, RegExp])[] = [
    [whole.subarray(0, -1), /^the pcap ends in the middle of packet 1: 51 bytes are left$/],
    [whole.subarray(0, 10), /^the pcap ends in the middle of packet 1: 10 bytes are left$/],
    [
      pcap(0xa1b2c3d4, true, 1).bytes,
      /^a pcap of linktype 1 \(Ethernet\); netlink has linktype 253: `tcpdump -i nlmon0/,
    ],
    [pcap(0xa1b2c3d4, false, 99).bytes, /^a pcap of linktype 99; /],
    [pcap(0xa1b2c3d4, true).u32(0, 0, MOST + 1, 5).bytes, /^packet 1 of the pcap has 67108865 bytes: a broken file$/],
    [of(Buffer.from([1, 2, 3])), /^the pcapng ends in the middle of block 2: 3 bytes are left$/],
    [of(new File(true).u32(1, 8, 8).bytes), /^block 2 of the pcapng has 8 bytes: a broken file$/],
    [of(new File(true).u32(1, 14, 14).bytes), /^block 2 of the pcapng has 14 bytes/],
    [of(new File(true).u32(1, 0xfffffffc, 14).bytes), /^block 2 of the pcapng has 4294967292 bytes/],
    [of(block(1, 253)), /^block 2 of the pcapng is too short: a broken file$/],
    [of(netlink, block(6, 0, 0, 0, 0)), /^block 3 of the pcapng is too short/],
    [of(netlink, block(3)), /^block 3 of the pcapng is too short/],
    [of(netlink, block(6, 0, 0, 0, 5, 5)), /^the packet in block 3 of the pcapng does not fit: a broken file$/],
    [of(netlink, block(6, 1, 0, 0, 0, 0)), /^the packet in block 3 of the pcapng is of no interface: a broken file$/],
    [
      of(block(1, 1, 0), block(1, 113, 0), block(6, 0, 0, 0, 0, 0)),
      /^a pcapng of linktype 1 \(Ethernet\), linktype 113 \(Linux cooked\); netlink/,
    ],
    [bytesOf('1f8b0800 00000000'), /^the input is compressed; unpack it first/],
    [bytesOf('28b52ffd 00000000'), /^the input is compressed/],
  ]
  for (const [input, message] of cases) {
    t.throws(() => read(input), { name: 'InputError', message })
    t.throws(() => read(input, 1), { name: 'InputError', message })
  }
  t.same(read(of(netlink)), [], 'no packet')
  const mixed = of(
    block(1, 1, 0),
    netlink,
    block(6, 0, 0, 0, 0, 0),
    block(5, 7),
    Buffer.from(pcapngPacket(1, { bytes: DONE }, 'le')),
  )
  t.match(read(mixed), [{ bytes: DONE, protocol: 0 }])
})

t.test('pcapng: sections, units of time, simple packets', async (t) => {
  const option = (file: File, code: number, value: Uint8Array): File =>
    file.u16(code, value.length).raw(value, Buffer.alloc((4 - (value.length % 4)) % 4))
  const block = (little: boolean, type: number, body: Uint8Array): Buffer =>
    new File(little)
      .u32(type, 12 + body.length)
      .raw(body)
      .u32(12 + body.length).bytes
  const section = (little: boolean): Buffer =>
    block(little, 0x0a0d0d0a, new File(little).u32(0x1a2b3c4d).u16(1, 0).u32(0xffffffff, 0xffffffff).bytes)
  const at = (little: boolean, resolution: number | undefined, snaplen = 0): Buffer => {
    const body = new File(little).u16(253, 0).u32(snaplen)
    if (resolution !== undefined) option(body, 9, Buffer.from([resolution]))
    const offset = Buffer.alloc(8)
    if (little) offset.writeBigInt64LE(1000n)
    else offset.writeBigInt64BE(1000n)
    option(option(option(body, 14, offset), 14, Buffer.alloc(8)), 14, Buffer.alloc(3))
    return block(little, 1, body.u16(0, 0).bytes)
  }
  const enhanced = (little: boolean, id: number, high: number, low: number, flags?: number): Buffer => {
    const body = new File(little).u32(id, high, low, 36, 36).raw(cooked(16), GETLINK)
    if (flags !== undefined) option(body, 2, new File(little).u32(flags).bytes)
    return block(little, 6, body.u16(1, 9).raw(Buffer.from('short')).raw(Buffer.alloc(3)).bytes)
  }
  const simple = (little: boolean, length: number): Buffer =>
    block(little, 3, new File(little).u32(length).raw(cooked(12), DONE).bytes)
  const file = Buffer.concat([
    section(true),
    at(true, undefined),
    at(true, 9),
    at(true, 0x80 | 10),
    enhanced(true, 0, 1, 5, 1),
    enhanced(true, 1, 0, 7000, 2),
    enhanced(true, 2, 0, 2048, 0),
    section(false),
    at(false, 3, 26),
    enhanced(false, 0, 0, 9),
    simple(false, 36),
  ])
  const found = read(file)
  t.match(found, [
    { protocol: 16, order: 'le', direction: 'received', time: 1000e6 + 2 ** 32 + 5, bytes: GETLINK },
    { direction: 'sent', time: 1000e6 + 7 },
    { direction: undefined, time: 1000e6 + 2e6 },
    { order: 'be', direction: undefined, time: 1000e6 + 9000 },
    { order: 'be', protocol: 12, time: undefined, bytes: DONE.subarray(0, 10), missing: 10 },
  ])
  t.same(read(file, 3), found)
  t.match(read(Buffer.concat([section(true), at(true, 6), simple(true, 36)])), [{ bytes: DONE, missing: 0 }])
})

const datagrams = fc.array(
  fc.record({
    bytes: fc.uint8Array({ maxLength: 70 }),
    protocol: fc.integer({ min: 0, max: 0xffff }),
    time: fc.integer({ min: 0, max: 2 ** 32 * 1e6 - 1 }),
    direction: fc.constantFrom('sent' as const, 'received' as const, undefined),
    socket: fc.integer({ min: 0, max: 2 }),
    missing: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: 1, maxLength: 8 },
)
const order = fc.constantFrom('le' as const, 'be' as const)

t.test('what the writers make, in any parts', async (t) => {
  fc.assert(
    fc.property(datagrams, order, fc.integer({ min: 1, max: 99 }), (all, order, size) => {
      const records = all.map(({ bytes, protocol, time }) => pcapRecord(bytes, protocol, BigInt(time) * 1000n, order))
      const found = read(Buffer.concat([pcapHeader(order), ...records]), size)
      const expected = all.map(({ bytes, protocol, time }) => ({ bytes, protocol, time, order }))
      t.same(
        found.map(({ bytes, protocol, time, order }) => ({ bytes: new Uint8Array(bytes), protocol, time, order })),
        expected,
      )
    }),
    { numRuns: 100 },
  )
  const labels = ['ip[1] fd 3', 'nft[2] fd 4', 'node[3] \u732b']
  fc.assert(
    fc.property(datagrams, order, fc.integer({ min: 1, max: 99 }), (all, order, size) => {
      const file = Buffer.concat([
        pcapngHeader(order),
        ...labels.map((label, index) => pcapngInterface(label, index === 1 ? 'blue' : undefined, order)),
        ...all.map(({ socket, ...datagram }) => pcapngPacket(socket, datagram, order)),
      ])
      t.same(
        read(file, size).map(({ bytes, socket, protocol, time, direction, missing }) => ({
          ...{ bytes: new Uint8Array(bytes), protocol, time, direction, missing },
          label: socket?.label,
          netns: socket?.netns,
        })),
        all.map(({ bytes, socket, protocol, time, direction, missing }) => ({
          ...{ bytes, protocol, time, direction, missing },
          label: labels[socket],
          netns: socket === 1 ? 'blue' : undefined,
        })),
      )
    }),
    { numRuns: 100 },
  )
  t.match(read(Buffer.concat([pcapngHeader(), pcapngInterface('s', undefined), pcapngPacket(0, { bytes: DONE })])), [
    { time: 0, protocol: 0 },
  ])
  t.match(read(Buffer.concat([pcapHeader(), pcapRecord(DONE, 4, 5000n)])), [{ time: 5, protocol: 4 }])
})

t.test('a queue of bytes', async (t) => {
  const queue = new ByteQueue()
  queue.push(new Uint8Array(0))
  t.same([queue.length, queue.take(1), queue.rest()], [0, undefined, new Uint8Array(0)])
  const operations = fc.array(
    fc.tuple(fc.constantFrom('push', 'take', 'skip', 'peek'), fc.integer({ min: 0, max: 40 })),
    {
      maxLength: 300,
    },
  )
  fc.assert(
    fc.property(operations, (all) => {
      const queue = new ByteQueue()
      let model: number[] = []
      let next = 0
      for (const [operation, count] of all) {
        if (operation === 'push') {
          const bytes = Array.from({ length: count }, () => next++ & 0xff)
          model.push(...bytes)
          queue.push(Uint8Array.from(bytes))
        } else if (operation === 'skip') {
          queue.skip(count)
          model = model.slice(count)
        } else {
          const found = operation === 'take' ? queue.take(count) : queue.peek(count)
          const expected = count > model.length ? undefined : model.slice(0, count)
          if (JSON.stringify(found && [...found]) !== JSON.stringify(expected)) return false
          if (operation === 'take' && found !== undefined) model = model.slice(count)
        }
        if (queue.length !== model.length) return false
      }
      return true
    }),
    { numRuns: 300 },
  )
})

t.test('binary input: one message after another', async (t) => {
  const odd = bytesOf('12000000 6300 0000 07000000 00000000 0102')
  const all = Buffer.concat([odd, Buffer.alloc(2), GETLINK, odd, Buffer.alloc(2), DONE])
  for (const size of [1, 2, 3, 17, 1000])
    t.same(
      read(all, size).map(({ bytes }) => bytes.length),
      [18, 20, 18, 20],
    )
  const broken = Buffer.concat([GETLINK, Buffer.alloc(100_000, 1)])
  t.match(read(broken, 30_000), [{}, { missing: 100_000 - 65536, why: 'only the first bytes are shown' }])
  const huge = bytesOf('ffffff7f 1200 0103 07000000 00000000')
  t.match(read(Buffer.concat([GETLINK, huge])), [{ bytes: GETLINK }, { bytes: huge }])
})

t.test('limits of text', async (t) => {
  t.throws(() => new LineSplitter().push(Buffer.alloc(MOST + 1, 'a')), {
    message: 'line 1 has more than 67108864 characters',
  })
  const reader = new TextReader('le')
  t.throws(() => reader.push(Buffer.from(`[${'28'.repeat((1 << 22) + 1)} 28 28\n`)), {
    message: 'line 1: more than 4194304 bytes in a line or list',
  })
  t.same(read(Buffer.from(`${'# nothing\n'.repeat(200_000)}${GETLINK.toString('hex')}`), 1 << 16).length, 1)
})
