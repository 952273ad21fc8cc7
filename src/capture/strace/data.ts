/** Reads the data of a call that sends or receives, which strace prints as strings. */
import { ByteBuffer } from '../byte-buffer.ts'
import { DOUBLE_QUOTE } from '../digits.ts'
import { findLiteral, readLiteral } from '../literal.ts'
import type { CallLine } from './call.ts'

const OPENING = '([{'
const CLOSING = ')]}'
/** Before each message of sendmmsg and recvmmsg. */
const MESSAGE = 'msg_hdr='
const LENGTH = 'msg_len='

/** The data of one message. */
export interface Data {
  readonly bytes: Uint8Array
  /** Bytes of the message; undefined if the text does not contain the number. */
  readonly length: number | undefined
}

/** Whether a call is about data that another call receives again. */
export const isPeek = ({ text, start, end }: CallLine): boolean => {
  const at = text.lastIndexOf('MSG_PEEK', end)
  return at >= start && !text.startsWith('"', at + 'MSG_PEEK'.length) && text.lastIndexOf('"', end) < at
}

/** Whether the arguments contain a socket address that is not of netlink. */
export const isOtherFamily = ({ text, start, end }: CallLine): boolean => {
  const at = text.indexOf('sa_family=', start)
  return at >= 0 && at < end && !text.startsWith('AF_NETLINK', at + 'sa_family='.length)
}

/**
 * The data of the messages of a call: its strings that are arguments themselves or `iov_base` of a struct iovec. Those of
 * one message are joined. `line` is its number, for errors.
 */
export const readData = ({ text, start, end, name }: CallLine, line: number): Data[] => {
  const found: Data[] = []
  const bytes = new ByteBuffer()
  const many = name.includes('mmsg')
  let length: number | undefined
  const finish = (): void => {
    if (bytes.length > 0) found.push({ bytes: bytes.take(), length })
    length = undefined
  }
  let depth = 0
  for (let at = start; at < end; at++) {
    const character = text.charAt(at)
    if (OPENING.includes(character)) depth++
    else if (CLOSING.includes(character)) depth--
    else if (many && text.startsWith(MESSAGE, at)) finish()
    else if (many && text.startsWith(LENGTH, at)) length = Number.parseInt(text.slice(at + LENGTH.length, at + 30), 10)
    else if (text.charCodeAt(at) === DOUBLE_QUOTE) {
      const literal = findLiteral(text, at)
      if (literal === undefined) break
      if (depth === 0 || text.startsWith('iov_base=', at - 9)) readLiteral(bytes, text, at, literal.end, line)
      at = literal.end
    }
  }
  finish()
  return found
}
