/** Filters of calls that delete all objects that match: `flush`. They never delete more than is written down. */
import { joinPath } from '../netlink/codec/errors.ts'
import { OptionError } from '../netlink/socket/options.ts'

/** Fields that are given have a value: an undefined one would select everything. */
type Given<F> = { readonly [K in keyof F]?: Exclude<F[K], undefined> }

/** One field at least of a filter, or everything by name. */
export type Selection<F> =
  | ({
      [K in keyof F]-?: { readonly [P in K]-?: Exclude<F[K], undefined> } & Given<Omit<F, K>>
    }[keyof F] & { readonly all?: never })
  | { readonly all: true }

const WHOLE = 'say { all: true } to delete everything'

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/**
 * The filter of a call that deletes, {} for all.
 *
 * @throws {OptionError} where nothing is selected, or a field is there without a value.
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

/** Lists and objects in a filter as well: of empty ones every object has all. */
const refuseEmpty = (where: string, path: string, value: object): void => {
  const entries = Object.entries(value)
  if (entries.length === 0) throw new OptionError(where, path || 'filter', `it selects everything; ${WHOLE}`)
  for (const [key, field] of entries) {
    const inner = joinPath(path, key)
    if (field === undefined) throw new OptionError(where, inner, `undefined would select everything; ${WHOLE}`)
    if (isObject(field)) refuseEmpty(where, inner, field)
  }
}
