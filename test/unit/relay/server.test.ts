/** Parts of the relay without a kernel: a socket that breaks, a check that cannot be made, the audit log as a capture. */
import { PassThrough } from 'node:stream'
import t from 'tap'
import { DetectingReader } from '../../../src/capture/detect.ts'
import { encode } from '../../../src/netlink/codec/encode/encode.ts'
import { hostOrder } from '../../../src/netlink/codec/order.ts'
import { frameRequest } from '../../../src/netlink/protocol/header.ts'
import { FakeKernel } from '../../../src/netlink/transport/fake.ts'
import { FrameReader } from '../../../src/netlink/transport/relay/frames.ts'
import { MESSAGE } from '../../../src/netlink/transport/relay/messages.ts'
import type { RemoteNamespace, Transport } from '../../../src/netlink/transport/transport.ts'
import { auditLine } from '../../../src/relay/audit.ts'
import type { Way } from '../../../src/relay/gate.ts'
import { Output } from '../../../src/relay/output.ts'
import { PolicyGate } from '../../../src/relay/policy/gate.ts'
import { parsePolicy } from '../../../src/relay/policy/text.ts'
import { RelayedSocket } from '../../../src/relay/socket.ts'
import { messageTypes } from '../../../src/rtnl/tables/index.ts'
import { until } from '../../until.ts'

const little = hostOrder === 'le'

t.test('a socket that overflows and breaks', async (t) => {
  const stream = new PassThrough()
  const types: number[] = []
  const reader = new FrameReader((type) => types.push(type))
  stream.on('data', (chunk) => reader.push(chunk))
  let closed = 0
  const socket = new RelayedSocket(1, 0, new Output(stream), { idle: () => undefined, closed: () => closed++ })
  const kernel = new FakeKernel(() => undefined)
  socket.open(
    () => kernel,
    () => undefined,
  )
  kernel.notify(16, new Uint8Array(16), { nsid: 3 })
  kernel.overrun()
  kernel.break(5)
  await until(() => closed === 1, 'the end')
  await until(() => types.length === 4, 'the messages')
  t.same(types, [MESSAGE.opened, MESSAGE.overrun, MESSAGE.datagram, MESSAGE.broken])
  socket.close()
  t.ok(kernel.closed)
})

t.test('a socket that breaks while a message is checked: nothing is sent', async (t) => {
  const stream = new PassThrough().resume()
  const socket = new RelayedSocket(1, 0, new Output(stream), { idle: () => undefined, closed: () => undefined })
  const kernel = new FakeKernel(() => undefined)
  let decide!: () => void
  const decided = new Promise<void>((resolve) => {
    decide = resolve
  })
  const ended = new Promise<void>((resolve) => {
    socket.open(
      () => kernel,
      () => ({
        handle: async (_datagram, way) => {
          await decided
          way.send(new Uint8Array(16))
          way.sendTogether([new Uint8Array(16)])
          await way.settled()
          await way.reply(new Uint8Array(16))
          resolve()
        },
        close: () => undefined,
      }),
    )
  })
  socket.send(1, true, new Uint8Array(16))
  socket.refuse(MESSAGE.broken, new Error('no'))
  decide()
  await ended
  t.equal(kernel.sends, 0)
})

t.test('a check that cannot be made breaks the socket, and nothing is sent', async (t) => {
  const policy = parsePolicy('{"version": 1, "links": {"allow": ["delete"], "kinds": ["veth"], "names": ["*"]}}')
  const gate = new PolicyGate(policy, { dryRun: false, decided: () => t.fail('a decision') })
  const way: Way = {
    send: () => t.fail('it is sent'),
    sendTogether: () => t.fail('it is sent'),
    settled: async () => undefined,
    reply: async () => void t.fail('it is answered'),
  }
  const failing = new FakeKernel(() => undefined)
  failing.failSend(105)
  for (const another of [
    (): Transport => {
      throw new Error('no descriptor is left')
    },
    () => failing,
  ]) {
    const wanted = { protocol: 0, where: undefined, listenAllNsid: false }
    const warden = gate.warden({ wanted, port: 7, another, held: new Map() })
    const payload = new Uint8Array(16)
    new DataView(payload.buffer).setInt32(4, 9, little)
    await t.rejects(async () => warden.handle(frameRequest(17, 4, payload, little), way))
    warden.close()
  }
})

