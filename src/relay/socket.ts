/** One netlink socket of a client: what the client sends goes through the gate, what the kernel sends goes to the client. */
import { SocketError } from '../netlink/protocol/errors.ts'
import { frames } from '../netlink/protocol/header.ts'
import { little } from '../netlink/transport/kernel.ts'
import type { Refusal } from '../netlink/transport/relay/messages.ts'
import { bodyOf, CREDIT, MESSAGE, opened, refusal } from '../netlink/transport/relay/messages.ts'
import type { Transport, TransportEvents } from '../netlink/transport/transport.ts'
import type { Warden } from './gate.ts'
import { Jobs } from './jobs.ts'
import type { Output } from './output.ts'

/** An error as the client is told it. */
export const refusalOf = (error: unknown): Refusal => {
  const { message } = error as Error
  if (error instanceof SocketError) return { syscall: error.syscall, errno: error.errno, message }
  return { message }
}

/** What a datagram that the client has sent becomes. */
interface Sent {
  /** The client's ticket. */
  readonly ticket: number
  readonly conclude: boolean
}

export interface SocketEvents {
  /** Nothing waits to be sent. */
  idle(): void
  /** The socket was closed by the relay. */
  closed(): void
}

export class RelayedSocket {
  readonly protocol: number
  private readonly number: number
  private readonly output: Output
  private readonly events: SocketEvents
  private readonly jobs: Jobs
  private transport: Transport | undefined
  private warden: Warden | undefined
  private credit = CREDIT
  private ticket = 0
  /** Sends whose result the client wants to know, by the relay's own ticket. */
  private readonly sent = new Map<number, Sent>()
  /** Called when everything up to a ticket was processed. */
  private readonly waiting = new Map<number, () => void>()
  /** The client has closed the socket; it is told nothing more. */
  private closing = false
  private over = false

  constructor(number: number, protocol: number, output: Output, events: SocketEvents) {
    this.number = number
    this.protocol = protocol
    this.output = output
    this.events = events
    this.jobs = new Jobs(
      () => events.idle(),
      (error) => this.refuse(MESSAGE.broken, error),
    )
  }

  /** Requests of the client that were not begun. */
  get queued(): number {
    return this.jobs.length
  }

  /** Opens the kernel's socket. What the client sends meanwhile waits. */
  open(open: () => Transport | Promise<Transport>, wardenOf: (transport: Transport) => Warden | undefined): void {
    this.jobs.add(() => {
      const take = (transport: Transport): void => {
        if (this.over) return transport.close()
        this.transport = transport
        this.warden = wardenOf(transport)
        transport.start(this.reports())
        transport.keepAlive(true)
        this.tell(MESSAGE.opened, [], [bodyOf(opened, { port: transport.port, window: transport.window })])
      }
      try {
        const transport = open()
        if (!(transport instanceof Promise)) return take(transport)
        return transport.then(take).catch((error: unknown) => this.refuse(MESSAGE.refused, error))
      } catch (error) {
        this.refuse(MESSAGE.refused, error)
      }
    })
  }

  send(ticket: number, conclude: boolean, datagram: Uint8Array): void {
    this.jobs.add(() => {
      const { live: transport, warden } = this
      if (transport === undefined) return
      if (warden === undefined) return this.pass(transport, { ticket, conclude }, datagram)
      return this.guard(transport, warden, { ticket, conclude }, datagram)
    })
  }

  conclude(ticket: number): void {
    this.jobs.add(() => {
      this.sent.set(++this.ticket, { ticket, conclude: true })
      this.live?.conclude?.(this.ticket)
    })
  }

  /** Joins a group, or breaks the socket if the kernel refuses. */
  join(group: number): void {
    this.jobs.add(() => this.live?.join(group))
  }

  leave(group: number): void {
    this.jobs.add(() => this.live?.leave(group))
  }

  /** Refuses a request of the client, and closes the socket. */
  refuse(type: number, error: unknown): void {
    if (this.over) return
    this.tell(type, [], [bodyOf(refusal, refusalOf(error))])
    this.shut()
    this.events.closed()
  }

  /** The client has processed datagrams of this size. */
  grant(bytes: number): void {
    const held = this.credit <= 0
    this.credit = Math.min(CREDIT, this.credit + bytes)
    if (held && this.credit > 0) this.transport?.resume()
  }

  /** Whether something is being carried out that takes time. */
  get busy(): boolean {
    return this.jobs.busy
  }

  /** What the client sends from now on waits for this. */
  after(reached: Promise<void>): void {
    this.jobs.add(() => reached)
  }

  /** Resolves when everything that the client has sent until now was carried out. */
  reached(): Promise<void> {
    return new Promise((resolve) => this.jobs.add(resolve))
  }

