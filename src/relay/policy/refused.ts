/** Refusals: an error of the kernel's form, with the reason and the offset of the field, so that clients name it. */
import { encode } from '../../netlink/codec/encode/encode.ts'
import { hostOrder } from '../../netlink/codec/order.ts'
import { EPERM } from '../../netlink/protocol/errno.ts'
import { nlmsgerr } from '../../netlink/protocol/extack.ts'
import {
  NLM_F_ACK_TLVS,
  NLM_F_CAPPED,
  NLMSG_ERROR,
  NLMSG_FLAGS_AT,
  NLMSG_HDRLEN,
  NLMSG_LEN_AT,
  NLMSG_PID_AT,
  NLMSG_SEQ_AT,
  NLMSG_TYPE_AT,
} from '../../netlink/protocol/header.ts'
import { little } from '../../netlink/transport/kernel.ts'

/** A message that the policy does not allow. `path`: the field at fault; empty: the message as a whole. */
export class Refused extends Error {
  readonly path: string
  /** Offset of the field from the start of the message, if the message has no value yet that could tell. */
  readonly offset: number | undefined

  constructor(path: string, reason: string, offset?: number) {
    super(reason)
    this.path = path
    this.offset = offset
  }
}

/** @throws {Refused} */
export const refuse = (path: string, reason: string, offset?: number): never => {
  throw new Refused(path, reason, offset)
}

/** What the refused message was. */
export interface Header {
  readonly seq: number
  /** The struct nlmsghdr of the message. */
  readonly header: Uint8Array
  /** Port of the client's socket. */
  readonly port: number
}

const errorOf = ({ seq, header, port }: Header, errno: number, flags: number, attributes: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(NLMSG_HDRLEN + 4 + NLMSG_HDRLEN + attributes.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(NLMSG_LEN_AT, bytes.length, little)
  view.setUint16(NLMSG_TYPE_AT, NLMSG_ERROR, little)
  view.setUint16(NLMSG_FLAGS_AT, flags, little)
  view.setUint32(NLMSG_SEQ_AT, seq, little)
  view.setUint32(NLMSG_PID_AT, port, little)
  view.setInt32(NLMSG_HDRLEN, -errno, little)
  bytes.set(header, NLMSG_HDRLEN + 4)
  bytes.set(attributes, NLMSG_HDRLEN + 4 + NLMSG_HDRLEN)
  return bytes
}

/** A NLMSG_ERROR. `offset`: of the field at fault, from the start of the message. */
export const refusalMessage = (header: Header, reason: string, offset: number | undefined): Uint8Array => {
  const attributes = encode(nlmsgerr, { msg: `policy: ${reason}`, offs: offset }, { order: hostOrder })
  return errorOf(header, EPERM, NLM_F_CAPPED | NLM_F_ACK_TLVS, attributes)
}

/** The ACK of a message that was not sent. */
export const ackMessage = (header: Header): Uint8Array => errorOf(header, 0, NLM_F_CAPPED, new Uint8Array(0))
