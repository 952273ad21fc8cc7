/**
 * The switch of the codec's fast paths. It switches three:
 *
 * - decoders of generated code (`decode/compile/`); the interpreter (`decode/shaped.ts`) decodes instead;
 * - encoding directly from a program's object (`encode/direct.ts`); `encode/unshape.ts` and the general encoder do it instead;
 * - the memory that requests share (`pool.ts`); each then has memory of its own.
 *
 * The slow paths give the same values and bytes, and tests run with both. In Node.js `RTNL_FAST=0` turns it off. Not switched are
 * the stored bytes of constant nests (`memoized.ts`).
 */
export let fastPaths = true

export const setFastPaths = (enabled: boolean): void => {
  fastPaths = enabled
}
