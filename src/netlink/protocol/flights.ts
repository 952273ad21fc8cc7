/**
 * Requests in flight, found by the sequence number of a reply. Numbers are assigned in order and mostly answered in order:
 * for a single request an ordered list costs less than a map.
 */
import { precedes } from './sequence.ts'

export interface Numbered {
  /** The number of the first message. */
  readonly first: number
  /** The number of the last message that is answered. */
  readonly seq: number
  /** Nothing more will be received for it. */
  landed: boolean
}

/** Landed entries that the list may hold besides twice the live ones, before it is compacted. */
const SPARE = 64

export class Flights<F extends Numbered> implements Iterable<F> {
  private list: F[] = []
  /** Index of the first one that has not landed. */
  private head = 0
  private live = 0

  /** Adds a flight whose numbers come after those of all others. */
  add(flight: F): void {
    this.list.push(flight)
    this.live++
  }

  /** The flight that has this number. */
  find(seq: number): F | undefined {
    let low = this.head
    let high = this.list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (precedes((this.list[middle] as F).seq, seq)) low = middle + 1
      else high = middle
    }
    const found = this.list[low]
    return found === undefined || found.landed || precedes(seq, found.first) ? undefined : found
  }

  delete(flight: F): void {
    if (flight.landed) return
    flight.landed = true
    this.live--
    while (this.list[this.head]?.landed === true) this.head++
    if (this.head === this.list.length) this.reset()
    else if (this.list.length > 2 * this.live + SPARE) this.compact()
  }

  clear(): void {
    this.list = []
    this.head = 0
    this.live = 0
  }

  /** A snapshot: flights may land or be added during the iteration. */
  [Symbol.iterator](): ArrayIterator<F> {
    return this.list
      .slice(this.head)
      .filter((one) => !one.landed)
      [Symbol.iterator]()
  }

  /** Popping one by one keeps the memory of the list. */
  private reset(): void {
    while (this.list.length > 0) this.list.pop()
    this.head = 0
  }

  private compact(): void {
    this.list = this.list.filter((one) => !one.landed)
    this.head = 0
  }
}
