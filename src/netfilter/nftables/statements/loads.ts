/** Expressions that load an operand into a register. They are cached, since rules repeat the same few loads. */
import { memoized } from '../../../netlink/codec/fast/memoized.ts'
import type { Expression } from '../tables/expressions/index.ts'
import type { Load, Operand } from './operand.ts'

/** By operand, then by register and size. */
const LOADS = new WeakMap<Operand, Map<number, Expression>>()

/** The expression that loads an operand into a register. `size`: number of bytes to load, for a payload. */
export const makeLoad = ({ load: { name, data } }: Operand, dreg: number, size: number): Expression => {
  if (name !== 'inner') return { name, data: { dreg, ...data, ...(name === 'payload' ? { len: size } : {}) } as never }
  // the expression inside has the register
  const { expr, ...outer } = data as { readonly expr: Load }
  const len = expr.name === 'payload' ? { len: size } : {}
  return { name, data: { num: 0, ...outer, expr: { name: expr.name, data: { dreg, ...expr.data, ...len } } } as never }
}

/** Like `makeLoad`, cached by the identity of the operand. */
export const loadOf = (operand: Operand, dreg: number, size: number): Expression => {
  const loads = LOADS.get(operand) ?? new Map<number, Expression>()
  LOADS.set(operand, loads)
  const key = dreg * 256 + size
  const load = loads.get(key) ?? memoized(makeLoad(operand, dreg, size))
  loads.set(key, load)
  return load
}
