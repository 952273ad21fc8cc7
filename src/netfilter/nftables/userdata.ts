/**
 * User data of tables, chains, rules, sets, objects and elements, as libnftnl writes it (nftnl_udata): notes, each with a
 * type and a length (a byte each) and a value. The kernel stores the bytes and does not interpret them.
 */
import { EncodeError } from '../../netlink/codec/errors.ts'
import { formatHex, formatString } from '../../netlink/codec/text/format.ts'
import { encodeUtf8 } from '../../netlink/codec/text/utf8.ts'

export interface Note {
  readonly type: number
  readonly value: Uint8Array
}

/** A comment, and all other user data in hexadecimal. */
export interface Noted {
  readonly comment?: string | undefined
  readonly userdata?: string | undefined
}

/** Type of the comment of tables, chains, rules, objects and elements. Sets have another type. */
const COMMENT = 0

/** The longest value of a note. */
const LONGEST_NOTE = 255
/** NFT_USERDATA_MAXLEN: the most bytes that the kernel stores. */
const LONGEST = 256

const EMPTY = new Uint8Array(0)

/** The notes in user data; undefined for bytes that are no list of notes. */
export const readNotes = (bytes: Uint8Array): readonly Note[] | undefined => {
  const notes: Note[] = []
  let at = 0
  while (at + 2 <= bytes.length) {
    const [type = 0, length = 0] = [bytes[at], bytes[at + 1]]
    notes.push({ type, value: bytes.subarray(at + 2, at + 2 + length) })
    at += 2 + length
  }
  return at === bytes.length ? notes : undefined
}

export const noteBytes = (type: number, value: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(2 + value.length)
  bytes.set([type, value.length])
  bytes.set(value, 2)
  return bytes
}

export const joinBytes = (parts: readonly ArrayLike<number>[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Notes as hexadecimal digits, which `writeNotes` accepts; undefined if there are none. */
export const hexOfNotes = (notes: readonly Note[]): string | undefined =>
  notes.length === 0 ? undefined : formatHex(joinBytes(notes.map(({ type, value }) => noteBytes(type, value))))

export const noteText = ({ value }: Note): string => {
  const end = value.indexOf(0)
  return formatString(value, 0, end < 0 ? value.length : end)
}

/** The comment, and the other notes in hexadecimal, without those for which `isKnown` returns true. */
export const readNoted = (bytes: Uint8Array | undefined, isKnown: (note: Note) => boolean = () => false): Noted => {
  if (bytes === undefined || bytes.length === 0) return {}
  const notes = readNotes(bytes)
  if (notes === undefined) return { userdata: formatHex(bytes) }
  const comment = notes.find(({ type }) => type === COMMENT)
  return {
    comment: comment === undefined ? undefined : noteText(comment),
    userdata: hexOfNotes(notes.filter((note) => note !== comment && !isKnown(note))),
  }
}

/** The note of a comment, whose text ends with a NUL. */
const commentBytes = (type: number, text: string): Uint8Array => {
  const encoded = encodeUtf8(text)
  if (encoded === undefined || encoded.length >= LONGEST_NOTE || encoded.includes(0))
    throw new EncodeError('comment', `text of at most ${LONGEST_NOTE - 1} bytes without a NUL`, text)
  const bytes = new Uint8Array(3 + encoded.length)
  bytes[0] = type
  bytes[1] = encoded.length + 1
  bytes.set(encoded, 2)
  return bytes
}

/** The bytes of hexadecimal digits. `path`: the field that contains the digits. */
export const bytesOfHex = (text: string, path = 'userdata'): Uint8Array => {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new EncodeError(path, 'hexadecimal digits, two for each byte', text)
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
}

/** User data: `notes`, a comment of type `type`, and `userdata` unchanged. Without any of them, the attribute is absent. */
export const writeNotes = (
  notes: Uint8Array,
  { comment, userdata }: Noted,
  type: number = COMMENT,
): { readonly userdata?: Uint8Array } => {
  if (notes.length === 0 && comment === undefined && userdata === undefined) return {}
  const text = comment === undefined ? EMPTY : commentBytes(type, comment)
  const alone = notes.length === 0 && userdata === undefined
  const bytes = alone ? text : joinBytes([notes, text, userdata === undefined ? EMPTY : bytesOfHex(userdata)])
  if (bytes.length > LONGEST)
    throw new EncodeError(
      userdata === undefined ? 'comment' : 'userdata',
      `at most ${LONGEST} bytes together with all other notes`,
      userdata ?? comment,
    )
  return { userdata: bytes }
}

/** The user data of an object that has no notes but a comment and `userdata`. */
export const writeNoted = (noted: Noted): { readonly userdata?: Uint8Array } => writeNotes(EMPTY, noted)
