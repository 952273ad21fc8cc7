/** Text among nft's words: nothing that a name or a comment holds ends a line, a quotation, or acts on a terminal. */

/**
 * Control characters, those that turn the direction of text around or end lines, and the lone surrogates that stand for
 * bytes which are no UTF-8.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is for.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/gu

const ESCAPE = 0xdc00

const visible = (character: string): string => {
  const code = character.charCodeAt(0)
  if (code > ESCAPE && code <= ESCAPE + 0xff) return `\\x${(code - ESCAPE).toString(16)}`
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** Control characters made visible. */
export const printable = (text: string): string => text.replace(CONTROLS, visible)

/** In quotation marks, which nft has no way to write inside of them. */
export const quote = (text: string): string => `"${printable(text.replaceAll('"', "'"))}"`

/** Whether nft reads the same text between quotation marks. */
export const isQuotable = (text: string): boolean => quote(text) === `"${text}"`
