/** Reproducible random numbers: all follow from one seed. */
import { randomSource } from '../fuzz/random.ts'

export class Chance {
  private readonly below: (limit: number) => number

  constructor(seed: number) {
    this.below = randomSource(seed)
  }

  /** From 0 to `limit` - 1. */
  number(limit: number): number {
    return this.below(limit)
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T
  }

  /** True in `of` of a hundred cases. */
  percent(of: number): boolean {
    return this.below(100) < of
  }

  /** A source of its own, for a concurrent activity. */
  branch(): Chance {
    return new Chance(1 + this.below(0x7ffffffe))
  }
}
