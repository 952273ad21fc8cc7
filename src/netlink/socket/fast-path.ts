/**
 * The fast path of sequential requests on an inline transport: a request is sent and its reply received before the call
 * returns, so nothing is queued and no promise is pending. Anything but the one expected reply is passed to the engine.
 */
import type { Engine } from '../protocol/engine.ts'
import * as header from '../protocol/header.ts'
import { RECORD_HEADER, soleDatagram } from '../transport/records.ts'
import type { Slab } from '../transport/slabs.ts'
import { borrow, giveBack } from '../transport/slabs.ts'
import type { SynchronousTransport } from '../transport/transport.ts'
import type { PendingRequest, Reader } from './requests.ts'

/** After a request that was made alone, the next `LONE` ones take the fast path. Then the queue shows whether requests are made concurrently. */
const LONE = 127

const CARRIED_OUT = Promise.resolve()

export class FastPath {
  private readonly engine: Engine
  private readonly transport: SynchronousTransport
  private readonly little: boolean
  private left = 0
  /** The last exchange: its sequence number, and the bytes received, in the slab. */
  private seq = 0
  private used = 0
  private slab: Slab | undefined

  constructor(engine: Engine, transport: SynchronousTransport, little: boolean) {
    this.engine = engine
    this.transport = transport
    this.little = little
  }

  /** Whether the next request may take it. Concurrent requests are sent together, which is faster still. */
  get open(): boolean {
    return this.left > 0 && this.engine.isQuiescent
  }

  /** The number of requests that were made in one turn and sent by the engine. */
  observe(requests: number): void {
    if (requests > 0) this.left = requests === 1 ? LONE : 0
  }

  /** Sends a request that has one message as its reply. Undefined: something else was received; call `fallBack`. */
  ask<T>(request: header.ByteRange, read: Reader<T>): Promise<T> | undefined {
    const slab = this.exchange(request, 1)
    const length = this.answerIn(slab)
    if (length === 0) return undefined
    const answer = readIn(slab, RECORD_HEADER + length, read)
    giveBack(slab)
    return answer
  }

  /** Sends a change without NLM_F_ACK: nothing is received if it was carried out. Undefined: call `fallBack`. */
  change(request: header.ByteRange): Promise<void> | undefined {
    header.askNoAck(request, this.little)
    this.left--
    this.seq = this.engine.number(request)
    const status = this.transport.post(request)
    if (status === 0) return CARRIED_OUT
    this.slab = borrow()
    this.used = status < 0 ? status : this.transport.receive(this.slab)
    return undefined
  }

  /** Passes what the last exchange received to the engine, which settles the request. */
  fallBack<T>(request: PendingRequest<T>): Promise<T> {
    const slab = this.slab as Slab
    const ticket = this.engine.launched(request, this.seq)
    try {
      this.transport.handle(slab, this.used, ticket, request.kind === 'change')
    } finally {
      giveBack(slab)
    }
    return request.promise
  }

  private exchange(request: header.ByteRange, most: number): Slab {
    const slab = borrow()
    this.left--
    this.slab = slab
    this.seq = this.engine.number(request)
    this.used = this.transport.exchange(request, most, slab)
    return slab
  }

  /** The length of the reply, if nothing else was received; otherwise 0. */
  private answerIn(slab: Slab): number {
    const { little } = this
    const { view } = slab
    const received = soleDatagram(slab, this.used, little)
    if (received < header.NLMSG_HDRLEN) return 0
    const length = view.getUint32(RECORD_HEADER + header.NLMSG_LEN_AT, little)
    const one = header.alignMessage(length) === header.alignMessage(received)
    const ours =
      view.getUint32(RECORD_HEADER + header.NLMSG_SEQ_AT, little) === this.seq &&
      view.getUint32(RECORD_HEADER + header.NLMSG_PID_AT, little) === this.engine.port &&
      view.getUint16(RECORD_HEADER + header.NLMSG_TYPE_AT, little) >= header.NLMSG_MIN_TYPE
    return one && ours && length <= received ? length : 0
  }
}

const readIn = <T>({ bytes, view }: Slab, end: number, read: Reader<T>): Promise<T> => {
  try {
    return Promise.resolve(read(bytes, view, RECORD_HEADER, end))
  } catch (error) {
    return Promise.reject(error)
  }
}
