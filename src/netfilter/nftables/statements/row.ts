/** What a statement that uses registers is: how it is written, how it is read, and how nft says it. */
import type { Fields, Reader } from './reader.ts'
import type { Statement } from './types.ts'
import type { Writer } from './writer.ts'

export interface Row<S extends Statement = Statement> {
  /** The key that tells the statement from others. */
  readonly key: string
  /** The expression that it ends in. */
  readonly expression: string
  readonly write: (statement: S, to: Writer, path: string) => void
  /** Undefined for an expression that is another statement's. */
  readonly read: (data: Fields, from: Reader) => S | undefined
  readonly describe: (statement: S) => string
}

/** Forgets of which kind it is: a row is only given statements that have its key. */
export const row = <S extends Statement>(one: Row<S>): Row => one as unknown as Row

/** Finds the row of a statement, by the one of its keys that tells it from others. */
export const byKey = <R extends { readonly key: string }>(
  rows: readonly R[],
): ((statement: object) => R | undefined) => {
  const all = new Map(rows.map((one) => [one.key, one]))
  return (statement) => {
    for (const key in statement) {
      const found = all.get(key)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** Without what is undefined. */
export const given = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never

export const someFlags = (flags: unknown): readonly string[] | undefined => {
  const all = flags as readonly string[] | undefined
  return all === undefined || all.length === 0 ? undefined : all
}
