/** The differences, and how many values were compared: a test that compares nothing must not pass. */
import { isDeepStrictEqual } from 'node:util'

export class Comparison {
  /** Number of compared values. */
  compared = 0
  readonly differences: string[] = []

  /** Compares two values. */
  same(path: string, ours: unknown, theirs: unknown): void {
    this.compared++
    if (!isDeepStrictEqual(ours, theirs)) this.differ(path, `${show(ours)} here, ${show(theirs)} there`)
  }

  differ(path: string, why: string): void {
    this.differences.push(`${path}: ${why}`)
  }
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}n` : part)) ?? 'nothing'

/** A name without differences of spelling: `GsoIPv4MaxSize`, `gso_ipv4_max_size` and `gsoIpv4MaxSize` are the same. */
export const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')
