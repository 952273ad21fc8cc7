/** Streams: a source pushes values, and the program takes them one by one. While too many wait, the source is paused. */
import { warnOf } from '../transport/forgotten.ts'
import { rejection } from './rejection.ts'

/** The source of a stream's values. */
export interface Source<T> {
  /** Starts producing. Called when the first value is requested. `cancel` ends it early. */
  readonly start: (push: (value: T) => void) => {
    readonly finished: Promise<void>
    readonly cancel: (reason: unknown) => void
  }
  /** Closes what the source has opened before it is started, such as a socket. Returns false if it is closed already. */
  readonly close?: () => boolean
  /** Pauses the source. Returns false if it cannot pause, since other requests need what it receives. */
  readonly hold: () => boolean
  /** Continues after `hold`. */
  readonly resume: () => void
}

/** The default number of waiting values from which the source is paused. */
const WAITING = 1024

/** Connects a stream and its source. It does not refer to the stream, so that a stream that is no longer used is collected. */
class Channel<T> {
  /** The stream while a `next` is pending, since nothing else may refer to it meanwhile. Written, never read. */
  waiting: object | undefined
  private readonly source: Source<T>
  private readonly most: number
  private values: T[] = []
  private taken = 0
  private held = false
  private ended = false
  private error: { readonly reason: unknown } | undefined
  private cancel: ((reason: unknown) => void) | undefined
  private readonly takers: ((result: IteratorResult<T> | Promise<never>) => void)[] = []

  constructor(source: Source<T>, most: number) {
    this.source = source
    this.most = most
  }

  next(stream: object): Promise<IteratorResult<T>> {
    // first, since the source may have values immediately
    if (this.cancel === undefined && !this.ended) this.begin()
    if (this.taken < this.values.length) return Promise.resolve({ done: false, value: this.take() })
    if (this.error !== undefined) {
      const { reason } = this.error
      this.error = undefined
      return rejection(reason)
    }
    if (this.ended) return Promise.resolve({ done: true, value: undefined })
    this.waiting = stream
    return new Promise((resolve) => {
      this.takers.push(resolve)
    })
  }

  leave(): void {
    this.source.close?.()
    this.values = []
    this.taken = 0
    this.end(undefined)
    this.cancel?.(undefined)
    this.error = undefined
  }

  /** The stream was collected. */
  forgotten(): void {
    if (this.ended) return
    if (this.source.close?.() === true) warnOf(LEFT_OPEN)
    this.leave()
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
    if (this.takers.length === 0) this.waiting = undefined
    if (taker !== undefined) return taker({ done: false, value })
    this.values.push(value)
    // each time, since a request may have resumed the source meanwhile
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
    this.waiting = undefined
    for (const taker of this.takers.splice(0)) {
      if (this.error === undefined) taker({ done: true, value: undefined })
      else {
        taker(rejection(this.error.reason))
        this.error = undefined
      }
    }
  }
}

const LEFT_OPEN =
  'A monitor was garbage-collected: leave the loop over it, call `return`, or declare it with `await using`'

const forgotten = new FinalizationRegistry<{ forgotten(): void }>((channel) => channel.forgotten())

/**
 * An asynchronous iterator over events or over the objects of a list. Leaving a loop over it closes it, and so do `return` and
 * `await using`. A closed stream delivers no more values, and the socket of a monitor is closed with it.
 *
 * If a program neither closes a monitor nor refers to it any more, its socket is closed when the stream is garbage-collected,
 * and the process emits a warning (`RtnlWarning`).
 */
export class Stream<T> implements AsyncIterableIterator<T>, AsyncDisposable {
  private readonly channel: Channel<T>

  constructor(source: Source<T>, most = WAITING) {
    this.channel = new Channel(source, most)
    forgotten.register(this, this.channel, this)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /**
   * The next value. If an error has ended the stream, the values from before it are delivered first; then one call rejects
   * with the error, and later calls report the end.
   */
  next(): Promise<IteratorResult<T>> {
    return this.channel.next(this)
  }

  /** Closes the stream. A loop calls this when it is left early. */
  async return(): Promise<IteratorResult<T>> {
    forgotten.unregister(this)
    this.channel.leave()
    return { done: true, value: undefined }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}

const ENDED: AsyncIterator<never> = { next: async () => ({ done: true, value: undefined }) }

/**
 * A stream that is opened when its first value is requested. After that, `next` is that of the stream: an async generator
 * would cost two more promises for each value.
 */
export class LateStream<T> implements AsyncIterableIterator<T>, AsyncDisposable {
  private readonly open: () => Promise<AsyncIterator<T>>
  private readonly instead: (error: unknown) => void
  private opening: Promise<AsyncIterator<T>> | undefined
  private stream: AsyncIterator<T> | undefined

  /** `instead` receives an error of opening or of the first value. It throws the error unless it means an empty stream. */
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
    // The stream is stored here, not by `open`, so that calls that were made while it was being opened keep their order.
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

  /** Closes the stream. A loop calls this when it is left early. */
  async return(): Promise<IteratorResult<T>> {
    // An error of opening rejects the pending calls of `next`.
    const stream = this.stream ?? (await this.opening?.catch(() => undefined))
    this.stream = ENDED
    await stream?.return?.()
    return { done: true, value: undefined }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}
