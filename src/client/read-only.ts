/**
 * Read-only fields: the fields that only the kernel sets. A verb drops them from an object that was read, so that it can be
 * written back, and refuses them in any other object, since a program that writes one expects a change.
 */
import { EncodeError, joinPath } from '../netlink/codec/errors.ts'
import type { Attributes } from '../netlink/codec/node.ts'

export interface ReadOnlyFields {
  /** Fields that every reply has and no request needs: an object that has all of them counts as read. */
  readonly inEveryReply: readonly string[]
  /** Fields that can't be set, each with a hint for the error message: what to set instead, or why nothing can. May be ''. */
  readonly fields: { readonly [name: string]: string }
  /** By the name of a list such as `flags`: the words in it that can be set. All others are read-only. */
  readonly words?: { readonly [name: string]: readonly string[] }
}

type Value = { readonly [key: string]: unknown }

/** Whether an object was read from the kernel, as opposed to written by a program. */
export const wasRead = (input: object, { inEveryReply }: ReadOnlyFields): boolean =>
  inEveryReply.every((name) => (input as Value)[name] !== undefined)

const refused = (path: string, why: string): EncodeError =>
  new EncodeError(path, `nothing: the kernel alone sets it${why === '' ? '' : `; ${why}`}`)

/** The index of the first read-only word in a list; -1 if there is none. Numbers are bits without a word, and are accepted. */
const otherWord = (list: readonly unknown[], words: readonly string[]): number =>
  list.findIndex((word) => typeof word === 'string' && !words.includes(word))

/** The object without its read-only fields. Throws EncodeError if it has any and was not read. */
export const settable = <T extends object>(input: T, what: ReadOnlyFields): T => {
  const { fields, words = {} } = what
  const left: { [key: string]: unknown } = {}
  let same = true
  for (const [name, value] of Object.entries(input)) {
    const known = Array.isArray(value) ? words[name] : undefined
    const other = known === undefined ? -1 : otherWord(value, known)
    const whole = value !== undefined && Object.hasOwn(fields, name)
    if (!whole && other < 0) {
      left[name] = value
      continue
    }
    if (!wasRead(input, what))
      throw whole
        ? refused(name, fields[name] as string)
        : refused(`${name}[${other}]`, `it reports \`${value[other]}\``)
    same = false
    if (!whole) left[name] = value.filter((word: unknown) => typeof word !== 'string' || known?.includes(word))
  }
  return same ? input : (left as T)
}

const rowsOf = ({ rows }: Attributes, when: 'always' | 'sometimes'): string[] =>
  Object.keys(rows).filter((key) => rows[key]?.readOnly === when)

/** The keys of the read-only rows of a nest. */
export const readOnlyKeys = (table: Attributes): string[] => [...rowsOf(table, 'always'), ...rowsOf(table, 'sometimes')]

/**
 * Like `settable`, for a nest such as the options of a kind of link. A nest counts as read if it has all read-only rows that
 * every reply contains (`always`), and at least one other row, unless all rows of its table are read-only.
 */
export const settableNest = (input: object, table: Attributes, path: string): object => {
  const [always, all] = [rowsOf(table, 'always'), readOnlyKeys(table)]
  const given = Object.keys(input).filter((key) => (input as Value)[key] !== undefined)
  const found = given.find((key) => all.includes(key))
  if (found === undefined) return input
  const alone = all.length < Object.keys(table.rows).length && given.every((key) => all.includes(key))
  if (alone || !always.every((key) => given.includes(key))) throw refused(joinPath(path, found), '')
  return Object.fromEntries(Object.entries(input).filter(([key]) => !all.includes(key)))
}
