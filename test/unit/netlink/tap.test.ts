/** The tap: a socket on it behaves as on the transport below, and every datagram is recorded. */
import t from 'tap'
import { SocketError } from '../../../src/netlink/protocol/errors.ts'
import type { Outgoing } from '../../../src/netlink/protocol/outgoing.ts'
import { FakeKernel } from '../../../src/netlink/transport/fake.ts'
import { Tap } from '../../../src/netlink/transport/tap.ts'
import type { Transport, TransportEvents } from '../../../src/netlink/transport/transport.ts'
import { isSynchronous } from '../../../src/netlink/transport/transport.ts'
import { message } from './messages.ts'

/** Records every call with its arguments. */
class Noting implements Transport {
  readonly port = 0x0203
  readonly window = 37
  readonly immediate = true
  readonly conclusive = true
  readonly adopted = true
  readonly protocol = 12
  readonly remote = { openNamespace: () => Promise.reject(), openSocket: () => Promise.reject() }
  readonly notes: unknown[] = []
  events!: TransportEvents
  start(events: TransportEvents): void {
    this.events = events
  }
  send(outgoing: Outgoing): void {
    this.notes.push(outgoing)
  }
  poll(): void {
    this.notes.push('poll')
  }
  conclude(ticket: number): void {
    this.notes.push(`conclude ${ticket}`)
  }
  hold(): void {
    this.notes.push('hold')
  }
  resume(): void {
    this.notes.push('resume')
  }
  join(group: number): void {
    this.notes.push(`join ${group}`)
  }
  leave(group: number): void {
    this.notes.push(`leave ${group}`)
  }
  keepAlive(yes: boolean): void {
    this.notes.push(`alive ${yes}`)
  }
  close(): void {
    this.notes.push('close')
  }
}

t.test('calls and properties are forwarded', async (t) => {
  const below = new Noting()
  const tap = new Tap(below)
  const { port, window, immediate, conclusive, adopted, protocol, remote } = tap
  t.equal(remote, below.remote)
  t.strictSame(
    { port, window, immediate, conclusive, adopted, protocol },
    { port: 0x0203, window: 37, immediate: true, conclusive: true, adopted: true, protocol: 12 },
  )
  t.notOk(isSynchronous(tap), 'no fast path bypasses it')
  const outgoing = { ticket: 9, frames: [], count: 0, answers: 0, conclude: true }
  tap.send(outgoing)
  tap.poll()
  tap.conclude?.(5)
  tap.hold()
  tap.resume()
  tap.join(3)
  tap.leave(4)
  tap.keepAlive(true)
  tap.close()
  t.strictSame(below.notes, [
    outgoing,
    'poll',
    'conclude 5',
    'hold',
    'resume',
    'join 3',
    'leave 4',
    'alive true',
    'close',
  ])
})

t.test('a transport without the optional properties', async (t) => {
  const kernel = new FakeKernel(() => t.fail('nothing was sent'))
  Object.defineProperty(kernel, 'conclude', { value: undefined })
  const tap = new Tap(kernel)
  t.equal(tap.conclude, undefined)
  t.equal(tap.conclusive, false)
  t.equal(tap.adopted, false)
  t.equal(tap.protocol, undefined)
  tap.poll()
})

t.test('events are forwarded, and datagrams of both directions are recorded', async (t) => {
  const below = new Noting()
  const tap = new Tap(below)
  const seen: unknown[] = []
  tap.start({
    datagram: (bytes, view, start, end, length, nsid) => {
      seen.push(['datagram', bytes, view, start, end, length, nsid])
    },
    overrun: () => seen.push('overrun'),
    sendFailed: (ticket, error) => seen.push(['sendFailed', ticket, error]),
    concluded: (ticket) => seen.push(['concluded', ticket]),
    broken: (error) => seen.push(['broken', error]),
    opened: () => seen.push('opened'),
    drained: () => seen.push('drained'),
  })
  const [first, second] = [message({ type: 16, seq: 7, payload: [1, 2, 3, 4] }), message({ type: 18, seq: 8 })]
  tap.send({ ticket: 1, frames: [first, second], count: 2, answers: 0, conclude: false })
  const received = Uint8Array.of(9, 8, 7, 6, 5, 4, 3)
  const view = new DataView(received.buffer)
  const failed = new SocketError('sendmsg', 105)
  below.events.datagram(received, view, 2, 5, 40, 6)
  below.events.overrun()
  below.events.sendFailed(3, failed)
  below.events.concluded(4)
  below.events.broken(failed)
  below.events.opened?.()
  below.events.drained()
  t.strictSame(seen, [
    ['datagram', received, view, 2, 5, 40, 6],
    'overrun',
    ['sendFailed', 3, failed],
    ['concluded', 4],
    ['broken', failed],
    'opened',
    'drained',
  ])
  received.fill(0)
  t.strictSame(tap.datagrams, [
    { direction: 'sent', bytes: Uint8Array.of(...first, ...second) },
    { direction: 'received', bytes: Uint8Array.of(7, 6, 5) },
  ])
})
