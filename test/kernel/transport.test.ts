/**
 * The transport with an I/O thread: polling for replies, holding, reading the backlog; and buffers without privilege.
 */
import './two-processors.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { hostOrder } from '../../src/netlink/codec/order.ts'
import { frameRequest, NLM_F_ACK, NLM_F_DUMP, NLMSG_NOOP } from '../../src/netlink/protocol/header.ts'
import { NetlinkSocket } from '../../src/netlink/socket/socket.ts'
import type { NativeSocket } from '../../src/netlink/transport/native.ts'
import { ThreadTransport } from '../../src/netlink/transport/thread.ts'
import { PATIENCE, until } from '../until.ts'
import { inNamespace } from './namespace.ts'

const RTM_GETLINK = 18
const little = hostOrder === 'le'
const dump = frameRequest(RTM_GETLINK, NLM_F_DUMP, new Uint8Array(16), little)
const noop = frameRequest(NLMSG_NOOP, NLM_F_ACK, new Uint8Array(0), little)
const mute = frameRequest(NLMSG_NOOP, 0, new Uint8Array(0), little)

/** A transport, the number of datagrams it has reported, and the sends it has reported as concluded. */
const opened = (): { transport: ThreadTransport; counts: { datagrams: number }; concluded: number[] } => {
  const transport = new ThreadTransport({ protocol: 0 })
  const counts = { datagrams: 0 }
  const concluded: number[] = []
  transport.start({
    datagram: () => counts.datagrams++,
    overrun: () => t.fail('an overrun'),
    sendFailed: (_ticket, error) => t.fail(error.message),
    concluded: (ticket) => concluded.push(ticket),
    broken: (error) => t.fail(error.message),
    drained: () => undefined,
  })
  transport.keepAlive(true)
  return { transport, counts, concluded }
}

/** Keeps the event loop from running, while the I/O threads go on. */
const busy = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

/** Counts how often a transport polls for a reply. A patient one polls until it arrives. */
const watched = (transport: ThreadTransport): { count: number; patient: boolean } => {
  const looks = { count: 0, patient: false }
  const { socket } = transport as unknown as { socket: { take: NativeSocket['take'] } }
  const take = socket.take.bind(socket)
  socket.take = (microseconds) => {
    looks.count++
    return take(looks.patient ? 1000 * PATIENCE : microseconds)
  }
  return looks
}

if (inNamespace(t, import.meta.url)) {
  await t.test('held again before it has read its backlog', async (t) => {
    const { transport, counts } = opened()
    transport.hold()
    transport.send({ ticket: 1, frames: [dump], count: 1, answers: 0, conclude: false })
    transport.send({ ticket: 2, frames: [noop], count: 1, answers: 1, conclude: false })
    await sleep(50)
    t.equal(counts.datagrams, 0, 'nothing comes while it is held')
    transport.resume()
    transport.hold()
    await sleep(50)
    t.equal(counts.datagrams, 0, 'nor when it is held again at once')
    transport.resume()
    transport.resume()
    await until(() => counts.datagrams >= 2, 'all of it')
    transport.close()
  })

  await t.test('what arrived while the program was busy waits if the transport is held then', async (t) => {
    const { transport, counts } = opened()
    const SENDS = 10
    for (let ticket = 1; ticket <= SENDS; ticket++) {
      transport.send({ ticket, frames: [noop], count: 1, answers: 0, conclude: false })
      busy(20)
    }
    transport.hold()
    await sleep(50)
    t.equal(counts.datagrams, 0, 'nothing is read while it is held')
    const { backlog } = transport as unknown as { backlog: readonly unknown[] }
    t.ok(backlog.length > 1, `${backlog.length} slabs wait`)
    transport.resume()
    await until(() => counts.datagrams >= SENDS, 'all of them')
    t.equal(counts.datagrams, SENDS, 'each once')
    transport.close()
  })

  await t.test('closed with a backlog of slabs', async (t) => {
    const { transport, counts } = opened()
    transport.hold()
    transport.send({ ticket: 1, frames: [dump], count: 1, answers: 0, conclude: false })
    await sleep(50)
    transport.resume()
    transport.close()
    await sleep(50)
    t.equal(counts.datagrams, 0)
  })

  await t.test('polling without success happens less and less often, and again when it succeeds', async (t) => {
    const { transport, counts } = opened()
    const looks = watched(transport)
    for (let ticket = 1; ticket <= 200; ticket++)
      transport.send({ ticket, frames: [mute], count: 1, answers: 1, conclude: false })
    t.ok(looks.count > 10 && looks.count < 20, `${looks.count} of 200 sends looked out for what never comes`)
    looks.count = 0
    looks.patient = true
    for (let ticket = 201; ticket <= 240; ticket++)
      transport.send({ ticket, frames: [noop], count: 1, answers: 1, conclude: false })
    t.ok(looks.count >= 40 - 16, `${looks.count} of 40 looked out, since the first of them was not in vain`)
    await until(() => counts.datagrams >= 40, 'the replies that arrived between polls')
    t.equal(counts.datagrams, 40, 'each once')
    transport.close()
  })

  await t.test('the receive buffer is set without privilege too', async (t) => {
    const seteuid = process.seteuid as (id: number) => void
    if (process.getuid?.() === 0) seteuid(65534)
    const socket = new NetlinkSocket({ receiveBuffer: 131_072 })
    if (process.getuid?.() === 0) seteuid(0)
    await socket.get(RTM_GETLINK, new Uint8Array([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), () =>
      t.pass('works'),
    )
    socket.close()
  })
}
