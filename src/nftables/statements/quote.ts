/** Text among nft's words: nothing that a name or a comment holds ends a line, a quotation, or acts on a terminal. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is for.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g

/** Control characters made visible. */
export const printable = (text: string): string =>
  text.replace(CONTROLS, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)

/** In quotation marks, which nft has no way to write inside of them. */
export const quote = (text: string): string => `"${printable(text.replaceAll('"', "'"))}"`
