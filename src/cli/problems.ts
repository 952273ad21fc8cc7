/** The problems of a message, in the order in which a tree shows them. */
import type { Problem } from '../netlink/codec/node.ts'
import { lowerBound } from './lower-bound.ts'

/** Problems by offset, each shown once. A message may have as many as it has attributes. */
export class Problems {
  private readonly sorted: readonly Problem[]
  private readonly taken = new Set<Problem>()

  constructor(problems: readonly Problem[]) {
    this.sorted = [...problems].sort((a, b) => a.offset - b.offset)
  }

  /** Takes the first problem from offset `from` to before `until`, of the field `path` if given. */
  take(from: number, until: number, path?: string): Problem | undefined {
    const first = lowerBound(this.sorted.length, (at) => (this.sorted[at] as Problem).offset < from)
    for (let at = first; at < this.sorted.length; at++) {
      const problem = this.sorted[at] as Problem
      if (problem.offset >= until) return undefined
      if (this.taken.has(problem) || (path !== undefined && problem.path !== path)) continue
      this.taken.add(problem)
      return problem
    }
    return undefined
  }

  /** The problems that were not taken. */
  rest(): Problem[] {
    return this.sorted.filter((problem) => !this.taken.has(problem))
  }
}

export const problemText = ({ path, offset, message }: Problem): string =>
  `${path === '' ? '' : `${path}: `}${message} (at byte ${offset})`
