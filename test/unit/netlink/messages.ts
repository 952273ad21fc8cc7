/** Hand-made netlink messages, and an exchange that records its outcome. */
import type { Exchange } from '../../../src/netlink/protocol/exchange.ts'
import type { Ack } from '../../../src/netlink/protocol/extack.ts'

export const NLMSG_NOOP = 1
export const NLMSG_ERROR = 2
export const NLMSG_DONE = 3
export const NLMSG_OVERRUN = 4
export const RTM_NEWLINK = 16
export const RTM_GETLINK = 18
export const NLM_F_REQUEST = 1
export const NLM_F_MULTI = 2
export const NLM_F_ACK = 4
export const NLM_F_ECHO = 8
export const NLM_F_DUMP_INTR = 16
export const NLM_F_DUMP = 0x300

export const ENODEV = 19
export const EEXIST = 17
export const ENOBUFS = 105

export type Order = 'le' | 'be'

export interface Parts {
  readonly type: number
  readonly flags?: number
  readonly seq?: number
  readonly port?: number
  readonly payload?: readonly number[] | Uint8Array
  /** Sets nlmsg_len. */
  readonly length?: number
}

/** struct nlmsghdr and a payload, padded to a multiple of four. */
export const message = (parts: Parts, order: Order = 'le'): Uint8Array => {
  const { type, flags = 0, seq = 0, port = 0, payload = [] } = parts
  const length = 16 + payload.length
  const bytes = new Uint8Array((length + 3) & ~3)
  const view = new DataView(bytes.buffer)
  const little = order === 'le'
  view.setUint32(0, parts.length ?? length, little)
  view.setUint16(4, type, little)
  view.setUint16(6, flags, little)
  view.setUint32(8, seq, little)
  view.setUint32(12, port, little)
  bytes.set(payload, 16)
  return bytes
}

export const int32 = (value: number, order: Order = 'le'): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setInt32(0, value, order === 'le')
  return bytes
}

export const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

/** struct nlmsgerr: the errno, and the header of the request it answers. */
export const ack = (seq: number, port: number, errno = 0, order: Order = 'le'): Uint8Array =>
  message(
    { type: NLMSG_ERROR, seq, port, payload: join(int32(-errno, order), message({ type: RTM_NEWLINK, seq }, order)) },
    order,
  )

export const done = (seq: number, port: number, errno = 0, flags = 0): Uint8Array =>
  message({ type: NLMSG_DONE, flags: NLM_F_MULTI | flags, seq, port, payload: int32(-errno) })

export const seqOf = (frame: Uint8Array, order: Order = 'le'): number =>
  new DataView(frame.buffer, frame.byteOffset).getUint32(8, order === 'le')

export const typeOf = (frame: Uint8Array, order: Order = 'le'): number =>
  new DataView(frame.buffer, frame.byteOffset).getUint16(4, order === 'le')

/** The outcome of a request as text: `reply 1,2`, `done`, `refused 17`, `failed ClosedError`. */
export class Recorder implements Exchange {
  readonly kind: Exchange['kind']
  readonly operation = 'RTM_TEST'
  bytes: Uint8Array
  readonly start = 0
  readonly reported: string[] = []
  readonly errors: unknown[] = []
  onReply: () => void = () => undefined

  constructor(kind: Exchange['kind'] = 'change', size = 16) {
    this.kind = kind
    const flags = kind === 'change' ? NLM_F_ACK : 0
    this.bytes = message({ type: RTM_GETLINK, flags, payload: new Uint8Array(size - 16) })
  }

  get end(): number {
    return this.bytes.length
  }

  reply(bytes: Uint8Array, _view: DataView, start: number, end: number): void {
    this.reported.push(`reply ${bytes.slice(start + 16, end).join()}`)
    this.onReply()
  }

  done(interrupted: boolean): void {
    this.reported.push(interrupted ? 'interrupted' : 'done')
  }

  refused({ errno }: Ack): void {
    this.reported.push(`refused ${errno}`)
  }

  failed(error: unknown): void {
    this.errors.push(error)
    this.reported.push(`failed ${error instanceof Error ? error.name : String(error)}`)
  }
}
