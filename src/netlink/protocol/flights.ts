/**
 * What is in flight, found by the sequence number of an answer. Numbers are given out in order and mostly answered in
 * order: an ordered list costs a lone request less than a map.
 */
import { precedes } from './overrun.ts'

export interface Numbered {
  /** The number of its first message. */
  readonly first: number
  /** The number of its last one that is answered. */
  readonly seq: number
  /** Nothing more will come of it. */
  landed: boolean
}

/** So many more places than needed are given up together. */
const SPARE = 64

export class Flights<F extends Numbered> implements Iterable<F> {
  private list: F[] = []
  /** Where the first one stands that has not landed. */
  private head = 0
  private live = 0

  /** The next one: its numbers come behind those of all others. */
  add(flight: F): void {
    this.list.push(flight)
    this.live++
  }

  /** The one that has this number. */
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

  /** Those there are now, whatever becomes of them meanwhile. */
  [Symbol.iterator](): ArrayIterator<F> {
    return this.list
      .slice(this.head)
      .filter((one) => !one.landed)
      [Symbol.iterator]()
  }

  /** A list that is emptied one by one keeps its memory. */
  private reset(): void {
    while (this.list.length > 0) this.list.pop()
    this.head = 0
  }

  private compact(): void {
    this.list = this.list.filter((one) => !one.landed)
    this.head = 0
  }
}
