/** A transport that is worse than ours: it receives one datagram per turn, into as little space as the test wants. */
import { hostOrder } from '../../src/netlink/codec/order.ts'
import type { Outgoing } from '../../src/netlink/protocol/outgoing.ts'
import { readRecords } from '../../src/netlink/transport/records.ts'
import { slabOf } from '../../src/netlink/transport/slabs.ts'
import type { Transport, TransportEvents } from '../../src/netlink/transport/transport.ts'
import { AF_NETLINK, addon, netlinkAddress, opened, SOCK_RAW, type Socket } from '../native/addon.ts'

/** Bytes that one record takes besides the datagram: its header and control messages (native/records.h). */
const RECORD = 32 + 512

export class Narrow implements Transport {
  readonly immediate = false
  readonly port: number
  readonly window = 64
  private readonly socket: Socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  private readonly room: number
  private readonly slab
  private events!: TransportEvents

  /** `room`: the maximum number of bytes of a datagram. */
  constructor(room: number) {
    this.room = room
    this.slab = slabOf(new ArrayBuffer(RECORD + ((room + 7) & ~7)))
    this.socket.bind(netlinkAddress())
    const name = new Uint8Array(12)
    this.socket.getsockname(name)
    this.port = new DataView(name.buffer).getUint32(4, hostOrder === 'le')
  }

  start(events: TransportEvents): void {
    this.events = events
    this.resume()
  }

  send({ frames }: Outgoing): void {
    if (this.socket.send(frames) < 0) throw new Error('send')
  }

  hold(): void {
    this.socket.stopPolling()
  }

  resume(): void {
    // -EBUSY: it is already polling
    this.socket.poll(() => {
      const used = this.socket.receive(this.slab.bytes, this.room)
      if (used < 0) throw new Error(`errno ${-used}`)
      readRecords(this.slab, used, hostOrder === 'le', this.events)
      this.events.drained()
    })
  }

  join(): void {}
  leave(): void {}

  keepAlive(yes: boolean): void {
    if (yes) this.socket.ref()
    else this.socket.unref()
  }

  close(): void {
    this.socket.close()
  }
}
