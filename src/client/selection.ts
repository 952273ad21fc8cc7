/** Filters of `flush`, which deletes all matching objects. An empty or undefined filter never means all of them. */
import { joinPath } from '../netlink/codec/errors.ts'
import { OptionError } from '../netlink/socket/options.ts'

/** Optional fields that can't be undefined: an undefined field would select everything. */
type Given<F> = { readonly [K in keyof F]?: Exclude<F[K], undefined> }

/** A filter with at least one field, or `{ all: true }` for everything. */
export type Selection<F> =
  | ({
      [K in keyof F]-?: { readonly [P in K]-?: Exclude<F[K], undefined> } & Given<Omit<F, K>>
    }[keyof F] & { readonly all?: never })
  | { readonly all: true }

const WHOLE = 'say { all: true } to delete everything'

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/**
 * The filter to list by; {} for `{ all: true }`. `where` names the call in errors.
 *
 * @throws {OptionError} if the selection is missing or empty, has a field that is undefined or an empty object, or combines
 * `all` with other fields.
 */
export const filterOf = <F extends object>(where: string, selection: Selection<F>): F => {
  if (!isObject(selection) || Array.isArray(selection))
    throw new OptionError(where, 'filter', `expected what to delete; ${WHOLE}`)
  if (!Object.hasOwn(selection, 'all')) {
    refuseEmpty(where, '', selection)
    return selection as F
  }
  if (selection.all !== true) throw new OptionError(where, 'all', 'expected true')
  if (Object.keys(selection).length > 1) throw new OptionError(where, 'all', 'expected no filter beside it')
  return {} as F
}

/** Applies to lists and objects inside a filter as well: every object matches an empty one. */
const refuseEmpty = (where: string, path: string, value: object): void => {
  const entries = Object.entries(value)
  if (entries.length === 0) throw new OptionError(where, path || 'filter', `it selects everything; ${WHOLE}`)
  for (const [key, field] of entries) {
    const inner = joinPath(path, key)
    if (field === undefined) throw new OptionError(where, inner, `undefined would select everything; ${WHOLE}`)
    if (isObject(field)) refuseEmpty(where, inner, field)
  }
}
