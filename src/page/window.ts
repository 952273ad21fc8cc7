/** Which rows of a long list are on the screen. All rows have the same height. */

/** Rows rendered above and below those that are visible. */
const AROUND = 8

export interface Viewport {
  /** Pixels. */
  readonly top: number
  readonly height: number
  readonly rowHeight: number
}

/** The first row to render, and the one after the last. */
export const rowsIn = ({ top, height, rowHeight }: Viewport, count: number): readonly [from: number, until: number] => [
  Math.max(0, Math.min(Math.floor(top / rowHeight), count) - AROUND),
  Math.min(count, Math.ceil((top + height) / rowHeight) + AROUND),
]

/** The rows that fit, at least one. */
export const pageOf = ({ height, rowHeight }: Viewport): number => Math.max(1, Math.floor(height / rowHeight) - 1)

/** How far to scroll so that a row is visible: not at all, if it is. */
export const topFor = ({ top, height, rowHeight }: Viewport, row: number): number => {
  const start = row * rowHeight
  if (start < top) return start
  return start + rowHeight > top + height ? start + rowHeight - height : top
}
