/**
 * What the kernel alone sets of an object. A verb leaves such fields out of an object that was read, and refuses them by
 * name in any other: a program that writes one expects something to change.
 */
import { EncodeError, joinPath } from '../netlink/codec/errors.ts'
import type { Attributes } from '../netlink/codec/node.ts'

export interface ReadOnly {
  /** Fields that every reply has and no request needs: an object that has them all was read. */
  readonly told: readonly string[]
  /** Fields that can't be set, each with what sets the like of it, or why nothing does. */
  readonly fields: { readonly [name: string]: string }
  /** The words of lists that can be set, by the name of the list; all others can't. */
  readonly words?: { readonly [name: string]: readonly string[] }
}

type Value = { readonly [key: string]: unknown }

/** Whether an object was read, as opposed to written down by a program. */
export const wasRead = (input: object, { told }: ReadOnly): boolean =>
  told.every((name) => (input as Value)[name] !== undefined)

const refused = (path: string, why: string): EncodeError =>
  new EncodeError(path, `nothing: the kernel alone sets it${why === '' ? '' : `; ${why}`}`)

/** The first word of a list that can't be set; numbers are bits that have no word. */
const otherWord = (list: readonly unknown[], words: readonly string[]): number =>
  list.findIndex((word) => typeof word === 'string' && !words.includes(word))

/** The same without what can't be set. Throws EncodeError for that in an object which was not read. */
export const settable = <T extends object>(input: T, what: ReadOnly): T => {
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

/** The keys of a nest that no request can set. */
export const readOnlyKeys = (table: Attributes): string[] => [...rowsOf(table, 'always'), ...rowsOf(table, 'sometimes')]

/**
 * The same for a nest, such as the options of a kind of link: it was read if it has all that every reply has, and
 * something beside it.
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
