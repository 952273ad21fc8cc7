/**
 * Binary search in `length` sorted elements: the first index for which `isBefore` is false; `length` if there is none.
 */
export const lowerBound = (length: number, isBefore: (index: number) => boolean): number => {
  let [from, to] = [0, length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (isBefore(middle)) from = middle + 1
    else to = middle
  }
  return from
}
