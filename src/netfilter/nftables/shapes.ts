/** What programs see of each message: header and attributes in one object, 64-bit quantities as plain numbers. */
import type { Shape } from '../../netlink/codec/shape.ts'

/** For all messages: of struct nfgenmsg only the family, and no padding. */
export const netfilterShape = { header: { version: null, resId: null }, rename: { pad: null } } as const satisfies Shape
