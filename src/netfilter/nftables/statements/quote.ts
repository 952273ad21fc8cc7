/** Quotes names and comments for nft, so that no character in them ends the line or the quotation, or controls a terminal. */

/**
 * Control characters, characters that change the direction of text or end lines, and the lone surrogates that represent
 * bytes that are not valid UTF-8.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it matches them on purpose.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/gu

/** A byte that is not valid UTF-8 is the code unit ESCAPE plus the byte. */
const ESCAPE = 0xdc00

const visible = (character: string): string => {
  const code = character.charCodeAt(0)
  if (code > ESCAPE && code <= ESCAPE + 0xff) return `\\x${(code - ESCAPE).toString(16)}`
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** Text with control characters replaced by escapes such as `\x1b`. */
export const printable = (text: string): string => text.replace(CONTROLS, visible)

/** Text in quotation marks. Those inside of it become apostrophes, since nft cannot escape them. */
export const quote = (text: string): string => `"${printable(text.replaceAll('"', "'"))}"`

/** Whether nft reads the same text back from `quote`. */
export const isQuotable = (text: string): boolean => quote(text) === `"${text}"`
