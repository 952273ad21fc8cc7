/**
 * The datagrams of multicast groups, for protocols that do not start them with a struct nlmsghdr, such as
 * NETLINK_KOBJECT_UEVENT. Nothing is sent, and nothing is parsed.
 */
import { transportOf } from '../transport/open.ts'
import type { Transport, TransportEvents } from '../transport/transport.ts'
import { onAbort } from './abort.ts'
import { checkOptions, checkSignal } from './options.ts'
import type { SocketOptions } from './socket-options.ts'
import { checkOpening } from './socket-options.ts'
import type { Source } from './stream.ts'
import { Stream } from './stream.ts'

export interface DatagramOptions
  extends Pick<SocketOptions, 'groups' | 'io' | 'fd' | 'listenAllNsid' | 'receiveBuffer' | 'transport'> {
  /** NETLINK_KOBJECT_UEVENT (15) and so on. With `fd`, the protocol that it must have. */
  readonly protocol: number
  /** Closes the socket; the loop over the stream then ends. */
  readonly signal?: AbortSignal | undefined
}

/** A datagram that the kernel sent. Those that other processes sent to the socket are ignored. */
export interface Datagram {
  readonly action: 'datagram'
  /** A copy, which belongs to the receiver. */
  readonly bytes: Uint8Array
  /** The id of the namespace that it came from, with `listenAllNsid`. Absent for the namespace of the socket. */
  readonly nsid?: number
}

/**
 * Datagrams were dropped: the receive buffer was full, or one was longer than 64 KiB. After this event nothing is missing,
 * until the next event of this kind.
 */
export interface LostDatagrams {
  readonly action: 'lost'
}

export type DatagramEvent = Datagram | LostDatagrams

const WHERE = 'openDatagrams'
const KEYS: readonly (keyof DatagramOptions)[] = [
  'protocol',
  'groups',
  'io',
  'fd',
  'listenAllNsid',
  'receiveBuffer',
  'transport',
  'signal',
]
/** In bytes. The kernel limits it to net.core.rmem_max, unless the process has CAP_NET_ADMIN. */
const RECEIVE_BUFFER = 8 << 20
/** One ticket for all: whichever request is concluded, everything that arrived before it was handed over. */
const TICKET = 0

class DatagramSource implements Source<DatagramEvent> {
  private readonly transport: Transport
  private readonly disarm: (() => void) | undefined
  private ended = false
  private finish: (() => void) | undefined
  private fail: ((reason: unknown) => void) | undefined

  constructor({ signal, transport, groups = [], receiveBuffer = RECEIVE_BUFFER, ...options }: DatagramOptions) {
    this.transport = transportOf(transport, { ...options, receiveBuffer })
    try {
      // until the first value is requested, datagrams stay in the kernel's buffer
      this.transport.hold()
      for (const group of groups) this.transport.join(group)
    } catch (error) {
      this.transport.close()
      throw error
    }
    if (signal?.aborted === true) this.end(undefined)
    else this.disarm = signal === undefined ? undefined : onAbort(signal, () => this.end(undefined))
  }

  start(push: (event: DatagramEvent) => void): { finished: Promise<void>; cancel: (reason: unknown) => void } {
    const finished = new Promise<void>((resolve, reject) => {
      if (this.ended) return resolve()
      this.finish = resolve
      this.fail = reject
      try {
        this.transport.start(this.events(push))
        this.transport.keepAlive(true)
        this.transport.resume()
      } catch (error) {
        this.end(error)
      }
    })
    return { finished, cancel: (reason) => this.end(reason) }
  }

  close(): boolean {
    const open = !this.ended
    this.end(undefined)
    return open
  }

  hold(): boolean {
    this.transport.hold()
    return true
  }

  resume(): void {
    this.transport.resume()
  }

  private events(push: (event: DatagramEvent) => void): TransportEvents {
    const lost = (): void => push({ action: 'lost' })
    return {
      datagram: (bytes, _view, start, end, length, nsid) => {
        if (length > end - start) return lost()
        const copy = bytes.slice(start, end)
        push(nsid === undefined ? { action: 'datagram', bytes: copy } : { action: 'datagram', bytes: copy, nsid })
      },
      overrun: () => {
        // The kernel reports an overrun once, before the datagrams that were queued by then, and drops silently until they
        // have been received (netlink_overrun, netlink_rcv_wake). So the loss is reported when nothing is left.
        if (this.transport.conclude === undefined) lost()
        else this.transport.conclude(TICKET)
      },
      concluded: lost,
      sendFailed: (_ticket, error) => this.end(error),
      broken: (error) => this.end(error),
      drained: () => undefined,
    }
  }

  /** Closes the socket and ends the stream, with an error if there is a reason. */
  private end(reason: unknown): void {
    if (this.ended) return
    this.ended = true
    this.disarm?.()
    if (reason === undefined) this.finish?.()
    else this.fail?.(reason)
    this.transport.close()
  }
}

/**
 * Opens a socket, joins the groups, and returns what the kernel sends to them as a stream. The process is kept alive from
 * the first `next` until the stream ends. While the program takes nothing, datagrams stay in the receive buffer of the
 * kernel (8 MiB by default). The stream ends with an error if the socket breaks.
 *
 * @throws {OptionError} if an option does not exist or cannot be used.
 * @throws {SocketError} if the kernel refuses.
 * @throws {UnsupportedError} if `fd` is a socket of another protocol, or this system has no netlink.
 */
export const openDatagrams = (options: DatagramOptions): Stream<DatagramEvent> => {
  checkOptions(WHERE, options, KEYS)
  checkOpening(WHERE, options)
  checkSignal(WHERE, options.signal)
  return new Stream(new DatagramSource(options))
}
