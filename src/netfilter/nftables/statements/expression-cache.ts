/** Expressions that rules repeat: assembled once, and encoded once when they are used again. */
import { memoized } from '../../../netlink/codec/fast/memoized.ts'
import type { Expression } from '../tables/expressions/index.ts'
import type { Scalar } from './datatypes.ts'

/** Maximum number of entries. A full cache is emptied. */
const MAX_ENTRIES = 4096

interface Entry {
  readonly expressions: readonly Expression[]
  /** Found at least once, so its expressions are memoized. */
  reused: boolean
}

/** By the left and the right side of a match. Two levels of maps, so that a lookup builds no text. */
export class ExpressionCache {
  private readonly entries = new Map<string, Map<Scalar, Entry>>()
  private size = 0

  /**
   * The expressions that were added; undefined if there are none. The first lookup that finds them has them encoded once
   * (`memoized`), which would cost more than it saves for those that are used only once.
   */
  find(left: string, right: Scalar): readonly Expression[] | undefined {
    const found = this.entries.get(left)?.get(right)
    if (found === undefined) return undefined
    if (!found.reused) for (const one of found.expressions) memoized(one)
    found.reused = true
    return found.expressions
  }

  add(left: string, right: Scalar, expressions: readonly Expression[]): void {
    if (this.size >= MAX_ENTRIES) {
      this.entries.clear()
      this.size = 0
    }
    const byRight = this.entries.get(left) ?? new Map<Scalar, Entry>()
    this.entries.set(left, byRight.set(right, { expressions, reused: false }))
    this.size++
  }
}
