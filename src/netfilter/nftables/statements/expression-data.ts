/** The data of an expression as its reader sees it, whatever its table. */
export type Fields = { readonly [key: string]: unknown }

export const EMPTY: Uint8Array = new Uint8Array(0)
