/** Hand-made records with the layout of native/records.h. */
import t from 'tap'
import { readRecords, soleDatagram } from '../../../src/netlink/transport/records.ts'
import { slabOf } from '../../../src/netlink/transport/slabs.ts'
import type { TransportEvents } from '../../../src/netlink/transport/transport.ts'

/** The fields of a record are in the byte order of this machine. */
const little = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

interface Made {
  readonly length?: number
  readonly flags?: number
  readonly port?: number
  readonly control?: Uint8Array
  readonly data?: readonly number[]
}

const record = ({
  data = [],
  length = data.length,
  flags = 0,
  port = 0,
  control = new Uint8Array(0),
}: Made): Buffer => {
  const padded = (control.length + 7) & ~7
  const bytes = Buffer.alloc((32 + padded + data.length + 7) & ~7)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  view.setUint32(0, bytes.length, little)
  view.setUint32(4, length, little)
  view.setUint32(8, flags, little)
  view.setUint16(12, 12, little)
  view.setUint16(14, control.length, little)
  view.setUint16(16, 16, little)
  view.setUint32(20, port, little)
  bytes.set(control, 32)
  bytes.set(data, 32 + padded)
  return bytes
}

/** struct cmsghdr and one int. */
const control = (level: number, type: number, value: number, length = 20): Uint8Array => {
  const bytes = new Uint8Array(24)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(length), little)
  view.setInt32(8, level, little)
  view.setInt32(12, type, little)
  view.setInt32(16, value, little)
  return bytes
}
const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

const read = (...records: Uint8Array[]): string[] => {
  const told: string[] = []
  const bytes = join(...records)
  const slab = slabOf(new ArrayBuffer(bytes.length + 64))
  slab.bytes.fill(0xee)
  slab.bytes.set(bytes)
  const events: TransportEvents = {
    datagram: (from, view, start, end, length, nsid) => {
      if (view.buffer !== from.buffer || view.byteOffset !== 0) throw new Error('another view')
      told.push(`${from.slice(start, end).join()} of ${length}${nsid === undefined ? '' : ` from ${nsid}`}`)
    },
    overrun: () => told.push('overrun'),
    sendFailed: (ticket, error) => told.push(`send ${ticket}: ${error.message}`),
    concluded: (ticket) => told.push(`concluded ${ticket}`),
    broken: (error) => told.push(`broken: ${error.message}`),
    drained: () => told.push('drained'),
  }
  readRecords(slab, bytes.length, little, events)
  return told
}

t.test('datagrams in order', async (t) => {
  t.strictSame(read(), [])
  t.strictSame(read(record({ data: [1, 2, 3, 4] }), record({ data: [5, 6, 7, 8, 9] }), record({ data: [] })), [
    '1,2,3,4 of 4',
    '5,6,7,8,9 of 5',
    ' of 0',
  ])
})

t.test('a truncated datagram has its full length', async (t) => {
  t.strictSame(read(record({ data: [1, 2, 3, 4, 5, 6, 7, 8], length: 5000 })), ['1,2,3,4,5,6,7,8 of 5000'])
})

t.test('datagrams that are not from the kernel are ignored', async (t) => {
  t.strictSame(read(record({ data: [1], port: 4711 }), record({ data: [2] })), ['2 of 1'])
})

t.test('errors are reported in sequence with the datagrams', async (t) => {
  const [receive, send] = [0x80000000, 0x40000000]
  t.strictSame(
    read(
      record({ data: [1] }),
      record({ flags: receive | 105 }),
      record({ data: [2] }),
      record({ flags: send | 90, length: 12 }),
      record({ flags: receive | 111 }),
    ),
    [
      '1 of 1',
      'overrun',
      '2 of 1',
      'send 12: sendmsg: EMSGSIZE: Message too long',
      'broken: recvmsg: ECONNREFUSED: Connection refused',
    ],
  )
  t.strictSame(read(record({ flags: send | 105, length: 3 })), ['send 3: sendmsg: ENOBUFS: No buffer space available'])
})

t.test('`concluded`', async (t) => {
  t.strictSame(read(record({ data: [1] }), record({ flags: 0x20000000, length: 0xfffffff7 })), [
    '1 of 1',
    'concluded 4294967287',
  ])
})

t.test('a datagram that is the only record', async (t) => {
  const sole = (...all: Uint8Array[]): number => {
    const bytes = join(...all)
    const slab = slabOf(new ArrayBuffer(bytes.length + 64))
    slab.bytes.set(bytes)
    return soleDatagram(slab, bytes.length, little)
  }
  const one = record({ data: [1, 2, 3, 4, 5] })
  t.equal(sole(one), 5)
  t.equal(sole(), 0)
  t.equal(sole(one, one), 0)
  t.equal(sole(record({ data: [1], flags: 0x20 })), 0, 'cut off')
  t.equal(sole(record({ data: [1], port: 4711 })), 0, 'of another sender')
  t.equal(sole(record({ data: [1], control: control(270, 8, 5) })), 0, 'with control messages')
})

t.test('the namespace that a notification is from', async (t) => {
  const [SOL_NETLINK, NSID, SOL_SOCKET] = [270, 8, 1]
  const nsid = control(SOL_NETLINK, NSID, 5)
  const other = control(SOL_SOCKET, NSID, 6)
  t.strictSame(read(record({ data: [1], control: nsid })), ['1 of 1 from 5'])
  t.strictSame(
    read(record({ data: [1], control: nsid.subarray(0, 20) })),
    ['1 of 1 from 5'],
    'without the last padding',
  )
  t.strictSame(read(record({ data: [1], control: join(other, nsid) })), ['1 of 1 from 5'], 'after others')
  t.strictSame(read(record({ data: [1], control: join(control(SOL_NETLINK, 3, 7), nsid) })), ['1 of 1 from 5'])
  t.strictSame(read(record({ data: [1], control: other })), ['1 of 1'])
  t.strictSame(
    read(record({ data: [1], control: control(SOL_NETLINK, NSID, 5, 0) })),
    ['1 of 1'],
    'ends, whatever it says',
  )
  t.strictSame(read(record({ data: [1], control: nsid.subarray(0, 16) })), ['1 of 1'])
})
