/** Values as JavaScript. */

const NAME = /^[A-Za-z_$][\w$]*$/
/** Longest value that is on one line. */
const WIDTH = 100

const quoted = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replace(/[\u007f-\uffff]/g, escapeOf)}'`

const escapeOf = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

const bytesText = (bytes: Uint8Array): string =>
  bytes.length === 0 ? 'new Uint8Array(0)' : `Uint8Array.of(${Array.from(bytes, hexText).join(', ')})`

const hexText = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`

/** The JavaScript of a decoded value. Fields that are undefined are omitted. `indent`: that of its first line. */
export const sourceText = (value: unknown, indent = ''): string => {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof Uint8Array) return bytesText(value)
  const inner = `${indent}  `
  const isList = Array.isArray(value)
  const parts = isList
    ? value.map((item: unknown) => sourceText(item, inner))
    : Object.entries(value).flatMap(([key, item]) =>
        item === undefined ? [] : [`${NAME.test(key) ? key : quoted(key)}: ${sourceText(item, inner)}`],
      )
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return open + close
  const line = isList ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`
  if (indent.length + line.length <= WIDTH && !line.includes('\n')) return line
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}${close}`
}
