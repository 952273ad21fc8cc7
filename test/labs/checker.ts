/** Checks: compare an observed value with the expected one, immediately or after some time. */
import { isDeepStrictEqual } from 'node:util'
import type { LabHost } from './lab-host.ts'

/** How long the network may take to reach its final state. */
const PATIENCE = 15_000
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

/** Receives the outcomes, usually a test. */
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

  /** The observed value is equal to the expected one. */
  is(name: string, seen: unknown, wanted: unknown): void {
    this.t.strictSame(seen, wanted, name)
  }

  /** The same, after some time. */
  async becomes(name: string, look: () => unknown, wanted: unknown): Promise<void> {
    const end = Date.now() + this.patience
    let seen = look()
    while (!isDeepStrictEqual(seen, wanted) && Date.now() < end) {
      await pause()
      seen = look()
    }
    this.is(name, seen, wanted)
  }

  /** A program that succeeds inside, at the first attempt. */
  runs(name: string, labHost: LabHost, words: string): void {
    const { ok, output } = labHost.run(words)
    this.is(name, ok ? 'ok' : output, 'ok')
  }

  /** A program that must fail. */
  fails(name: string, labHost: LabHost, words: string): void {
    const { ok, output } = labHost.run(words)
    this.is(name, ok ? output : 'failed', 'failed')
  }

  /** An address that replies, after neighbours are resolved and ports forward. */
  async pings(name: string, labHost: LabHost, words: string): Promise<void> {
    await this.becomes(name, () => labHost.run(`ping -c1 -W1 ${words}`).ok, true)
  }
}

/** One step of a lab: the checks after it was built. */
export type Step = (check: Checker) => void | Promise<void>
