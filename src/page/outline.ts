/**
 * The tree of a capture as a list of rows: a row for each message, and after an open one a row for each of its fields that
 * is not inside a closed one. Finding a row takes the logarithm of the number of open messages, however long the list is.
 */
import { lowerBound } from '../cli/lower-bound.ts'
import type { Field } from './fields.ts'

/** Messages that may be open. If one more is opened, the one that was opened first is closed. */
export const MOST_OPEN = 64

/** What is in a row: the message with this index or, if `field` is given, a field of it. */
export interface Item {
  readonly message: number
  readonly field?: number
}

interface Opened {
  readonly message: number
  readonly fields: readonly Field[]
  /** The fields whose own fields are hidden. */
  readonly closed: Set<number>
  /** The fields that have a row, in order. */
  shown: readonly number[]
  /** The row of the message. */
  row: number
}

const shownOf = ({ fields, closed }: Opened): number[] => {
  const shown: number[] = []
  for (let at = 0; at < fields.length; at = closed.has(at) ? (fields[at] as Field).end : at + 1) shown.push(at)
  return shown
}

const parentOf = ({ fields }: Opened, field: number): number => (fields[field] as Field).parent

export class Outline {
  /** Number of messages. */
  count = 0
  /** By the index of the message, in the order in which they were opened. */
  private readonly opened = new Map<number, Opened>()
  /** The same in the order of their rows. */
  private sorted: readonly Opened[] = []

  /** Number of rows. */
  get size(): number {
    const last = this.sorted.at(-1)
    return last === undefined ? this.count : last.row + last.shown.length + this.count - last.message
  }

  at(row: number): Item {
    const found = this.sorted[lowerBound(this.sorted.length, (at) => (this.sorted[at] as Opened).row <= row) - 1]
    if (found === undefined) return { message: row }
    const { message, shown } = found
    const inside = row - found.row
    if (inside === 0) return { message }
    const field = shown[inside - 1]
    return field === undefined ? { message: message + inside - shown.length } : { message, field }
  }

  /** The row of an item. Opens the fields that a field is in. The message of a field must be open. */
  rowOf({ message, field }: Item): number {
    const before = lowerBound(this.sorted.length, (at) => (this.sorted[at] as Opened).message < message)
    const last = this.sorted[before - 1]
    const row = last === undefined ? message : last.row + last.shown.length + message - last.message
    if (field === undefined) return row
    const opened = this.sorted[before] as Opened
    let isHidden = false
    for (let at = parentOf(opened, field); at >= 0; at = parentOf(opened, at))
      if (opened.closed.delete(at)) isHidden = true
    if (isHidden) this.update(opened)
    return row + 1 + lowerBound(opened.shown.length, (at) => (opened.shown[at] as number) < field)
  }

  isOpen({ message, field }: Item): boolean {
    const opened = this.opened.get(message)
    return opened !== undefined && (field === undefined || !opened.closed.has(field))
  }

  fieldsOf(message: number): readonly Field[] | undefined {
    return this.opened.get(message)?.fields
  }

  /** Whether a row can be opened. */
  hasParts({ message, field }: Item): boolean {
    if (field === undefined) return true
    const { fields } = this.opened.get(message) as Opened
    return (fields[field] as Field).end > field + 1
  }

  /** Shows the fields of a message. */
  open(message: number, fields: readonly Field[]): void {
    const opened: Opened = { message, fields, closed: new Set(), shown: [], row: 0 }
    this.opened.delete(message)
    this.opened.set(message, opened)
    for (const oldest of this.opened.keys()) {
      if (this.opened.size <= MOST_OPEN) break
      this.opened.delete(oldest)
    }
    this.sorted = [...this.opened.values()].sort((a, b) => a.message - b.message)
    this.update(opened)
  }

  /** Shows or hides the fields of an open field. */
  toggle(message: number, field: number): void {
    const opened = this.opened.get(message) as Opened
    if (!opened.closed.delete(field)) opened.closed.add(field)
    this.update(opened)
  }

  close(message: number): void {
    this.opened.delete(message)
    this.sorted = this.sorted.filter((one) => one.message !== message)
    this.place()
  }

  private update(opened: Opened): void {
    opened.shown = shownOf(opened)
    this.place()
  }

  private place(): void {
    let hidden = 0
    for (const opened of this.sorted) {
      opened.row = opened.message + hidden
      hidden += opened.shown.length
    }
  }
}
