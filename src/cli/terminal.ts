/**
 * Makes text safe for terminals. Names, aliases and comments of the kernel and words of the command line may contain
 * anything: escape sequences, characters that change the direction of text, invisible characters. In everything written
 * to stdout and stderr these are escaped.
 */
import { formatHex } from '../netlink/codec/text/format.ts'

/** Controls (C0, DEL, C1), format and bidi characters, line separators, invisible characters, lone surrogates. */
const UNSAFE = '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}]'

/** Starts the program's own colour sequences instead of `ESC [`. Random, so that no other text can contain it. */
export const OWN_ESCAPE = `\u001b<${formatHex(crypto.getRandomValues(new Uint8Array(12)))}>`

const UNSAFE_TEXT = new RegExp(UNSAFE, 'gu')
const UNSAFE_OUTPUT = new RegExp(`${OWN_ESCAPE}|${UNSAFE}`, 'gu')
const OWN_SEQUENCE = new RegExp(`${OWN_ESCAPE}\\d+m`, 'g')

/** Codes that end a colour. */
const COLOUR_ENDS = new Set([22, 39])

/** Nearly all text matches these, which are faster to test. */
const PLAIN_TEXT = /^[ -~]*$/
const PLAIN_OUTPUT = /^[\n\t -~]*$/

/** A byte that is not part of well-formed UTF-8 is the lone surrogate 0xdc00 + byte. */
const FIRST_BYTE = 0xdc80
const LAST_BYTE = 0xdcff

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** `\x1b`, `\u202e`, `\u{e0041}`; a byte that is not UTF-8 is `\xff`. */
const escapeOf = (character: string): string => {
  const code = character.codePointAt(0) as number
  if (code >= FIRST_BYTE && code <= LAST_BYTE) return `\\x${hex(code & 0xff, 2)}`
  if (code <= 0x7f) return `\\x${hex(code, 2)}`
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 0)}}`
}

/** Escapes text that must stay in one line: newlines and tabs too. */
export const visible = (text: string): string => (PLAIN_TEXT.test(text) ? text : text.replace(UNSAFE_TEXT, escapeOf))

const written = (match: string): string => {
  if (match === OWN_ESCAPE) return '\u001b['
  return match === '\n' || match === '\t' ? match : escapeOf(match)
}

/** Escapes the text of a stream. Keeps newlines, tabs and the program's own colours. */
export const terminalText = (text: string): string =>
  PLAIN_OUTPUT.test(text) ? text : text.replace(UNSAFE_OUTPUT, written)

/** Text in one colour: a number of ECMA-48, as 31 for red; undefined for none. */
export type ColouredPart = readonly [text: string, colour: number | undefined]

/** The parts of a line with the program's own colours. Their text is escaped like that of `visible`. */
export const colouredParts = (line: string): ColouredPart[] => {
  const parts: ColouredPart[] = []
  let colour: number | undefined
  let at = 0
  const add = (end: number): void => {
    if (end > at) parts.push([visible(line.slice(at, end)), colour])
  }
  for (const { 0: sequence, index } of line.matchAll(OWN_SEQUENCE)) {
    add(index)
    at = index + sequence.length
    const code = Number(sequence.slice(OWN_ESCAPE.length, -1))
    colour = COLOUR_ENDS.has(code) ? undefined : code
  }
  add(line.length)
  return parts
}

const units = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at), 4)}`).join('')

/** Escapes a JSON document. Its values do not change. */
export const visibleJson = (json: string): string => (PLAIN_TEXT.test(json) ? json : json.replace(UNSAFE_TEXT, units))

/** Combining marks: no column of their own. */
const MARK = /\p{Mark}/u
/** Characters of two columns (East Asian Width W and F), by their Unicode blocks. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18d08}\u{1aff0}-\u{1b2fb}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u

/** Number of terminal columns that text takes after it is escaped. */
export const widthOf = (text: string): number => {
  if (PLAIN_TEXT.test(text)) return text.length
  let width = 0
  for (const character of visible(text.replace(OWN_SEQUENCE, '')))
    width += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}
