/** Checks of the identity of an object. With an incomplete one the kernel would delete or flush more than that object. */
import { checkOptions, OptionError } from '../../netlink/socket/options.ts'
import { familyWords } from '../tables/nfgenmsg.ts'

const FAMILIES = new Set<unknown>(Object.keys(familyWords).filter((word) => word !== 'unspec' && word !== 'decnet'))

export const checkFamily = (where: string, family: unknown): void => {
  if (!FAMILIES.has(family)) throw new OptionError(where, 'family', `expected one of ${[...FAMILIES].join(', ')}`)
}

export const checkHandle = (where: string, handle: unknown): void => {
  if (!Number.isSafeInteger(handle) || (handle as number) <= 0)
    throw new OptionError(where, 'handle', 'expected the number of a rule')
}

/**
 * Checks that `value` has only keys of `known`, a family, and a name under each of `names`, which are some of `known`.
 *
 * @throws {OptionError}
 */
export const checkObject = (where: string, value: object, names: readonly string[], known: readonly string[]): void => {
  if (value === undefined || value === null) throw new OptionError(where, names[0] as string, 'expected a name')
  checkOptions(where, value, known)
  const given = value as { readonly [key: string]: unknown }
  checkFamily(where, given['family'])
  for (const name of names) {
    const text = given[name]
    if (typeof text !== 'string' || text === '') throw new OptionError(where, name, 'expected a name')
  }
}

const keys = (text: string): readonly string[] => text.split(' ')

/** The keys of each kind of object. */
export const KEYS = {
  table: keys('family name handle flags comment userdata'),
  chain: keys('family table name handle type hook priority devices flags policy counters comment userdata'),
  rule: keys('family table chain handle statements comment userdata compat'),
  set: [
    ...keys('family table name handle type typeof keyLengths data dataTypeof dataLengths flags size timeout'),
    ...keys('gcInterval policy autoMerge statements comment userdata elements'),
  ],
  element: keys('key value timeout expires statements comment userdata'),
  object: keys('family table name handle type data statement comment userdata'),
  flowtable: keys('family table name handle hook priority devices flags'),
  ruleset: keys('generation tables chains sets objects flowtables rules'),
}
