/** The keys of a tree, as WAI-ARIA describes them. */
import type { Field } from './fields.ts'
import type { Outline } from './outline.ts'

/** What a key does: the row that gets the cursor, and the message that is to be opened. */
export interface Step {
  readonly row: number
  readonly open?: number
}

const MOVES: { readonly [key: string]: (row: number, last: number, page: number) => number } = {
  ArrowDown: (row, last) => Math.min(row + 1, last),
  ArrowUp: (row) => Math.max(row - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
  PageDown: (row, last, page) => Math.min(row + page, last),
  PageUp: (row, _, page) => Math.max(row - page, 0),
}

/** The row that a key moves to among `count`, `page` rows being visible. Undefined: it moves to none. */
export const movedRow = (row: number, key: string, count: number, page: number): number | undefined =>
  count === 0 ? undefined : MOVES[key]?.(row, count - 1, page)

/** Opens or closes a row. */
export const toggle = (outline: Outline, row: number): Step => {
  const { message, field } = outline.at(row)
  if (field !== undefined) {
    if (outline.hasParts({ message, field })) outline.toggle(message, field)
    return { row }
  }
  if (!outline.isOpen({ message })) return { row, open: message }
  outline.close(message)
  return { row }
}

const right = (outline: Outline, row: number): Step => {
  const item = outline.at(row)
  if (!outline.hasParts(item)) return { row }
  return outline.isOpen(item) ? { row: row + 1 } : toggle(outline, row)
}

const left = (outline: Outline, row: number): Step => {
  const item = outline.at(row)
  const { message, field } = item
  if (outline.hasParts(item) && outline.isOpen(item)) return toggle(outline, row)
  if (field === undefined) return { row }
  const { parent } = (outline.fieldsOf(message) as readonly Field[])[field] as Field
  return { row: outline.rowOf(parent < 0 ? { message } : { message, field: parent }) }
}

/** What a key does in a row, `page` rows being visible. Undefined: the key means nothing to a tree. */
export const pressed = (outline: Outline, row: number, key: string, page: number): Step | undefined => {
  if (outline.size === 0) return undefined
  const moved = movedRow(row, key, outline.size, page)
  if (moved !== undefined) return { row: moved }
  if (key === 'ArrowRight') return right(outline, row)
  if (key === 'ArrowLeft') return left(outline, row)
  return key === 'Enter' || key === ' ' ? toggle(outline, row) : undefined
}
