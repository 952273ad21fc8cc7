/**
 * Reads one capture, in a worker of the page. Requests come in by `receive`, and what was read goes out by `post`. Bytes that
 * take long to read delay nothing but this reader, and a page ends it by ending the worker.
 */
import type { Datagram } from '../capture/datagram.ts'
import { DetectingReader } from '../capture/detect.ts'
import type { Captured, InputOptions } from '../cli/captured.ts'
import { cut, orderOf, withinLimit } from '../cli/captured.ts'
import type { Answer } from '../cli/conversation.ts'
import { Conversation } from '../cli/conversation.ts'
import { describeCaptured } from '../cli/decoded/form.ts'
import { hostOrder } from '../netlink/codec/order.ts'
import type { MessageDetail, MessageRow } from './message.ts'
import { detailOf, rowOf } from './message.ts'

/** How much is read and kept. */
export interface ReaderLimits {
  readonly messages: number
  /** Bytes of the input. */
  readonly input: number
}

export const LIMITS: ReaderLimits = { messages: 200_000, input: 1 << 28 }

/** Bytes that are read at once. Between two parts the reader shows messages that were selected. */
const PART = 1 << 18

/**
 * Bytes that a reader of captures gets at once, at the start of an input and later. It reports a fault instead of the messages
 * before it in the same bytes, so these are few.
 */
const FIRST_STEPS = 16
const STEPS = 2048
const FIRST = 8192

/** Rows that are posted at once. */
const ROWS = 2000

/** What the page asks for. `order` and `family`: as the options of `decode`. */
export type ReaderRequest =
  | {
      readonly type: 'read'
      readonly source: Blob
      readonly order?: 'le' | 'be' | undefined
      readonly family?: number | undefined
    }
  | { readonly type: 'message'; readonly number: number }

/** What the page gets. Bytes count from the start of the input. */
export type ReaderReply =
  | { readonly type: 'rows'; readonly rows: readonly MessageRow[]; readonly read: number }
  /** `stopped`: why the rest was not read. */
  | { readonly type: 'end'; readonly stopped?: string }
  | { readonly type: 'message'; readonly detail: MessageDetail }

const megabytes = (bytes: number): string => `${bytes / (1 << 20)} MiB`

export class CaptureSession {
  private readonly post: (reply: ReaderReply) => void
  private readonly limits: ReaderLimits
  private readonly captured: Captured[] = []
  /** The answers that refuse or acknowledge, by the index of the message. */
  private readonly answers = new Map<number, Answer>()
  private readonly conversation = new Conversation()
  private rows: MessageRow[] = []
  private read = 0

  constructor(post: (reply: ReaderReply) => void, limits = LIMITS) {
    this.post = post
    this.limits = limits
  }

  /** Resolves when the request is answered. Never rejects. */
  async receive(request: ReaderRequest): Promise<void> {
    if (request.type === 'read') return await this.readAll(request)
    const captured = this.captured[request.number - 1]
    if (captured === undefined) return
    const answer = this.answers.get(request.number)
    this.post({ type: 'message', detail: detailOf(captured, request.number, answer) })
  }

  private async readAll(request: Extract<ReaderRequest, { readonly type: 'read' }>): Promise<void> {
    try {
      const stopped = await this.readParts(request)
      this.flush()
      this.post(stopped === undefined ? { type: 'end' } : { type: 'end', stopped })
    } catch (error) {
      // what was read before is shown
      this.flush()
      this.post({ type: 'end', stopped: (error as Error).message })
    }
  }

  /** Returns why the rest was not read. */
  private async readParts({
    source,
    order,
    family,
  }: Extract<ReaderRequest, { readonly type: 'read' }>): Promise<string | undefined> {
    const options = {
      ...(order === 'be' ? { be: true as const } : order === 'le' ? { le: true as const } : {}),
      ...(family === undefined ? {} : { family }),
    }
    const reader = new DetectingReader(orderOf(options) ?? hostOrder)
    const end = Math.min(source.size, this.limits.input)
    while (this.read < end) {
      const [size, step] = this.read < FIRST ? [FIRST, FIRST_STEPS] : [PART, STEPS]
      const slice = source.slice(this.read, Math.min(this.read + size, end))
      const part = new Uint8Array(await slice.arrayBuffer())
      for (let at = 0; at < part.length; at += step)
        for (const datagram of reader.push(part.subarray(at, at + step)))
          if (!this.add(datagram, options)) return this.tooMany
      this.read += part.length
      this.flush()
    }
    if (end < source.size) return `only the first ${megabytes(this.limits.input)} are read`
    for (const datagram of reader.end()) if (!this.add(datagram, options)) return this.tooMany
    return this.captured.length === 0 ? 'the input contains no messages' : undefined
  }

  private get tooMany(): string {
    return `only the first ${this.limits.messages} messages are shown`
  }

  /** Adds the messages of a datagram. Returns false if there are too many. */
  private add(datagram: Datagram, options: InputOptions): boolean {
    const found: Captured[] = []
    // a datagram may contain millions
    cut(datagram, options, found, this.limits.messages + 1)
    for (const captured of found.map(withinLimit)) {
      if (this.captured.length === this.limits.messages) return false
      this.captured.push(captured)
      const number = this.captured.length
      const answer = this.conversation.add(captured)
      if (answer !== undefined) this.answers.set(number, answer)
      this.rows.push(rowOf({ captured, number, described: describeCaptured(captured, false), answer }))
      if (this.rows.length >= ROWS) this.flush()
    }
    return true
  }

  private flush(): void {
    if (this.rows.length === 0) return
    this.post({ type: 'rows', rows: this.rows, read: this.read })
    this.rows = []
  }
}
