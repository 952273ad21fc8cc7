/** Sorts many 32-bit numbers by counting their bytes (radix sort), in a fraction of the time of a sort that compares them. */

const VALUES = 256
const SHIFTS = [0, 8, 16, 24]

/** Orders indexes by one byte of their numbers. Stable: indexes with equal bytes keep their order. */
const byByte = (numbers: readonly number[], indexes: Uint32Array, shift: number): Uint32Array => {
  const byteAt = (index: number): number => ((numbers[index] as number) >>> shift) & (VALUES - 1)
  const counts = new Uint32Array(VALUES)
  for (const index of indexes) (counts[byteAt(index)] as number)++
  const starts = new Uint32Array(VALUES)
  for (let value = 1; value < VALUES; value++)
    starts[value] = (starts[value - 1] as number) + (counts[value - 1] as number)
  const sorted = new Uint32Array(indexes.length)
  for (const index of indexes) sorted[(starts[byteAt(index)] as number)++] = index
  return sorted
}

/** The indexes of numbers below 2^32, smallest number first. Equal numbers keep their order. */
export const sortedIndexes = (numbers: readonly number[]): Uint32Array =>
  SHIFTS.reduce<Uint32Array>((sorted, shift) => byByte(numbers, sorted, shift), Uint32Array.from(numbers.keys()))
