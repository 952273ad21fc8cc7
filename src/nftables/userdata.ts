/** What makers of rules note beside them, as libnftnl writes it: type, length and value, each of a byte but the last. */
import type { ByteOrder } from '../netlink/codec/decode.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import { toNumber } from './statements/datatypes.ts'

/** Of tables, chains, rules, objects and elements; sets have it elsewhere. */
const COMMENT = 0
const SET_COMMENT = 7
const MERGES = 2
const MOST = 255

const decoder = new TextDecoder()
const encoder = new TextEncoder()

export const noteAt = (bytes: Uint8Array | undefined, type: number): Uint8Array | undefined => {
  for (let at = 0; bytes !== undefined && at + 2 <= bytes.length; ) {
    const length = bytes[at + 1] as number
    if (bytes[at] === type) return bytes.subarray(at + 2, at + 2 + length)
    at += 2 + length
  }
  return undefined
}

const readComment = (bytes: Uint8Array | undefined, type: number): string | undefined => {
  const note = noteAt(bytes, type)
  const end = note?.indexOf(0) ?? 0
  return note === undefined ? undefined : decoder.decode(end < 0 ? note : note.subarray(0, end))
}

export const commentOf = (bytes: Uint8Array | undefined): string | undefined => readComment(bytes, COMMENT)
export const setCommentOf = (bytes: Uint8Array | undefined): string | undefined => readComment(bytes, SET_COMMENT)

/** Whether nft joins intervals of this set that touch. */
export const merges = (bytes: Uint8Array | undefined, order: ByteOrder): boolean => {
  const note = noteAt(bytes, MERGES)
  return note !== undefined && toNumber(note, order === 'le') !== 0n
}

const comment = (type: number, text: string): Uint8Array => {
  const bytes = encoder.encode(`${text}\0`)
  if (bytes.length > MOST || text.includes('\0')) throw new EncodeError('comment', `at most ${MOST - 1} bytes`, text)
  return Uint8Array.from([type, bytes.length, ...bytes])
}

export const noteComment = (text: string | undefined): { userdata?: Uint8Array } =>
  text === undefined ? {} : { userdata: comment(COMMENT, text) }

export const noteSet = (notes: Uint8Array, text: string | undefined): Uint8Array =>
  text === undefined ? notes : Uint8Array.from([...notes, ...comment(SET_COMMENT, text)])
