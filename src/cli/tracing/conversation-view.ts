/** The conversation of a traced program, as lines: a request, the answers to it, and what a refusal is about. */

import type { Captured } from '../captured.ts'
import { whyNoMessage } from '../captured.ts'
import type { Colours } from '../colours.ts'
import type { Answer } from '../conversation.ts'
import type { Decoded } from '../decoded/form.ts'
import { durationText, originText } from '../decoded/form.ts'
import type { Explanation } from '../explanation.ts'
import { factLines } from '../facts.ts'
import type { Described } from '../message.ts'
import { summarize } from '../request-summary.ts'
import { visible } from '../terminal.ts'

/** Answers of the same kind to the same request, which are one line. */
interface Run {
  readonly time: string
  readonly name: string
  readonly request: number | undefined
  count: number
  bytes: number
  /** Microseconds between the request and the last of them. */
  after: number | undefined
}

const NAME = 24

const nameOf = ({ name, header }: Described): string => name ?? `type ${header.type}`

export class ConversationView {
  private readonly colours: Colours
  private started: number | undefined
  /** The socket of the last line. */
  private origin: string | undefined
  private run: Run | undefined

  constructor(colours: Colours) {
    this.colours = colours
  }

  /** The lines for a message. Similar answers are collected until another message arrives. */
  add(decoded: Decoded): string[] {
    const lines = this.belongsToRun(decoded) ? [] : this.flush()
    const origin = originText(decoded.captured)
    if (origin !== this.origin) lines.push(this.colours.bold(visible(origin)))
    this.origin = origin
    for (const line of this.linesOf(decoded)) lines.push(line)
    return lines
  }

  /** The line of the collected answers. */
  flush(): string[] {
    const { run } = this
    this.run = undefined
    if (run === undefined) return []
    const what = `${run.count} ${run.name}, ${run.bytes} bytes`
    return [`${run.time} ${this.colours.green('<')} ${what}${afterText(run.after)}`]
  }

  private belongsToRun({ answer, captured, described }: Decoded): boolean {
    const { run } = this
    if (run === undefined || answer?.kind !== 'reply' || originText(captured) !== this.origin) return false
    return described !== undefined && run.name === nameOf(described) && run.request === answer.asked?.number
  }

  private linesOf(decoded: Decoded): string[] {
    const { answer, captured, described } = decoded
    const time = this.time(captured.datagram.time)
    if (described === undefined) return [`${time} ! ${whyNoMessage(captured)}`]
    const name = nameOf(described)
    if (answer === undefined) {
      const isSent = captured.datagram.direction === 'sent'
      return [isSent ? this.request(time, name, captured) : this.notification(time, name)]
    }
    const after = afterText(answer.after)
    switch (answer.kind) {
      case 'reply':
        this.collect(time, name, captured, answer)
        return []
      case 'acknowledged':
        return [`${time} ${this.colours.green('<')} acknowledged${after}`]
      case 'end':
        return [`${time} ${this.colours.green('<')} end of the list${after}`]
      case 'refused':
        return this.refusal(time, answer.refusal as Explanation, after)
    }
  }

  private request(time: string, name: string, captured: Captured): string {
    const { bytes, order, protocol, whole } = captured
    const asked = whole ? summarize(bytes, order, protocol).words : whyNoMessage(captured)
    return `${time} ${this.colours.bold('>')} ${name.padEnd(NAME)}  ${visible(asked)}`
  }

  private notification(time: string, name: string): string {
    return `${time} ${this.colours.green('<')} ${name.padEnd(NAME)}  notification`
  }

  private collect(time: string, name: string, { bytes }: Captured, { asked, after }: Answer): void {
    const run = this.run ?? { time, name, request: asked?.number, count: 0, bytes: 0, after: undefined }
    run.count++
    run.bytes += bytes.length
    run.after = after
    this.run = run
  }

  private refusal(time: string, explained: Explanation, after: string): string[] {
    const { code, errno, meaning, wanted } = explained
    const line = `${time} ${this.colours.red('<')} ${this.colours.red(`${code} (${errno}): ${meaning}`)}${after}`
    if (wanted) return [`${line}, as the program expects`]
    const omitted = explained.said === undefined ? ['asked', 'answer', 'kernel'] : ['asked', 'answer']
    const facts = factLines(explained, this.colours, omitted)
    return [line, ...facts.map((text) => `${' '.repeat(time.length + 1)}${text}`)]
  }

  /** Milliseconds since the first message. */
  private time(time: number | undefined): string {
    if (time === undefined) return ' '.repeat(11)
    this.started ??= time
    return `${((time - this.started) / 1000).toFixed(2).padStart(8)} ms`
  }
}

const afterText = (after: number | undefined): string => (after === undefined ? '' : `  (${durationText(after)})`)
