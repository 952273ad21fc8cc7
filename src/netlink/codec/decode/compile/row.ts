/** Reads equal integers in a row: counters, device settings. */
import type { Scalar } from '../../node.ts'

/** Reads the integers from an offset on. Their array is used again by the next call. */
export type Row = (view: DataView, at: number) => readonly number[]

/** An array of any numbers, large ones too, so that V8 does not change its kind while it is used. */
const anyNumbers = (count: number): number[] => [undefined, 2 ** 40, ...new Array(count)].slice(2) as number[]

export const row = (hostLittle: boolean, { size, signed, order }: Scalar, count: number): Row => {
  const little = order === 'host' && hostLittle
  const numbers = anyNumbers(count)
  const [lower, upper] = little ? [0, 4] : [4, 0]
  return (view, start) => {
    for (let index = 0, at = start; index < count; index++, at += size) {
      if (size === 8) {
        const high = signed ? view.getInt32(at + upper, little) : view.getUint32(at + upper, little)
        const low = view.getUint32(at + lower, little)
        // Most are small. Without the sum V8 keeps them as integers and allocates nothing.
        numbers[index] = high === 0 ? low : low + high * 4294967296
      } else if (size === 4) numbers[index] = signed ? view.getInt32(at, little) : view.getUint32(at, little)
      else if (size === 2) numbers[index] = signed ? view.getInt16(at, little) : view.getUint16(at, little)
      else numbers[index] = signed ? view.getInt8(at) : view.getUint8(at)
    }
    return numbers
  }
}
