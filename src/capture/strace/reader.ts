/**
 * Reads logs of strace: the datagrams of its netlink sockets. Bytes come from the strings of the calls, or, if strace
 * printed them (-e read=all -e write=all), from the rows after a call.
 */
import { NLMSG_HDRLEN, NLMSG_LEN_AT } from '../../netlink/protocol/header.ts'
import { ByteBuffer } from '../byte-buffer.ts'
import type { CaptureReader, Datagram } from '../datagram.ts'
import { MOST } from '../datagram.ts'
import { InputError } from '../input-error.ts'
import { LineSplitter } from '../lines.ts'
import { straceRow } from '../rows.ts'
import type { CallLine } from './call.ts'
import { durationOf, joinCalls, readCallLine, returned } from './call.ts'
import { applyCall, readDescriptor } from './calls.ts'
import type { Data } from './data.ts'
import { isOtherFamily, isPeek, readData } from './data.ts'
import type { Held, Socket } from './processes.ts'
import { Processes } from './processes.ts'

const SENDING = new Set(['send', 'sendto', 'sendmsg', 'sendmmsg', 'write', 'writev'])
const RECEIVING = new Set(['recv', 'recvfrom', 'recvmsg', 'recvmmsg', 'recvmmsg_time64', 'read', 'readv'])
/** Calls that programs make on all kinds of descriptors. */
const GENERAL = new Set(['read', 'readv', 'write', 'writev'])

const CUT = 'strace cut the string; -s 1000000 prints all'
const WITHOUT_BYTES = 'these are calls without their bytes; strace prints them with -e read=all -e write=all'

const NOTHING_FOUND =
  'this log of strace contains no data of netlink sockets; strace -f -e trace=network -e read=all -e write=all prints it'

/** A call whose rows may follow. */
interface Pending {
  readonly call: CallLine
  readonly line: number
  readonly socket: Socket | undefined
  readonly total: number
  /** The data in the rows; empty if there are none. */
  readonly dumped: ByteBuffer[]
}

export interface StraceOptions {
  /** The log is written now. It may contain nothing of netlink. */
  readonly isLive?: boolean
  /** The namespace of the first process. */
  readonly netns?: string | undefined
  /** The protocol of a socket that was opened before the log began, by its inode. */
  readonly protocolOf?: (inode: string, thread: number | undefined) => number | undefined
}

/** Whether strace printed this line: a call that returned, or a row of bytes. */
export const isStraceLine = (line: string): boolean =>
  straceRow(line) !== undefined || readCallLine(line)?.result !== undefined

/** Whether bytes of a socket of unknown kind may be netlink messages: nlmsg_len, in either byte order. */
const mayBeMessages = (bytes: Uint8Array, total: number): boolean => {
  if (bytes.length < NLMSG_HDRLEN) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const fits = (little: boolean): boolean => {
    const length = view.getUint32(NLMSG_LEN_AT, little)
    return length >= NLMSG_HDRLEN && length <= total
  }
  return fits(true) || fits(false)
}

export class StraceReader implements CaptureReader {
  private readonly lines = new LineSplitter()
  private readonly processes: Processes
  private readonly options: StraceOptions
  /** The first parts of calls that have not returned, by thread. */
  private readonly unfinished = new Map<number | undefined, CallLine>()
  private held = 0
  private pending: Pending | undefined
  /** Rows without a call. */
  private readonly loose = new ByteBuffer()
  private number = 0
  private found = false
  private withoutBytes = false

  constructor(options: StraceOptions = {}) {
    this.options = options
    this.processes = new Processes(options.netns)
  }

  push(bytes: Uint8Array): Datagram[] {
    return this.read(this.lines.push(bytes))
  }

  /** The datagrams of the last call, if nothing has followed it for a while. */
  idle(): Datagram[] {
    return this.lines.isOpen ? [] : this.finish()
  }

  end(): Datagram[] {
    const found = [...this.read(this.lines.end()), ...this.finish()]
    if (!this.found && !this.options.isLive) throw new InputError(this.withoutBytes ? WITHOUT_BYTES : NOTHING_FOUND)
    return found
  }

  private read(lines: readonly string[]): Datagram[] {
    const found: Datagram[] = []
    for (const line of lines) {
      this.number++
      for (const datagram of this.line(line)) found.push(datagram)
    }
    return found
  }

  private line(line: string): readonly Datagram[] {
    const row = straceRow(line)
    if (row !== undefined) {
      this.row(row.offset, row.bytes)
      return NOTHING
    }
    const start = line.trimStart()
    // ` * 20 bytes in buffer 0`
    if (start.startsWith('* ')) return NOTHING
    // ` = 1 buffers in vector 0`
    if (start.startsWith('= ')) {
      this.pending?.dumped.push(new ByteBuffer())
      return NOTHING
    }
    const found = this.finish()
    const call = readCallLine(line)
    if (call !== undefined) this.call(call)
    else if (start.includes('+++ ')) this.ended(line)
    return found
  }

  private ended(line: string): void {
    const [, digits] = /^\s{0,8}(?:\[pid\s{1,8})?(\d{1,10})[\]<\s]/.exec(line) ?? []
    if (digits !== undefined) this.processes.ended(Number(digits))
  }

