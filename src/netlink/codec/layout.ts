/**
 * What a decoded value alone does not say: order and flag bits of its attributes, what stands behind a text, bytes behind
 * the last attribute. Kept beside the value when asked for (`exact`), so that encoding gives the bytes that were decoded.
 */
import type { Unknown } from './node.ts'

export type Layout = LayoutEntry[]

export type LayoutEntry =
  /** `ending`: what stands behind a text: mostly a NUL, but it may be missing, or padded. */
  | { readonly key: string; readonly type: number; readonly ending: Uint8Array | undefined }
  | { readonly unknown: Unknown; readonly type: number }
  | { readonly rest: Uint8Array }
  /** Behind the header of a message without attributes: the kernel counts it, some tools do not. */
  | { readonly padding: Uint8Array }

const LAYOUTS = new WeakMap<object, Layout>()

export const attachLayout = (value: object, layout: Layout): void => {
  LAYOUTS.set(value, layout)
}

export const layoutOf = (value: object): Layout | undefined => LAYOUTS.get(value)
