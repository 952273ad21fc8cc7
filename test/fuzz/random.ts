/** Reproducible random tests: the seed is fixed, or RTNL_FUZZ_SEED, and printed in the test's output. */
import type { TAP, Test } from 'tap'

/** Seed of every random test. */
export const seed = Number(process.env['RTNL_FUZZ_SEED'] ?? 6_18_2026)

/** How often a property is tried: `usual` times, multiplied by RTNL_FUZZ_RUNS. */
export const runs = (usual: number): number => Math.ceil(usual * Number(process.env['RTNL_FUZZ_RUNS'] ?? 1))

export const tellSeed = (t: TAP | Test): void => {
  t.comment(`RTNL_FUZZ_SEED=${seed} RTNL_FUZZ_RUNS=${process.env['RTNL_FUZZ_RUNS'] ?? 1}`)
}

/** Uniform numbers from 0 to below `below`: xorshift32. */
export const randomSource = (from: number): ((below: number) => number) => {
  let state = from | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
