/** All requests that were sent and are not settled. */
import type { Exchange } from './exchange.ts'
import type { Flight } from './flight.ts'
import { Flights } from './flights.ts'
import { ReceiveWindow } from './window.ts'

export class InFlight {
  readonly window = new ReceiveWindow()
  /** The flight that the last message belonged to: usually the next message does too. */
  latest: Flight | undefined
  /** Requests in flight, except the dump. */
  waiting = 0
  /** The dump that is running. */
  dumping: Flight | undefined
  /** Changes sent without NLM_F_ACK, oldest first; only a refusal answers them. */
  readonly quiet: Flight[] = []
  /** Everything else. */
  readonly answered = new Flights<Flight>()

  /** Nothing that is received can be a reply. */
  get idle(): boolean {
    return this.waiting === 0 && this.dumping === undefined
  }

  /** Adds a request that the kernel will answer. */
  add(flight: Flight): void {
    this.answered.add(flight)
    this.claim(flight)
  }

  /** Adds changes that were sent without NLM_F_ACK. */
  addQuiet(flight: Flight): void {
    this.quiet.push(flight)
    this.claim(flight)
  }

  addDump(flight: Flight): void {
    this.answered.add(flight)
    this.dumping = flight
  }

  /** The flight with this sequence number. */
  find(seq: number): Flight | undefined {
    return this.answered.find(seq) ?? this.quiet.find((flight) => seq >= flight.first && seq <= flight.seq)
  }

  all(): Flight[] {
    return [...this.answered, ...this.quiet]
  }

  /** Removes a flight: nothing more will be received for it. */
  land(flight: Flight): void {
    const index = this.quiet.indexOf(flight)
    if (index >= 0) this.quiet.splice(index, 1)
    else this.answered.delete(flight)
    if (this.latest === flight) this.latest = undefined
    if (this.dumping === flight) {
      this.dumping = undefined
    } else {
      this.waiting -= flight.group.length + 1
      this.window.claimed -= flight.group.length + flight.weight
    }
  }

  /** Removes a flight, and fails it and its group. */
  fail(flight: Flight, error: unknown): void {
    this.land(flight)
    for (const member of flight.group) member?.failed(error)
    if (!flight.abandoned) flight.exchange.failed(error)
  }

  /** Fails a flight at once; the rest of its reply is read and dropped. */
  abandon(flight: Flight, error: unknown): void {
    if (flight.abandoned) return
    flight.abandoned = true
    flight.exchange.failed(error)
  }

  /** Marks a request whose caller has given up. False: it is not in flight. */
  forsake(exchange: Exchange): boolean {
    for (const flight of this.all()) {
      if (flight.exchange === exchange) flight.abandoned = true
      if (flight.exchange === exchange || flight.group.includes(exchange)) return true
    }
    return false
  }

  /** Removes everything, and returns the requests that are not settled. */
  clear(): Exchange[] {
    const exchanges = this.all().flatMap(({ group, exchange, abandoned }) => [
      ...group.filter((member) => member !== undefined),
      ...(abandoned ? [] : [exchange]),
    ])
    this.answered.clear()
    this.quiet.length = 0
    this.dumping = undefined
    this.latest = undefined
    this.waiting = 0
    this.window.claimed = 0
    return exchanges
  }

  private claim(flight: Flight): void {
    this.waiting += flight.group.length + 1
    this.window.claimed += flight.group.length + flight.weight
  }
}
