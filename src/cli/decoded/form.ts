/** The output forms of `decode`: each writes one message at a time. */
import type { Datagram } from '../../capture/datagram.ts'
import { protocolName } from '../../capture/protocols.ts'
import { NLMSG_HDRLEN } from '../../netlink/protocol/header.ts'
import type { Captured } from '../captured.ts'
import { whyNoMessage } from '../captured.ts'
import type { Answer } from '../conversation.ts'
import type { Described } from '../message.ts'
import { describeMessage } from '../message.ts'

/** A message of a capture, decoded. */
export interface Decoded {
  readonly captured: Captured
  /** Its number in the capture, from 1. */
  readonly number: number
  /** Undefined for bytes that are no message. */
  readonly described: Described | undefined
  readonly answer: Answer | undefined
}

export interface Form {
  /** Whether it shows which bytes are which field. */
  readonly withSpans?: true
  /** Its text is safe for terminals, such as that of `toJson`. */
  readonly isSafe?: true
  message(decoded: Decoded): string | Promise<string>
  /** A faster way to the text of a message without problems; undefined for messages that it cannot write. */
  quick?(captured: Captured, answer: Answer | undefined): string | undefined
  /** Text after the last message. */
  end(count: number): string
}

/** The description of a message, or of the first part of one that the capture cut; undefined for bytes that are no message. */
export const describeCaptured = (captured: Captured, withSpans: boolean): Described | undefined => {
  const { bytes, whole, order, protocol, datagram } = captured
  if (whole) return describeMessage(bytes, order, protocol, withSpans)
  if ((datagram.missing ?? 0) === 0 || bytes.length < NLMSG_HDRLEN) return undefined
  const described = describeMessage(bytes, order, protocol, withSpans)
  const cut = { path: '', offset: bytes.length, message: whyNoMessage(captured) }
  return { ...described, problems: [...described.problems, cut] }
}

/** Where a message comes from, for JSON. */
export const originOf = (
  { datagram, protocol }: Pick<Captured, 'datagram' | 'protocol'>,
  answer: Answer | undefined,
): object => ({
  protocol: protocol === undefined ? undefined : protocolName(protocol),
  direction: datagram.direction,
  socket: datagram.socket?.label,
  netns: datagram.socket?.netns,
  time: datagram.time === undefined ? undefined : Math.round(datagram.time) / 1e6,
  answers: answer?.asked?.number,
  refusal: answer?.refusal,
})

/** `ip[17] fd 3 (route, in blue)`. */
export const originText = ({ datagram, protocol }: Captured): string => {
  const { socket } = datagram
  const family = protocol === undefined ? undefined : protocolName(protocol)
  const details = [family, socket?.netns === undefined ? undefined : `in ${socket.netns}`].filter(
    (text) => text !== undefined,
  )
  return `${socket?.label ?? 'unknown socket'}${details.length === 0 ? '' : ` (${details.join(', ')})`}`
}

/** `0.21 ms`, of microseconds. */
export const durationText = (microseconds: number): string =>
  microseconds < 1e6 ? `${(microseconds / 1000).toFixed(2)} ms` : `${(microseconds / 1e6).toFixed(2)} s`

const answerText = ({ kind, asked, after }: Answer): string => {
  const what = kind === 'refused' ? 'refuses' : 'answers'
  if (asked === undefined) return ''
  return `, ${what} ${asked.number}${after === undefined ? '' : ` after ${durationText(after)}`}`
}

const socketText = ({ direction, socket }: Datagram): string => {
  if (socket === undefined) return direction === undefined ? '' : `, ${direction}`
  const { label, netns } = socket
  return `, ${direction === undefined ? '' : `${direction} `}by ${label}${netns === undefined ? '' : ` in ${netns}`}`
}

/** `RTM_NEWLINK  (3, 56 bytes, received by ip[17] fd 3, answers 1 after 0.21 ms)`, in its two parts. */
export const titleOf = ({ captured, number, described, answer }: Decoded): readonly [name: string, rest: string] => {
  const name = described === undefined ? 'no message' : (described.name ?? `type ${described.header.type}`)
  const from = socketText(captured.datagram) + (answer === undefined ? '' : answerText(answer))
  return [name, `(${number}, ${captured.bytes.length} bytes${from})`]
}
