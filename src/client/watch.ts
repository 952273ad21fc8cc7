/** A monitor's socket: joins multicast groups, turns notifications into events, and reports losses in sequence with them. */

import { DumpInterruptedError } from '../netlink/protocol/errors.ts'
import { NLMSG_NOOP } from '../netlink/protocol/header.ts'
import { onAbort } from '../netlink/socket/abort.ts'
import type { SocketOptions } from '../netlink/socket/socket.ts'
import { NetlinkSocket } from '../netlink/socket/socket.ts'
import type { Source } from '../netlink/socket/stream.ts'
import { Stream } from '../netlink/socket/stream.ts'

/** Options of every monitor. */
export interface WatchOptions {
  /** Ends the monitor. The loop over it then ends without an error. */
  readonly signal?: AbortSignal | undefined
  /** Bytes that the kernel buffers for unread notifications. Default 8 MiB, or what net.core.rmem_max allows. */
  readonly receiveBuffer?: number | undefined
  /**
   * Descriptor of an open netlink socket in the namespace to watch. The monitor closes it when it ends. Absent: the monitor
   * opens one.
   */
  readonly fd?: number | undefined
}

/**
 * The kernel has dropped notifications, since the receive buffer was full. Changes between the last event and this one may
 * be missing, and are not reported later. The events after this one are complete, until the next `lost`. To know the state
 * again, read the list after this event, and apply the events that follow to it.
 */
export interface LostEvent {
  readonly action: 'lost'
}

/** Turns notifications into events. May keep state for that, such as the names of links. */
export interface EventTranslator {
  /** Decodes a notification and pushes its events. `nsid`: id of the namespace it is from; undefined for the socket's own. */
  translate(bytes: Uint8Array, view: DataView, start: number, end: number, nsid: number | undefined): void
  /**
   * Reads the state that `translate` needs. Called at the start and after a loss; notifications received meanwhile are queued.
   * `stale` returns true if another loss has occurred since: what was read is then outdated, and `prepare` is called again.
   */
  readonly prepare?: ((stale: () => boolean) => Promise<void>) | undefined
  /** Pushes events that were held back for a later notification, which is lost. Called before the `lost` event. */
  readonly interrupted?: (() => void) | undefined
}

/** Receives events. */
export type Push<E> = (event: E) => void

const RECEIVE_BUFFER = 8 << 20
/** Microseconds for which the I/O thread waits for further notifications before it wakes the event loop. */
const COALESCE = 1500
/** Unread events that are kept in this process. Beyond that the socket pauses, and the kernel's buffer holds the rest. */
const BACKLOG = 65536

interface Message {
  readonly bytes: Uint8Array
  readonly nsid: number | undefined
}

/** The source of the events: a socket that has joined the groups, which also sends the translator's requests. */
class Watch<E> implements Source<E | LostEvent> {
  private readonly socket: NetlinkSocket
  private readonly translator: EventTranslator
  private readonly disarm: (() => void) | undefined
  /** Notifications received while `prepare` runs, which may be newer than what it reads. Undefined: none are queued. */
  private waiting: Message[] | undefined
  /** A loss has occurred since `prepare` was called. */
  private stale = false
  /** The kernel has reported a loss since the last NLMSG_NOOP was sent. */
  private dropping = false
  /** `drain` is running. */
  private draining = false
  private over = false
  private push!: Push<E | LostEvent>
  private finish: (() => void) | undefined
  private fail: ((reason: unknown) => void) | undefined

  constructor(
    { signal, receiveBuffer = RECEIVE_BUFFER }: WatchOptions,
    socketOptions: SocketOptions,
    translator: (socket: NetlinkSocket, push: Push<E>) => EventTranslator,
  ) {
    this.socket = new NetlinkSocket({ ...socketOptions, receiveBuffer, coalesce: COALESCE })
    this.translator = translator(this.socket, (event) => this.push(event))
    // notifications stay in the kernel's buffer until the program starts to read events
    this.socket.pause()
    if (signal?.aborted === true) this.end(undefined)
    else this.disarm = signal === undefined ? undefined : onAbort(signal, () => this.end(undefined))
  }

