/** Statements as text. nft has no syntax for extensions of iptables and raw expressions; their text is our own. */

import { decode } from '../../../netlink/codec/decode/decode.ts'
import type { Typed } from '../../../netlink/codec/node.ts'
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import { formatHex } from '../../../netlink/codec/text/format.ts'
import type { Family } from '../statements/context.ts'
import { describeStatement } from '../statements/describe.ts'
import { insideOf } from '../statements/tunnels.ts'
import type { ExtensionStatement, RawStatement, Statement } from '../statements/types.ts'
import { matches, targets } from '../tables/xtables.ts'

/** Verdicts of the kernel that nft has no syntax for. */
const VERDICTS = new Set(['break', 'stolen', 'repeat', 'stop'])

/** Whether nft cannot read a statement, or some statement of its elements. */
export const lacksSyntax = (statement: Statement): boolean => {
  if ('extension' in statement || 'expression' in statement) return true
  // nft takes a dollar sign for the start of a variable, in quotation marks as well
  if ('log' in statement && statement.log.prefix?.includes('$') === true) return true
  // inside of a tunnel nft matches only fields of headers
  if ('match' in statement) return /^meta /.test(insideOf(statement.match)?.[1] ?? '')
  if ('dynamic' in statement || 'meter' in statement) return statement.statements?.some(lacksSyntax) === true
  return 'verdict' in statement && VERDICTS.has(statement.verdict)
}

type Value = { readonly [key: string]: unknown }
const isObject = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)

/** Values of fields that are not set. An address that is not set is all zeros. */
const UNSET = new Set<unknown>([undefined, 0, '', '0.0.0.0'])

/** A value as text. Of a struct, the fields that are neither zero nor empty. */
const fieldsText = (value: unknown): string => {
  if (value instanceof Uint8Array) return value.every((byte) => byte === 0) ? '' : formatHex(value)
  if (Array.isArray(value))
    return value.map((one) => (isObject(one) ? `{ ${fieldsText(one)} }` : String(one))).join(',')
  if (!isObject(value)) return UNSET.has(value) ? '' : String(value)
  const words = Object.entries(value).map(([key, one]) => [key, fieldsText(one), isObject(one)] as const)
  return words
    .filter(([, text]) => text !== '')
    .map(([key, text, nested]) => `${key} ${nested ? `{ ${text} }` : text}`)
    .join(' ')
}

const structs: { readonly [key: string]: Typed<unknown> } = { ...matches, ...targets }

const extension = ({ extension, name, rev, info }: ExtensionStatement, family: Family, order: ByteOrder): string => {
  const node = structs[`${name} ${rev}`] ?? structs[`${name} ${rev} ${family}`]
  const bytes = Uint8Array.from(info.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16))
  const words = node === undefined ? '' : fieldsText(decode(node, bytes, { order, problems: [] }))
  return `xt ${extension} ${name}${words === '' ? '' : ` ${words}`}`
}

const raw = ({ expression, data }: RawStatement): string => `[ ${[expression, fieldsText(data)].join(' ').trim()} ]`

/** The text of any statement: in nft's syntax, if it has one. */
export const statementText = (statement: Statement, family: Family, order: ByteOrder): string => {
  if ('extension' in statement) return extension(statement, family, order)
  if ('expression' in statement) return raw(statement)
  if (('dynamic' in statement || 'meter' in statement) && lacksSyntax(statement)) {
    const { statements = [], ...rest } = statement
    const more = statements.map((one) => statementText(one, family, order)).join(' ')
    return `${describeStatement(rest)} (${more})`
  }
  return describeStatement(statement)
}
