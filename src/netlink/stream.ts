/** Values that come in batches, handed out one by one; what produces them is held while nobody takes. */

import { rejection } from './rejection.ts'

export interface Source<T> {
  /** Starts producing; called when the first value is asked for. */
  readonly start: (push: (value: T) => void) => {
    readonly finished: Promise<void>
    readonly cancel: (reason: unknown) => void
  }
  /** Asks for a pause; false where others need what comes. */
  readonly hold: () => boolean
  readonly resume: () => void
}

/** Values that may lie waiting before the source is held, where nothing else is said. */
const WAITING = 1024

export class Stream<T> implements AsyncIterableIterator<T>, AsyncDisposable {
  private readonly source: Source<T>
  private readonly most: number
  private values: T[] = []
  private taken = 0
  private held = false
  private ended = false
  private error: { readonly reason: unknown } | undefined
  private cancel: ((reason: unknown) => void) | undefined
  private readonly takers: ((result: IteratorResult<T> | Promise<never>) => void)[] = []

  constructor(source: Source<T>, most = WAITING) {
    this.source = source
    this.most = most
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<T>> {
    // before anything else: there may be values right from the start
    if (this.cancel === undefined && !this.ended) this.begin()
    if (this.taken < this.values.length) return Promise.resolve({ done: false, value: this.take() })
    if (this.error !== undefined) {
      const { reason } = this.error
      this.error = undefined
      return rejection(reason)
    }
    if (this.ended) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve) => {
      this.takers.push(resolve)
    })
  }

  /** Called when a loop is left early: nothing more is read. */
  async return(): Promise<IteratorResult<T>> {
    this.values = []
    this.taken = 0
    this.end(undefined)
    this.cancel?.(undefined)
    this.error = undefined
    return { done: true, value: undefined }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  private begin(): void {
    try {
      const { finished, cancel } = this.source.start((value) => this.push(value))
      this.cancel = cancel
      finished.then(
        () => this.end(undefined),
        (reason) => this.end({ reason }),
      )
    } catch (reason) {
      this.end({ reason })
    }
  }

  private push(value: T): void {
    if (this.ended) return
    const taker = this.takers.shift()
    if (taker !== undefined) return taker({ done: false, value })
    this.values.push(value)
    // asked every time: what was held may have been resumed for another's sake
    if (this.values.length - this.taken >= this.most) this.held = this.source.hold()
  }

  private take(): T {
    const value = this.values[this.taken] as T
    this.taken++
    if (this.taken === this.values.length) {
      this.values = []
      this.taken = 0
      if (this.held) {
        this.held = false
        this.source.resume()
      }
    }
    return value
  }

  private end(error: { readonly reason: unknown } | undefined): void {
    if (this.ended) return
    this.ended = true
    this.error = error
    for (const taker of this.takers.splice(0)) {
      if (this.error === undefined) taker({ done: true, value: undefined })
      else {
        taker(rejection(this.error.reason))
        this.error = undefined
      }
    }
  }
}

const ENDED: AsyncIterator<never> = { next: async () => ({ done: true, value: undefined }) }

/**
 * A stream that takes a while to be opened, which is done when its first value is asked for. From then on `next` is that
 * of the stream: an async generator around it would cost two promises more for every value.
 */
export class LateStream<T> implements AsyncIterableIterator<T>, AsyncDisposable {
  private readonly open: () => Promise<AsyncIterator<T>>
  private readonly instead: (error: unknown) => void
  private opening: Promise<AsyncIterator<T>> | undefined
  private stream: AsyncIterator<T> | undefined

  /** `instead` is told the error that came instead of the first value, and throws it unless it only means that there is none. */
  constructor(open: () => Promise<AsyncIterator<T>>, instead: (error: unknown) => void) {
    this.open = open
    this.instead = instead
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<T>> {
    if (this.stream !== undefined) return this.stream.next()
    this.opening ??= this.open()
    // Who asks while it is being opened waits for it in turn: the stream is noted down here, not where it was opened.
    return this.opening
      .then((stream) => {
        this.stream ??= stream
        return this.stream.next()
      })
      .catch((error) => {
        this.stream = ENDED
        this.instead(error)
        return this.stream.next()
      })
  }

  /** Called when a loop is left early: nothing more is read. */
  async return(): Promise<IteratorResult<T>> {
    // Why it could not be opened is told to those who asked for values.
    const stream = this.stream ?? (await this.opening?.catch(() => undefined))
    this.stream = ENDED
    await stream?.return?.()
    return { done: true, value: undefined }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}
