/**
 * The switch of the codec's fast paths. It switches two:
 *
 * - decoders of generated code (`decode/compile/`); the interpreter (`decode/shaped.ts`) decodes instead;
 * - encoding directly from a program's object (`encode/direct.ts`); `encode/unshape.ts` and the general encoder do it instead.
 *
 * The slow paths give the same values and bytes, and tests run with both. Not switched, since they do not decode or encode by
 * other code: the shared memory of requests (`pool.ts`) and the stored bytes of constant nests (`memoized.ts`).
 */
export let fastPaths = true

export const setFastPaths = (enabled: boolean): void => {
  fastPaths = enabled
}
