/** A statement that uses registers: how to write it, read it, and print it in nft's syntax. */
import type { Fields } from './expression-data.ts'
import type { StatementReader } from './reader.ts'
import type { Statement } from './types.ts'
import type { Writer } from './writer.ts'

export interface Row<S extends Statement = Statement> {
  /** The key that identifies the statement. */
  readonly key: string
  /** The last expression of the statement. */
  readonly expression: string
  readonly write: (statement: S, to: Writer, path: string) => void
  /** Undefined if the expression belongs to another statement. */
  readonly read: (data: Fields, from: StatementReader) => S | undefined
  readonly describe: (statement: S) => string
}

/** Drops the type of the statement: a row is given only statements that have its key. */
export const row = <S extends Statement>(one: Row<S>): Row => one as unknown as Row

/** The flags; undefined if there are none. */
export const someFlags = (flags: unknown): readonly string[] | undefined => {
  const all = flags as readonly string[] | undefined
  return all === undefined || all.length === 0 ? undefined : all
}
