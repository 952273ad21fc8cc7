/**
 * The switch of the codec's fast paths: decoders of generated code (`compile.ts`) and encoding without the value of the
 * message (`direct.ts`). Without them the interpreters do all the work and give the same; tests run with both.
 */
export let fastPaths = true

export const setFastPaths = (enabled: boolean): void => {
  fastPaths = enabled
}
