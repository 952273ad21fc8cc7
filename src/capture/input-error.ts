/** Input that cannot be read as messages. */
export class InputError extends Error {
  override name = 'InputError'
}

/** Maximum number of characters shown of a line that cannot be read. */
const EXCERPT = 40

/** `line 3 is no hexadecimal text: "hello"`. `line` counts from 1. */
export const lineError = (line: number, why: string, text: string): InputError =>
  new InputError(`line ${line} ${why}: ${JSON.stringify(text.trim().slice(0, EXCERPT))}`)