  /** Closes the socket after everything that the client has sent was carried out. */
  close(): void {
    this.closing = true
    // what waits for an answer of the kernel continues, and the answer is dropped
    this.credit = Number.POSITIVE_INFINITY
    this.transport?.resume()
    this.jobs.add(() => this.shut())
  }

  /** The kernel's socket while it is open. */
  private get live(): Transport | undefined {
    return this.over ? undefined : this.transport
  }

  private pass(transport: Transport, sent: Sent, datagram: Uint8Array): void {
    let count = 0
    for (const _ of frames(datagram, little)) count++
    this.sent.set(++this.ticket, sent)
    transport.send({ ticket: this.ticket, frames: [datagram], count, answers: 1, conclude: sent.conclude })
    if (!sent.conclude) this.forgetSome()
  }

  /**
   * Lets the warden decide what is sent. The relay's own answers must not overtake those of the kernel, so everything that
   * was sent before is settled first.
   */
  private guard(transport: Transport, warden: Warden, sent: Sent, datagram: Uint8Array): undefined | Promise<void> {
    let collected: Uint8Array[] = []
    let unsettled = true
    const pass = (frames: readonly Uint8Array[]): void => {
      this.sent.set(++this.ticket, { ticket: sent.ticket, conclude: false })
      transport.send({ ticket: this.ticket, frames: [...frames], count: frames.length, answers: 1, conclude: false })
      this.forgetSome()
      unsettled = true
    }
    const flush = (): void => {
      if (collected.length > 0 && !this.over) pass(collected)
      collected = []
    }
    const settled = async (): Promise<void> => {
      flush()
      if (unsettled) await this.settled(transport)
      unsettled = false
    }
    const finish = (): undefined | Promise<void> => {
      flush()
      if (!sent.conclude) return undefined
      return this.settled(transport).then(() => this.tell(MESSAGE.concluded, [sent.ticket]))
    }
    const handled = warden.handle(datagram, {
      send: (message) => {
        collected.push(message)
        if (collected.length === MOST_TOGETHER) flush()
      },
      sendTogether: (messages) => {
        flush()
        if (!this.over) pass(messages)
      },
      settled,
      reply: async (message) => {
        await settled()
        this.datagram(message, 0, message.length, message.length, undefined)
      },
    })
    return handled === undefined ? finish() : handled.then(finish)
  }

  /** Resolves when the kernel has processed what was sent, and its replies were passed on. */
  private settled(transport: Transport): Promise<void> {
    return new Promise((resolve) => {
      if (this.over) return resolve()
      this.waiting.set(++this.ticket, resolve)
      transport.conclude?.(this.ticket)
    })
  }

  private reports(): TransportEvents {
    return {
      datagram: (bytes, _view, start, end, length, nsid) => this.datagram(bytes, start, end, length, nsid),
      overrun: () => this.tell(MESSAGE.overrun),
      concluded: (ticket) => this.concluded(ticket),
      sendFailed: (ticket, error) => {
        const sent = this.sent.get(ticket)
        if (sent !== undefined) this.tell(MESSAGE.sendFailed, [sent.ticket, (error as SocketError).errno])
      },
      broken: (error) => this.refuse(MESSAGE.broken, error),
      drained: () => undefined,
    }
  }

  private datagram(bytes: Uint8Array, start: number, end: number, length: number, nsid: number | undefined): void {
    this.credit -= end - start
    if (this.credit <= 0) this.transport?.hold()
    const words = [length, nsid === undefined ? 0 : 1, nsid ?? 0]
    this.tell(MESSAGE.datagram, words, [bytes.subarray(start, end)])
  }

  private concluded(ticket: number): void {
    // that of a later ticket is also about the earlier ones
    for (const [earlier, { ticket: theirs, conclude }] of this.sent) {
      if (earlier > ticket) break
      this.sent.delete(earlier)
      if (conclude) this.tell(MESSAGE.concluded, [theirs])
    }
    for (const [earlier, resolve] of this.waiting) {
      if (earlier > ticket) break
      this.waiting.delete(earlier)
      resolve()
    }
  }

  /** Sends that were not concluded are remembered for their failure only, which is reported soon. */
  private forgetSome(): void {
    this.sent.delete(this.ticket - REMEMBERED)
  }

  private tell(type: number, words?: readonly number[], data?: readonly Uint8Array[]): void {
    if (!this.over && !this.closing) this.output.send(type, this.number, words, data)
  }

  private shut(): void {
    if (this.over) return
    this.over = true
    this.transport?.close()
    this.warden?.close()
    for (const resolve of this.waiting.values()) resolve()
    this.waiting.clear()
  }
}

/** Messages that are sent to the kernel as one datagram. */
const MOST_TOGETHER = 64
/** Sends of which a failure can still be reported. */
const REMEMBERED = 1024
