/** The first place among `length` sorted ones that is not before what is searched; `length` if all are. */
export const lowerBound = (length: number, isBefore: (place: number) => boolean): number => {
  let [from, to] = [0, length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (isBefore(middle)) from = middle + 1
    else to = middle
  }
  return from
}
