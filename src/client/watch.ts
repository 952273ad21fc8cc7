/** Watching: a socket of its own that has joined groups. What it hears becomes events, and losses are told in their place. */

import { DumpInterruptedError } from '../netlink/protocol/errors.ts'
import { NLMSG_NOOP } from '../netlink/protocol/header.ts'
import { onAbort } from '../netlink/socket/abort.ts'
import type { SocketOptions } from '../netlink/socket/socket.ts'
import { NetlinkSocket } from '../netlink/socket/socket.ts'
import type { Source } from '../netlink/socket/stream.ts'
import { Stream } from '../netlink/socket/stream.ts'

/** Options of every monitor. */
export interface WatchOptions {
  /** Ends the monitor; the loop over it then ends as well. */
  readonly signal?: AbortSignal | undefined
  /** Bytes for notifications that nobody has read yet. Default 8 MiB, or what net.core.rmem_max allows. */
  readonly receiveBuffer?: number | undefined
  /** An open socket of the namespace to watch; closed with the monitor. */
  readonly fd?: number | undefined
}

/**
 * Notifications were dropped, since the receive buffer overflowed: what is known from earlier events may be wrong. From
 * here on everything is told again, so what is listed after this is true and stays so.
 */
export interface LostEvent {
  readonly action: 'lost'
}

/** Makes events of notifications, by whatever it knows already. */
export interface EventTranslator {
  /** Reads a notification and pushes what it tells. */
  tell(bytes: Uint8Array, view: DataView, start: number, end: number, nsid: number | undefined): void
  /**
   * Reads what has to be known before anything can be told; notifications that come meanwhile wait. Called at the start
   * and after a loss; what was read is `stale` where another loss came between.
   */
  readonly prepare?: ((stale: () => boolean) => Promise<void>) | undefined
  /** Tells what it has held back: what would have belonged to it is lost. */
  readonly interrupted?: (() => void) | undefined
}

/** Where events go. */
export type Push<E> = (event: E) => void

const RECEIVE_BUFFER = 8 << 20
/** Microseconds to wait for more before the event loop is woken. */
const COALESCE = 1500
/** Events that may lie waiting here before the kernel's buffer has to hold the rest. */
const BACKLOG = 65536

interface Message {
  readonly bytes: Uint8Array
  readonly nsid: number | undefined
}

/** Where the events come from: a socket that has joined the groups, and what is asked by it. */
class Watch<E> implements Source<E | LostEvent> {
  private readonly socket: NetlinkSocket
  private readonly teller: EventTranslator
  private readonly disarm: (() => void) | undefined
  /** What came while there is something to read first; it may be newer than that. */
  private waiting: Message[] | undefined
  private stale = false
  private deaf = false
  private hearing = false
  private over = false
  private push!: Push<E | LostEvent>
  private finish: (() => void) | undefined
  private fail: ((reason: unknown) => void) | undefined

  constructor(
    { signal, receiveBuffer = RECEIVE_BUFFER }: WatchOptions,
    socketOptions: SocketOptions,
    teller: (socket: NetlinkSocket, push: Push<E>) => EventTranslator,
  ) {
    this.socket = new NetlinkSocket({ ...socketOptions, receiveBuffer, coalesce: COALESCE })
    this.teller = teller(this.socket, (event) => this.push(event))
    // what comes before anybody listens stays in the kernel's buffer
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
          if (this.waiting === undefined) this.teller.tell(bytes, view, start, end, nsid)
          else this.waiting.push({ bytes: bytes.slice(start, end), nsid })
        },
        lost: () => this.lose(),
        closed: (cause) => this.end(cause),
      })
      this.refresh()
    })
    return { finished, cancel: (reason) => this.end(reason) }
  }

  /** Leaving the loop closes the socket, whether it was begun or not. */
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

  /** The first reason counts; without one the loop ends as if all were told. */
  end(reason: unknown): void {
    if (this.over) return
    this.over = true
    this.disarm?.()
    if (reason === undefined) this.finish?.()
    else this.fail?.(reason)
    this.socket.close()
  }

  /** Tells what has waited. */
  private release(): void {
    const messages = this.waiting?.splice(0) ?? []
    for (const { bytes, nsid } of messages) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      this.teller.tell(bytes, view, 0, bytes.length, nsid)
    }
  }

  /**
   * The kernel says once that it dropped something, and goes on dropping without a word until its queue was read empty.
   * What would be read before that could miss what happens after it, so a loss is told when the kernel answers again.
   */
  private lose(): void {
    this.deaf = true
    if (this.hearing) return
    this.hearing = true
    this.hear().then(
      () => {
        this.hearing = false
        this.release()
        this.teller.interrupted?.()
        this.push({ action: 'lost' })
        this.refresh()
      },
      (error) => this.end(error),
    )
  }

  /** An answer that comes was not dropped, and neither is anything behind it, unless that is said again. */
  private async hear(): Promise<void> {
    while (this.deaf) {
      this.deaf = false
      await this.socket.get(NLMSG_NOOP, new Uint8Array(0), () => undefined)
    }
  }

  /** Reads what has to be known, once more where it got stale meanwhile. */
  private refresh(): void {
    const { prepare } = this.teller
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
        // too much changes for a list; what changes is told meanwhile
        this.release()
        this.stale = true
      }
    }
  }
}

/** Calls its argument with the options of a socket that was opened, or is to be opened, for it. */
export type WithSocket = <T>(use: (options: SocketOptions) => T) => T

/** Throws SocketError where the kernel refuses. `socketOptions` names the groups, `teller` makes events of what they tell. */
export const openWatch = <E>(
  options: WatchOptions,
  socketOptions: SocketOptions,
  teller: (socket: NetlinkSocket, push: Push<E>) => EventTranslator,
): Stream<E | LostEvent> => new Stream<E | LostEvent>(new Watch(options, socketOptions, teller), BACKLOG)
