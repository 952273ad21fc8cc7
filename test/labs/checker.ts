/** Checks have names. Those that wait for something that is not built yet are on a list, and no longer than they have to. */
import { isDeepStrictEqual } from 'node:util'
import type { Test } from 'tap'
import type { Place } from './place.ts'

/** How long the network may take to get where it is going. */
const PATIENCE = 15_000
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

export class Checker {
  private readonly t: Test
  private readonly waiting: ReadonlySet<string>

  constructor(t: Test, waiting: ReadonlySet<string>) {
    this.t = t
    this.waiting = waiting
  }

  /** What is seen is what is wanted. */
  is(name: string, seen: unknown, wanted: unknown): void {
    if (!this.waiting.has(name)) this.t.strictSame(seen, wanted, name)
    else if (!isDeepStrictEqual(seen, wanted)) this.t.strictSame(seen, wanted, name, { todo: 'not yet' })
    else this.t.fail(`${name}: passes, and has to be taken from the list of those that wait`)
  }

  /** The same, sooner or later. */
  async becomes(name: string, look: () => unknown, wanted: unknown): Promise<void> {
    const end = Date.now() + (this.waiting.has(name) ? 0 : PATIENCE)
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
