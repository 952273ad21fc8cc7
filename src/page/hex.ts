/** Bytes as rows of a grid: offset, hexadecimal digits, characters. */

/** Bytes in a row. */
export const ROW = 16

export interface HexCell {
  readonly offset: number
  readonly hex: string
  /** The character, if it is printable ASCII; else a dot. */
  readonly character: string
}

export const hexRows = (length: number): number => Math.ceil(length / ROW)

/** The cells of a row; fewer in the last one. */
export const hexRow = (bytes: Uint8Array, row: number): HexCell[] =>
  Array.from(bytes.subarray(row * ROW, (row + 1) * ROW), (byte, column) => ({
    offset: row * ROW + column,
    hex: byte.toString(16).padStart(2, '0'),
    character: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
  }))

/** Where a key moves the cursor in `length` bytes, `page` rows being visible. Undefined: the key moves nothing. */
export const moveByte = (offset: number, key: string, length: number, page: number): number | undefined => {
  const start = offset - (offset % ROW)
  const moved: { readonly [key: string]: number } = {
    ArrowLeft: offset - 1,
    ArrowRight: offset + 1,
    ArrowUp: offset < ROW ? offset : offset - ROW,
    ArrowDown: offset + ROW < length ? offset + ROW : offset,
    Home: start,
    End: start + ROW - 1,
    PageUp: offset - Math.min(page, Math.floor(offset / ROW)) * ROW,
    PageDown: offset + Math.min(page, Math.floor((length - 1 - offset) / ROW)) * ROW,
  }
  const to = moved[key]
  return to === undefined ? undefined : Math.min(Math.max(to, 0), length - 1)
}
