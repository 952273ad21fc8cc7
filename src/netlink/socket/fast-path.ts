/**
 * The short way of requests that are asked one after the other of a socket that waits in place: sent and answered before
 * the call returns, so that nothing has to be queued, looked up or woken. Whatever comes instead of the one answer that
 * was expected goes on the long way, through the engine.
 */
import type { Engine } from '../protocol/engine.ts'
import * as header from '../protocol/header.ts'
import { RECORD_HEADER, soleDatagram } from '../transport/records.ts'
import type { Slab } from '../transport/slabs.ts'
import { borrow, giveBack } from '../transport/slabs.ts'
import type { InPlace } from '../transport/transport.ts'
import type { PendingRequest, Reader } from './exchange.ts'

/** After a request that came alone so many take the short way, before it is looked again whether they come together. */
const LONE = 127

const CARRIED_OUT = Promise.resolve()

export class FastPath {
  private readonly engine: Engine
  private readonly transport: InPlace
  private readonly little: boolean
  private left = 0
  /** Of the last exchange: its number, what it brought, and where that lies. */
  private seq = 0
  private used = 0
  private slab: Slab | undefined

  constructor(engine: Engine, transport: InPlace, little: boolean) {
    this.engine = engine
    this.transport = transport
    this.little = little
  }

  /** Whether the next request may take it. Requests that come together travel together, which is shorter still. */
  get open(): boolean {
    return this.left > 0 && this.engine.isQuiescent
  }

  /** Tells how many came together on the long way. */
  observe(requests: number): void {
    if (requests > 0) this.left = requests === 1 ? LONE : 0
  }

  /** Asks a question with one answer. Undefined: something else came, and `fallBack` has to follow. */
  ask<T>(request: header.Place, read: Reader<T>): Promise<T> | undefined {
    const slab = this.exchange(request, 1)
    const length = this.answerIn(slab)
    if (length === 0) return undefined
    const answer = readIn(slab, RECORD_HEADER + length, read)
    giveBack(slab)
    return answer
  }

  /** Asks for a change, without an ACK: nothing comes where it was carried out. Undefined: as above. */
  change(request: header.Place): Promise<void> | undefined {
    header.askNoAck(request, this.little)
    this.left--
    this.seq = this.engine.number(request)
    const status = this.transport.post(request)
    if (status === 0) return CARRIED_OUT
    this.slab = borrow()
    this.used = status < 0 ? status : this.transport.receive(this.slab)
    return undefined
  }

  /** Goes on from what the last exchange brought, the long way. */
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

  private exchange(request: header.Place, most: number): Slab {
    const slab = borrow()
    this.left--
    this.slab = slab
    this.seq = this.engine.number(request)
    this.used = this.transport.exchange(request, most, slab)
    return slab
  }

  /** The length of the answer, if that is all that came; else 0. */
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