t.test('reads that are repeated are decoded once', async (t) => {
  const sent: Uint8Array[] = []
  const replies: Uint8Array[] = []
  const gate = new PolicyGate(parsePolicy('{"version": 1}'), { dryRun: false, decided: () => undefined })
  const wanted = { protocol: 0, where: undefined, listenAllNsid: false }
  const held = new Map<number, RemoteNamespace>([[9, { netns: 'blue' }]])
  const warden = gate.warden({ wanted, port: 7, another: () => new FakeKernel(() => undefined), held })
  const way: Way = {
    send: (message) => void sent.push(message),
    sendTogether: () => t.fail('it is sent'),
    settled: async () => undefined,
    reply: async (message) => void replies.push(message),
  }
  /** RTM_GETLINK of a link. */
  const read = (index: number, seq: number, flags = 1): Uint8Array => {
    const payload = encode(messageTypes.RTM_GETLINK.node, { header: { index } })
    const bytes = frameRequest(18, flags, payload, little)
    new DataView(bytes.buffer).setUint32(8, seq, little)
    return bytes
  }
  const decided = async (datagram: Uint8Array, what: string): Promise<void> => {
    const done = warden.handle(datagram, way)
    t.type(done, Promise, what)
    await done
  }
  await decided(read(77, 5), 'the first one')
  t.equal(warden.handle(read(77, 6), way), undefined, 'before the call returns')
  t.same(sent, [read(77, 5), read(77, 6)], 'each with its own number')
  await decided(read(78, 7), 'another link')
  await decided(Buffer.concat([read(77, 8), read(77, 9)]), 'two in one datagram')
  await decided(read(77, 10, 0x801), 'other flags')
  t.match(Buffer.from(replies[0] as Uint8Array).toString('latin1'), 'flags that a read does not have')
  for (let index = 100; index < 170; index++) await warden.handle(read(index, 1), way)
  await decided(read(77, 11), 'few are kept')
  const long = encode(messageTypes.RTM_GETLINK.node, { header: {}, altIfname: 'n'.repeat(300) })
  for (const _ of [1, 2]) await decided(frameRequest(18, 1, long, little), 'a long one')

  const { type, node } = messageTypes.RTM_GETNSID
  const nsid = frameRequest(type, 1, encode(node, { header: {}, fd: 9 }), little)
  sent.length = 0
  replies.length = 0
  await warden.handle(nsid, way)
  t.equal(sent.length, 1)
  held.clear()
  await warden.handle(nsid, way)
  t.equal(sent.length, 1, 'the descriptor may be that of another namespace by now')
  t.equal(replies.length, 1)
})

t.test('messages that are no requests', async (t) => {
  const replies: Uint8Array[] = []
  const gate = new PolicyGate(parsePolicy('{"version": 1}'), { dryRun: false, decided: () => undefined })
  const wanted = { protocol: 0, where: undefined, listenAllNsid: false }
  const warden = gate.warden({ wanted, port: 7, another: () => new FakeKernel(() => undefined), held: new Map() })
  const way: Way = {
    send: () => t.fail('it is sent'),
    sendTogether: () => t.fail('it is sent'),
    settled: async () => undefined,
    reply: async (message) => void replies.push(message),
  }
  const bytes = frameRequest(18, 0, new Uint8Array(16), little)
  new DataView(bytes.buffer).setUint16(6, 4, little)
  await warden.handle(bytes, way)
  t.match(Buffer.from(replies[0] as Uint8Array).toString('latin1'), 'policy: the message is no request')
  await warden.handle(new Uint8Array(7), way)
  t.equal(replies.length, 1, 'bytes that are no message are ignored, as by the kernel')
})

t.test('what a line of the audit log says', async (t) => {
  const decision = { allowed: false, name: 'RTM_DELLINK', reason: 'no', message: Uint8Array.of(1, 255) }
  const wanted = { protocol: 12, where: { netns: 'blue' }, listenAllNsid: false }
  t.same(JSON.parse(auditLine(decision, wanted, new Date(0))), {
    time: '1970-01-01T00:00:00.000Z',
    decision: 'refused',
    protocol: 12,
    message: 'RTM_DELLINK',
    netns: 'blue',
    reason: 'no',
    bytes: '01ff',
  })
})

t.test('the lines of an audit log', async (t) => {
  const lines = (text: string) => {
    const reader = new DetectingReader('le')
    return [...reader.push(Buffer.from(text)), ...reader.end()]
  }
  t.same(
    lines('{"bytes":"01ff"}\n\n{"time":1,"protocol":12,"bytes":"20"}').map(({ bytes, protocol }) => [
      protocol,
      ...bytes,
    ]),
    [
      [undefined, 1, 255],
      [12, 32],
    ],
  )
  for (const bad of [
    '{"bytes":"0"}',
    '{"bytes":5}',
    '{"byte":"00"}',
    '{"bytes":"00"}\n{"bytes',
    '{"bytes":"00"}\nnull',
  ])
    t.throws(() => lines(bad), { name: 'InputError', message: /line \d is no JSON object with hexadecimal digits/ })
})
