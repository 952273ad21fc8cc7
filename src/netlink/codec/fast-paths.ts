/**
 * The switch of the codec's fast paths: compiled decoders (`compile.ts`), encoding straight from the program's object
 * (`direct.ts`) and the memory that requests share (`pool.ts`). Without them the interpreters do all the work, with the
 * same results. In Node.js `RTNL_FAST=0` turns it off.
 */
export let fastPaths = true

export const setFastPaths = (enabled: boolean): void => {
  fastPaths = enabled
}
