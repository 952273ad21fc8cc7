/** The data of an expression, of any table. */
export type Fields = { readonly [key: string]: unknown }

export const EMPTY: Uint8Array = new Uint8Array(0)
