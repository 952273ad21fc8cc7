/** The fields of a message as a tree, and which bytes belong to which field. */
import { lowerBound } from '../cli/lower-bound.ts'
import type { Line } from '../cli/tree.ts'

/** A field, an attribute, a title or a gap. Fields are in the order of their bytes, each before the fields inside it. */
export interface Field {
  /** 0 for what the message itself contains. */
  readonly depth: number
  /** The bytes that are its own: of a nest its header alone. Empty for a title. */
  readonly from: number
  readonly until: number
  /** The end of its bytes, with those of the fields inside it. */
  readonly extent: number
  readonly label: string
  readonly text: string
  /** `text` says what is wrong. */
  readonly problem: boolean
  /** The index of the field that it is in; -1 for none. */
  readonly parent: number
  /** The index after the last field inside it. */
  readonly end: number
}

/** Fields of a message that are shown. */
export const MOST_FIELDS = 10_000

/** The lines of a message as fields. */
export const fieldsOf = (lines: readonly Line[]): Field[] => {
  const ends = new Array<number>(lines.length)
  const extents = new Array<number>(lines.length)
  const parents = new Array<number>(lines.length)
  /** The fields that the next one may be in. */
  const open: number[] = []
  const close = (depth: number, end: number): void => {
    for (let at = open.at(-1); at !== undefined && (lines[at] as Line).depth >= depth; at = open.at(-1)) {
      open.pop()
      ends[at] = end
      // the last field inside it ends last
      extents[at] = Math.max((lines[at] as Line).until, (lines[end - 1] as Line).until)
    }
  }
  for (const [at, { depth }] of lines.entries()) {
    close(depth, at)
    parents[at] = open.at(-1) ?? -1
    open.push(at)
  }
  close(0, lines.length)
  return lines.map(({ depth, from, until, label, text, problem }, at) => ({
    depth,
    from,
    until,
    extent: extents[at] as number,
    label,
    text,
    problem,
    parent: parents[at] as number,
    end: ends[at] as number,
  }))
}

/** The innermost field that a byte belongs to; undefined if it belongs to none that is shown. */
export const fieldAt = (fields: readonly Field[], offset: number): number | undefined => {
  const after = lowerBound(fields.length, (at) => (fields[at] as Field).from <= offset)
  for (let at = after - 1; at >= 0; at--) {
    const { from, until } = fields[at] as Field
    // a title at the same offset has no bytes
    if (from < until) return offset < until ? at : undefined
  }
  return undefined
}