  private row(offset: number, bytes: Uint8Array): void {
    const { pending } = this
    if (pending === undefined) {
      // without its call only a new offset tells of the next one
      if (offset === 0 && this.loose.length > 0) this.rest.push(this.loose.take())
      this.loose.append(bytes)
      return
    }
    if (pending.dumped.length === 0) pending.dumped.push(new ByteBuffer())
    pending.dumped.at(-1)?.append(bytes)
  }

  private readonly rest: Uint8Array[] = []

  private call(call: CallLine): void {
    if (call.part === 'unfinished') return this.keep(call)
    const first = call.part === 'resumed' ? this.takeUnfinished(call) : undefined
    const whole = first === undefined ? call : joinCalls(first, call)
    applyCall(this.processes, whole)
    this.transfer(whole)
  }

  /** Keeps the first part of a call. Parts are long only if they contain data. */
  private keep(call: CallLine): void {
    this.takeUnfinished(call)
    this.unfinished.set(call.thread, call)
    this.held += call.text.length
    for (const [thread, { text }] of this.unfinished) {
      if (this.held <= MOST) break
      this.unfinished.delete(thread)
      this.held -= text.length
    }
  }

  private takeUnfinished({ thread, name }: CallLine): CallLine | undefined {
    const first = this.unfinished.get(thread)
    if (first === undefined) return undefined
    this.unfinished.delete(thread)
    this.held -= first.text.length
    return first.name === name ? first : undefined
  }

  /** A call that sends or receives. */
  private transfer(call: CallLine): void {
    const total = returned(call) ?? -1
    if (total <= 0 || !(SENDING.has(call.name) || RECEIVING.has(call.name))) return
    const held = this.socketOf(call)
    const isPlain = held === undefined && (GENERAL.has(call.name) || isOtherFamily(call))
    // its rows are read, and ignored
    if (held === 'other' || isPlain || isPeek(call)) this.pending = { ...IGNORED, dumped: [] }
    else this.pending = { call, line: this.number, socket: held, total, dumped: [] }
  }

  private socketOf(call: CallLine): Held | undefined {
    const descriptor = readDescriptor(call.text.slice(call.start, Math.min(call.end, call.start + 5000)))
    if (descriptor === undefined) return undefined
    const { fd, annotation } = descriptor
    const found = this.processes.find(call.thread, fd, annotation)
    if (found !== undefined || annotation === undefined) return found
    // `socket:[5]`: all others are known
    const inode = annotation.slice(annotation.indexOf('[') + 1, -1)
    const protocol = this.options.protocolOf?.(inode, call.thread)
    return protocol === undefined ? undefined : this.processes.adopt(call.thread, fd, annotation, protocol)
  }

  /** The datagrams of the last call, after its rows. */
  private finish(): Datagram[] {
    const found: Datagram[] = this.rest.splice(0).map((bytes) => ({ bytes }))
    if (this.loose.length > 0) found.push({ bytes: this.loose.take() })
    const { pending } = this
    this.pending = undefined
    if (pending !== undefined && pending.total > 0)
      for (const datagram of this.transferred(pending)) found.push(datagram)
    this.found ||= found.some(({ bytes }) => bytes.length > 0)
    return found
  }

  private transferred(pending: Pending): Datagram[] {
    const { call, line, total, dumped } = pending
    const isDumped = dumped.length > 0
    const all: Data[] = isDumped
      ? dumped.map((bytes) => ({ bytes: bytes.take(), length: undefined }))
      : readData(call, line)
    if (all.length === 0) {
      const isDecoded = call.text.includes('nlmsg_len=', call.start)
      this.withoutBytes ||= isDecoded
      return isDecoded ? [{ ...this.common(pending), bytes: EMPTY, missing: total, why: WITHOUT }] : []
    }
    return all
      .filter(({ bytes }) => bytes.length > 0 && (pending.socket !== undefined || mayBeMessages(bytes, total)))
      .map(({ bytes, length }) => {
        const whole = length ?? (all.length === 1 && !call.name.includes('mmsg') ? total : bytes.length)
        const missing = Math.max(whole - bytes.length, 0)
        const why = missing === 0 ? undefined : isDumped ? TRUNCATED : CUT
        return { ...this.common(pending), bytes: bytes.subarray(0, Math.max(whole, 0)), missing, why }
      })
  }

  private common({ call, socket }: Pending): Omit<Datagram, 'bytes'> {
    const sent = SENDING.has(call.name)
    const time = call.time === undefined ? undefined : call.time + (sent ? 0 : durationOf(call))
    return { protocol: socket?.protocol, direction: sent ? 'sent' : 'received', socket, time }
  }
}

const WITHOUT = 'strace printed its own reading instead of the bytes; it prints them with -e read=all -e write=all'
const TRUNCATED = 'the buffer of the program was too small'
const EMPTY = new Uint8Array(0)
const NOTHING: readonly Datagram[] = []
const IGNORED = { call: undefined as never, line: 0, socket: undefined, total: 0 }
