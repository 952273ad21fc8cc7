/** Very many numbers in order: counted byte by byte, which takes a fraction of the time that comparing them would. */

const VALUES = 256
const BITS = [0, 8, 16, 24]

/** Orders places by one byte of their numbers; those whose bytes are equal stay as they are. */
const byByte = (numbers: readonly number[], places: Uint32Array, shift: number): Uint32Array => {
  const byteAt = (place: number): number => ((numbers[place] as number) >>> shift) & (VALUES - 1)
  const counts = new Uint32Array(VALUES)
  for (const place of places) (counts[byteAt(place)] as number)++
  const starts = new Uint32Array(VALUES)
  for (let value = 1; value < VALUES; value++)
    starts[value] = (starts[value - 1] as number) + (counts[value - 1] as number)
  const sorted = new Uint32Array(places.length)
  for (const place of places) sorted[(starts[byteAt(place)] as number)++] = place
  return sorted
}

/** The places of numbers below 2^32, the smallest first; equal ones stay as they are. */
export const inOrder = (numbers: readonly number[]): Uint32Array =>
  BITS.reduce<Uint32Array>((sorted, shift) => byByte(numbers, sorted, shift), Uint32Array.from(numbers.keys()))
