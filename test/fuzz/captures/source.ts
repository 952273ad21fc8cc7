/** Random choices: all follow from one seed. */
import { randomSource } from '../random.ts'

export class Source {
  /** From 0 to before `limit`. */
  readonly below: (limit: number) => number

  constructor(seed: number) {
    this.below = randomSource(seed)
  }

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }

  /** True in one of `count` cases. */
  rarely(count: number): boolean {
    return this.below(count) === 0
  }
}
