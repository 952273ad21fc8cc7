/** Draws a message as an annotated tree: a line per field and attribute, with its bytes. */

import type { Span } from '../netlink/codec/decode/span.ts'
import { align4, NLA_F_NESTED, NLA_F_NET_BYTEORDER, NLA_HDRLEN } from '../netlink/codec/nlattr.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import { errnoName, errnoText } from '../netlink/protocol/errno.ts'
import * as header from '../netlink/protocol/header.ts'
import type { Colours } from './colours.ts'
import type { Described, Section } from './message.ts'
import { flagNames, typeName } from './nlmsghdr.ts'
import { Problems, problemText } from './problems.ts'
import { valueText } from './value-text.ts'

/** Bytes per line. */
const ROW = 8
/** Columns for indentation and label. */
const LABEL = 34

/** What a refusal refers to. */
export interface Marks {
  /** The byte at fault. */
  readonly offset?: number | undefined
  /** The missing attribute, shown at the end of the nest that starts at offset `nest`, or of the message. */
  readonly missing?: { readonly nest: number | undefined; readonly label: string } | undefined
}

/** Rows shown before and after a marked one. */
const AROUND = 6

interface Row {
  readonly text: string
  readonly marked: boolean
}

/** A field, an attribute, a title or a gap of a message. */
export interface Line {
  readonly depth: number
  /** The range of bytes shown; empty for the title of a group of lines. */
  readonly from: number
  readonly until: number
  readonly label: string
  readonly text: string
  /** `text` says why the bytes could not be read, or what is wrong with them. */
  readonly problem: boolean
  /** Represents an attribute that is missing. */
  readonly absent: boolean
}

type LineMarks = Partial<Pick<Line, 'problem' | 'absent'>>

/** A range of the message that contains spans. */
interface Range {
  /** Added to the offsets of spans. */
  readonly base: number
  readonly from: number
  /** End of a struct's own fields: gaps before it are padding. */
  readonly fixed: number
  readonly end: number
  readonly depth: number
}

/** Draws one message. Offsets count from its struct nlmsghdr, like those of the kernel's extended acknowledgement. */
export class Tree {
  private readonly lines: Line[] = []
  private readonly view: DataView
  private readonly little: boolean
  private readonly protocol: number | undefined
  private readonly problems: Problems
  private readonly bytes: Uint8Array
  private readonly colours: Colours
  private readonly marks: Marks

  constructor(bytes: Uint8Array, described: Described, order: ByteOrder, colours: Colours, marks: Marks = {}) {
    this.bytes = bytes
    this.colours = colours
    this.marks = marks
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.little = order === 'le'
    this.protocol = described.protocol
    this.problems = new Problems(described.problems)
    for (const section of described.sections) this.section(section)
    this.miss(undefined, bytes.length, 0)
  }

  /** The lines, without newlines. Problems that belong to no line are last. */
  draw(): string[] {
    return this.drawn().map(({ text }) => text)
  }

  /** The parts of the message with their values, in order. An empty range is a title. */
  parts(): readonly Line[] {
    return this.lines
  }

  /** The problems that belong to no part. To be called after the parts are known. */
  unplaced(): string[] {
    return this.problems.rest().map(problemText)
  }

  /** The lines around marked ones, with `...` for omitted lines; all lines if none is marked. */
  focus(): string[] {
    const rows = this.drawn()
    const marked = rows.flatMap((row, index) => (row.marked ? [index] : []))
    if (marked.length === 0) return this.draw()
    const near = rows.map((_, index) => marked.some((mark) => Math.abs(mark - index) <= AROUND))
    return rows.flatMap(({ text }, index) => (near[index] ? [text] : near[index - 1] !== false ? ['       ...'] : []))
  }

  private drawn(): Row[] {
    const rest = this.unplaced().map((problem) => `       ${this.warn(problem)}`)
    return [...this.lines.flatMap((line) => this.rows(line)), ...rest.map((text) => ({ text, marked: false }))]
  }

  private warn(text: string): string {
    return this.colours.red(`! ${text}`)
  }

