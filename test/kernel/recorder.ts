/** A socket of the kernel's that remembers what went through it, as a tracer would have seen it. */
import { bytesOf } from '../../src/netlink/protocol/header.ts'
import { InlineTransport } from '../../src/netlink/transport/inline.ts'
import type { TransportEvents } from '../../src/netlink/transport/transport.ts'

const SOL_NETLINK = 270
const NETLINK_CAP_ACK = 10

export class Recorder extends InlineTransport {
  /** Requests and answers in their order, each datagram by itself. */
  readonly seen: Uint8Array[] = []

  /** `capped` false: refusals hold the whole request, as they do for programs that don't ask for less. */
  constructor({ capped }: { readonly capped: boolean }) {
    super({ protocol: 0 })
    if (!capped) this.socket.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, new Uint8Array(4))
  }

  override start(events: TransportEvents): void {
    const datagram: TransportEvents['datagram'] = (bytes, view, start, end, length, nsid) => {
      this.seen.push(bytes.slice(start, end))
      events.datagram(bytes, view, start, end, length, nsid)
    }
    super.start({
      datagram,
      overrun: () => events.overrun(),
      sendFailed: (ticket, error) => events.sendFailed(ticket, error),
      concluded: (ticket) => events.concluded(ticket),
      broken: (error) => events.broken(error),
      drained: () => events.drained(),
    })
  }

  override send(outgoing: Parameters<InlineTransport['send']>[0]): void {
    for (const frame of outgoing.frames) this.seen.push(frame.slice())
    super.send(outgoing)
  }

  override post(...[request]: Parameters<InlineTransport['post']>): number {
    this.seen.push(bytesOf(request).slice())
    return super.post(request)
  }

  override exchange(...[request, most, slab]: Parameters<InlineTransport['exchange']>): number {
    this.seen.push(bytesOf(request).slice())
    return super.exchange(request, most, slab)
  }
}
