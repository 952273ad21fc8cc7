/** What programs see of each message: header and attributes in one object, 64-bit quantities as plain numbers. */
import type { Shape } from '../../netlink/codec/shape.ts'

/** The same for all: of struct nfgenmsg the family alone is of interest, and padding is not. */
export const netfilterShape = { header: { version: null, resId: null }, rename: { pad: null } } as const satisfies Shape
