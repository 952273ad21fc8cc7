/** Finds the row of a statement by the key that identifies it: `counter`, `reject`, `nat`. */

/** Returns a function that finds the row of a statement by its key; undefined if no row has any of its keys. */
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