  private rows(line: Line): Row[] {
    const { depth, from, until, label, absent } = line
    const rows: Row[] = []
    const text = line.problem ? this.warn(line.text) : line.text
    const named = '  '.repeat(depth) + label
    for (let at = from; at < until || at === from; at += ROW) {
      const end = Math.min(at + ROW, until)
      const hex = Array.from(this.bytes.subarray(at, end), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
      const { offset = -1 } = this.marks
      const marked = absent || (offset >= at && offset < end)
      const offsetText = marked
        ? `${this.colours.red('>')}${String(at).padStart(4)}`
        : this.colours.dim(String(at).padStart(5))
      const row = `${offsetText}  ${hex.padEnd(3 * ROW - 1)}`
      rows.push({ text: (at === from ? `${row}  ${named.padEnd(LABEL)} ${text}` : row).trimEnd(), marked })
    }
    return rows
  }

  private add(depth: number, from: number, until: number, label: string, text = '', marks: LineMarks = {}): void {
    const { problem = false, absent = false } = marks
    this.lines.push({ depth, from, until, label, text, problem, absent })
  }

  /** Adds a line with what is wrong with its bytes, or with `text` if nothing is. */
  private addProblem(
    depth: number,
    from: number,
    until: number,
    label: string,
    problem: string | undefined,
    text = '',
  ): void {
    this.add(depth, from, until, label, problem ?? text, { problem: problem !== undefined })
  }

  /** Adds the line of the missing attribute, if it belongs to this nest. */
  private miss(nest: number | undefined, end: number, depth: number): void {
    const { missing } = this.marks
    if (missing !== undefined && missing.nest === nest)
      this.add(depth, end, end, missing.label, 'missing', { problem: true, absent: true })
  }

  private section(section: Section): void {
    const { offset } = section
    switch (section.kind) {
      case 'nlmsghdr':
        return this.header(offset)
      case 'errno': {
        const errno = -section.value
        const text = errno > 0 ? `${section.value} (${errnoName(errno)}: ${errnoText(errno)})` : String(section.value)
        return this.add(0, offset, offset + 4, 'error', text)
      }
      case 'bytes': {
        const problem = this.claim(offset, section.end)
        return this.addProblem(0, offset, section.end, 'payload', problem, section.why)
      }
      case 'spans':
        return this.spans(section.spans, { base: offset, from: offset, fixed: offset, end: section.end, depth: 0 })
    }
  }

  private header(at: number): void {
    const { little, view } = this
    const type = view.getUint16(at + header.NLMSG_TYPE_AT, little)
    const flags = view.getUint16(at + header.NLMSG_FLAGS_AT, little)
    const name = typeName(this.bytes.subarray(at), little ? 'le' : 'be', this.protocol)
    const u32 = (offset: number): string => String(view.getUint32(at + offset, little))
    const field = (offset: number, size: number, name: string, text: string): void =>
      this.add(1, at + offset, at + offset + size, name, text)
    this.add(0, at, at, 'struct nlmsghdr')
    field(header.NLMSG_LEN_AT, 4, 'nlmsg_len', u32(header.NLMSG_LEN_AT))
    field(header.NLMSG_TYPE_AT, 2, 'nlmsg_type', `${type} (${name ?? 'unknown'})`)
    field(header.NLMSG_FLAGS_AT, 2, 'nlmsg_flags', flagNames(flags, type, name).join(' ') || 'none')
    field(header.NLMSG_SEQ_AT, 4, 'nlmsg_seq', u32(header.NLMSG_SEQ_AT))
    field(header.NLMSG_PID_AT, 4, 'nlmsg_pid', u32(header.NLMSG_PID_AT))
  }

  private spans(spans: readonly Span[], range: Range): void {
    const { base, from, end, depth } = range
    let at = from
    for (const span of [...spans].sort((a, b) => a.offset - b.offset)) {
      this.gap(at, base + span.offset, range)
      this.span(span, base, depth)
      at = base + span.offset + span.length
    }
    this.gap(at, end, range)
  }

  /** Adds lines for bytes between spans: padding, or bytes that could not be read. */
  private gap(from: number, until: number, { fixed, depth }: Range): void {
    if (from >= until) return
    const start = Math.min(Math.max(align4(from), fixed), until)
    if (start > from) this.add(depth, from, start, '(padding)')
    if (start >= until) return
    const problem = this.claim(start, until)
    this.addProblem(depth, start, until, '(not read)', problem)
  }

  private span(span: Span, base: number, depth: number): void {
    const from = base + span.offset
    const end = from + span.length
    const bare = span.kind === 'header' || span.kind === 'field' || span.children[0]?.offset === span.offset
    const own = bare ? from : from + NLA_HDRLEN
    const label = this.label(span)
    if (span.kind === 'unknown') return this.addProblem(depth, from, end, label, 'no such attribute known')
    const problem = span.value === undefined ? this.claim(from, end + 1, span.path) : undefined
    if (problem !== undefined) return this.addProblem(depth, from, end, label, problem)
    if (isLeaf(span)) {
      this.add(depth, from, end, label, this.text(span))
      return this.miss(from, end, depth + 1)
    }
    this.add(depth, from, own, label, bare ? '' : this.attributeFlags(from))
    const fixed = span.node?.type === 'struct' ? own + span.node.size : own
    this.spans(span.children, { base, from: own, fixed, end, depth: depth + 1 })
    this.miss(from, end, depth + 1)
  }

  private text({ node, value }: Span): string {
    const text = valueText(node, value)
    return node?.type === 'scalar' && node.order === 'be' && node.size > 1 ? `${text} (big-endian)` : text
  }

  private label(span: Span): string {
    if (span.kind === 'header') return `struct ${span.constant}`
    if (span.kind === 'unknown') return `attribute ${span.name}`
    if (span.kind !== 'item') return span.constant ?? span.name
    return `[${span.name}]${span.constant === undefined ? '' : ` struct ${span.constant}`}`
  }

  /** NLA_F_* of an attribute's type. */
  private attributeFlags(at: number): string {
    const type = this.view.getUint16(at + 2, this.little)
    const nested = (type & NLA_F_NESTED) !== 0 ? 'NLA_F_NESTED' : ''
    return (type & NLA_F_NET_BYTEORDER) !== 0 ? `${nested} NLA_F_NET_BYTEORDER`.trim() : nested
  }

  /** The text of a problem in the bytes from `from` to `until`. It is not repeated at the end. */
  private claim(from: number, until: number, path?: string): string | undefined {
    return this.problems.take(from, until, path)?.message
  }
}

/** Whether a span has a line with its value. Structs and nests are shown as their parts, except an empty nest. */
const isLeaf = ({ children, kind }: Span): boolean => children.length === 0 && kind !== 'header'