  start(push: Push<E | LostEvent>): { finished: Promise<void>; cancel: (reason: unknown) => void } {
    this.push = push
    const finished = new Promise<void>((resolve, reject) => {
      this.finish = resolve
      this.fail = reject
      if (this.over) return resolve()
      this.socket.listen({
        notification: (bytes, view, start, end, nsid) => {
          if (this.waiting === undefined) this.translator.translate(bytes, view, start, end, nsid)
          else this.waiting.push({ bytes: bytes.slice(start, end), nsid })
        },
        lost: () => this.lose(),
        closed: (cause) => this.end(cause),
      })
      this.refresh()
    })
    return { finished, cancel: (reason) => this.end(reason) }
  }

  /** Closes the socket when the program leaves its loop, or never starts one. Returns whether the watch was open. */
  close(): boolean {
    const open = !this.over
    this.end(undefined)
    return open
  }

  hold(): boolean {
    return this.socket.pause()
  }

  resume(): void {
    this.socket.unpause()
  }

  /** Ends the watch. Only the first call has an effect. The loop throws `reason`, or ends normally if it is undefined. */
  end(reason: unknown): void {
    if (this.over) return
    this.over = true
    this.disarm?.()
    if (reason === undefined) this.finish?.()
    else this.fail?.(reason)
    this.socket.close()
  }

  /** Translates the queued notifications. */
  private release(): void {
    const messages = this.waiting?.splice(0) ?? []
    for (const { bytes, nsid } of messages) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      this.translator.translate(bytes, view, 0, bytes.length, nsid)
    }
  }

  /**
   * The kernel reports a drop once (netlink_overrun), and drops silently from then on until the receive queue was empty
   * (netlink_rcv_wake). State that is read before that could miss later changes, so `lost` is pushed only when a reply
   * has arrived.
   */
  private lose(): void {
    this.dropping = true
    if (this.draining) return
    this.draining = true
    this.drain().then(
      () => {
        this.draining = false
        this.release()
        this.translator.interrupted?.()
        this.push({ action: 'lost' })
        this.refresh()
      },
      (error) => this.end(error),
    )
  }

  /** A reply that arrives shows that the kernel no longer drops. What comes after it is complete until the next report. */
  private async drain(): Promise<void> {
    while (this.dropping) {
      this.dropping = false
      await this.socket.get(NLMSG_NOOP, new Uint8Array(0), () => undefined)
    }
  }

  /** Calls `prepare`, again if a loss occurs meanwhile. */
  private refresh(): void {
    const { prepare } = this.translator
    this.stale = true
    if (this.waiting !== undefined || prepare === undefined) return
    this.waiting = []
    this.reread(prepare).then(
      () => {
        this.release()
        this.waiting = undefined
      },
      (error) => this.end(error),
    )
  }

  private async reread(prepare: NonNullable<EventTranslator['prepare']>): Promise<void> {
    while (this.stale) {
      this.stale = false
      try {
        await prepare(() => this.stale)
      } catch (error) {
        if (!(error instanceof DumpInterruptedError)) throw error
        // The table changes too fast for a dump without interruption. Report what was queued meanwhile, then try again.
        this.release()
        this.stale = true
      }
    }
  }
}

/** Calls `use` with the options of a monitor's socket, which is already open (`fd`) or still to be opened. */
export type WithSocket = <T>(use: (options: SocketOptions) => T) => T

/**
 * Opens a monitor. `socketOptions` names the multicast groups, `translator` turns their notifications into events.
 *
 * @throws {SocketError} if the kernel refuses the socket or a group.
 */
export const openWatch = <E>(
  options: WatchOptions,
  socketOptions: SocketOptions,
  translator: (socket: NetlinkSocket, push: Push<E>) => EventTranslator,
): Stream<E | LostEvent> => new Stream<E | LostEvent>(new Watch(options, socketOptions, translator), BACKLOG)
