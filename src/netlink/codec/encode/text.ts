/** Encodes text: names, addresses, label stacks. */
import type { Text } from '../node.ts'
import { parseQuad, parseText } from '../text/parse.ts'
import type { Output } from './output.ts'

const NUL = Uint8Array.of(0)
const NOTHING = new Uint8Array(0)
/** Up to this length a loop over the characters costs less than a TextEncoder. */
const SHORT = 64

/** `ending`: the bytes after the text; by default a NUL, or nothing if the node is unterminated. */
export const writeText = (
  output: Output,
  node: Text,
  value: unknown,
  path: string,
  ending: Uint8Array = node.unterminated === true ? NOTHING : NUL,
): void => {
  const { format, size } = node
  if (format === 'string' && size === undefined && writeAscii(output, value)) return output.append(ending)
  if (format === (size === 4 ? 'ipv4' : 'address') && writeQuad(output, value)) return
  const bytes = parseText(node, value, path)
  output.append(bytes)
  if (format !== 'string' && node.least === undefined) return
  if (size !== undefined) output.reserve(size - bytes.length)
  else output.append(ending)
}

/** Writes an IPv4 address. For anything else it writes nothing and returns false. */
const writeQuad = (output: Output, value: unknown): boolean => {
  const number = typeof value === 'string' ? parseQuad(value) : -1
  if (number < 0) return false
  output.view.setUint32(output.reserve(4), number)
  return true
}

/** Writes short ASCII text, which most names are. For anything else it writes nothing and returns false. */
const writeAscii = (output: Output, value: unknown): boolean => {
  if (typeof value !== 'string' || value.length > SHORT) return false
  const start = output.reserve(value.length)
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index)
    if (code === 0 || code > 127) {
      output.at = start
      return false
    }
    output.bytes[start + index] = code
  }
  return true
}
