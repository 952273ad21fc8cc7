/** What rules say again and again: it is put together once, and encoded once. */
import { memoized } from '../../../netlink/codec/fast/memoized.ts'
import type { Expression } from '../tables/expressions/index.ts'
import type { Scalar } from './datatypes.ts'

/** So many texts are remembered; then it begins anew. */
const MOST = 4096

interface Seen {
  readonly expressions: readonly Expression[]
  again: boolean
}

/** By what is asked and what it is to be: in two steps, so that no text has to be made to look it up. */
export class Repeated {
  private readonly seen = new Map<string, Map<Scalar, Seen>>()
  private size = 0

  /** What was put together for it the last time; what is asked for twice is worth being kept as bytes. */
  find(left: string, right: Scalar): readonly Expression[] | undefined {
    const found = this.seen.get(left)?.get(right)
    if (found === undefined) return undefined
    if (!found.again) for (const one of found.expressions) memoized(one)
    found.again = true
    return found.expressions
  }

  note(left: string, right: Scalar, expressions: readonly Expression[]): void {
    if (this.size >= MOST) {
      this.seen.clear()
      this.size = 0
    }
    const beside = this.seen.get(left) ?? new Map<Scalar, Seen>()
    this.seen.set(left, beside.set(right, { expressions, again: false }))
    this.size++
  }
}
