/**
 * `attributes` and `message` for programs, with checks. The tables of this library are checked by a test instead, since they
 * are made whenever it is imported.
 */
import * as builders from './builders.ts'
import { NLA_TYPE_MASK } from './nlattr.ts'
import type { Attributes, InferMessage, InferRows, Message, Row, Struct } from './node.ts'

/** Throws TypeError for a table that could not be read or written as it is meant. */
export const checkTable = ({ prefix, rows }: Pick<Attributes, 'prefix' | 'rows'>): void => {
  const numbers = new Map<number, string>()
  for (const [key, { id, node }] of Object.entries(rows)) {
    const fault = (what: string): TypeError => new TypeError(`table ${prefix}: ${key}: ${what}`)
    if (!Number.isInteger(id) || id < 0 || id > NLA_TYPE_MASK) throw fault(`the number ${id} is not from 0 to 16383`)
    const other = numbers.get(id)
    if (other !== undefined) throw fault(`${other} has the number ${id} as well`)
    numbers.set(id, key)
    if (node.type === 'select' && !node.by.startsWith('header.') && !Object.hasOwn(rows, node.by))
      throw fault(`select: there is no row ${node.by}`)
  }
}

/**
 * A table: rows by key. `prefix` begins the kernel's constants (`IFLA_`).
 *
 * @throws {TypeError} for two rows with the same number, a number above 16383, or a select by a key that is no row.
 */
export const attributes = <R extends { [key: string]: Row }>(prefix: string, rows: R): Attributes<InferRows<R>> => {
  checkTable({ prefix, rows })
  return builders.attributes(prefix, rows)
}

/**
 * A message: a fixed struct, then attributes.
 *
 * @throws {TypeError} for a row called `header`, which is the key of the struct.
 */
export const message = <H, A>(header: Struct<H>, table: Attributes<A>): Message<InferMessage<H, A>> => {
  if (Object.hasOwn(table.rows, 'header')) throw new TypeError('header: the key of the struct, which no row can have')
  return builders.message(header, table)
}
