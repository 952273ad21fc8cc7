/** Reads lines of JSON: objects whose `bytes` are hexadecimal digits, such as the audit log of `rtnl-relay`. */
import { lineError } from './input-error.ts'

/** Whether the first line with content is the start of an object. */
export const isJsonLines = (lines: readonly string[]): boolean =>
  lines.find((line) => line.trim() !== '')?.startsWith('{"') === true

const bytesOf = (line: string): string | undefined => {
  try {
    const { bytes } = JSON.parse(line) as { readonly bytes?: unknown }
    return typeof bytes === 'string' && /^([0-9a-f]{2})+$/i.test(bytes) ? bytes : undefined
  } catch {
    // no JSON: the caller names the line
    return undefined
  }
}

/** The bytes of each line. Throws InputError for a line without them. */
export const readJsonLines = (lines: readonly string[]): Uint8Array[] =>
  lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const digits = bytesOf(line)
    if (digits === undefined) throw lineError(index + 1, 'is no JSON object with hexadecimal digits as `bytes`', line)
    return [Uint8Array.from(digits.match(/../g) as readonly string[], (two) => Number.parseInt(two, 16))]
  })
