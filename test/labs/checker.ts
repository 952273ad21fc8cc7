/** Checks: what is seen, and what is wanted, at once or sooner or later. */
import { isDeepStrictEqual } from 'node:util'
import type { Place } from './place.ts'

/** How long the network may take to get where it is going. */
const PATIENCE = 15_000
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

/** Whom outcomes are told: a test, as a rule. */
export interface Listener {
  strictSame(seen: unknown, wanted: unknown, name: string): unknown
}

export class Checker {
  private readonly t: Listener
  private readonly patience: number

  constructor(t: Listener, patience = PATIENCE) {
    this.t = t
    this.patience = patience
  }

  /** What is seen is what is wanted. */
  is(name: string, seen: unknown, wanted: unknown): void {
    this.t.strictSame(seen, wanted, name)
  }

  /** The same, sooner or later. */
  async becomes(name: string, look: () => unknown, wanted: unknown): Promise<void> {
    const end = Date.now() + this.patience
    while (!isDeepStrictEqual(look(), wanted) && Date.now() < end) await pause()
    this.is(name, look(), wanted)
  }

  /** A program that runs well inside, at the first attempt. */
  runs(name: string, place: Place, words: string): void {
    const { ok, output } = place.run(words)
    this.is(name, ok ? 'ok' : output, 'ok')
  }

  /** A program that has to fail. */
  fails(name: string, place: Place, words: string): void {
    const { ok, output } = place.run(words)
    this.is(name, ok ? output : 'failed', 'failed')
  }

  /** An address that answers, once neighbours are found and ports forward. */
  async pings(name: string, place: Place, words: string): Promise<void> {
    await this.becomes(name, () => place.run(`ping -c1 -W1 ${words}`).ok, true)
  }
}

/** One step of a lab: what has to be seen once it is built. */
export type Step = (check: Checker) => void | Promise<void>
