/** Understands `nft list ruleset`, `nft list table inet filter` and `nft list chain inet filter input`. */
import { UsageError } from './failure.ts'

const FAMILIES = new Set(['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'])
const CHANGES = new Set(['add', 'create', 'delete', 'destroy', 'flush', 'insert', 'rename', 'replace', 'reset'])
/** Options of nft, and the ones that have the same effect. */
const FLAGS: { readonly [flag: string]: string } = { '-a': '--handles', '--handle': '--handles', '-j': '--json' }

/** The options that select what `list table [FAMILY] NAME` selects; undefined if the words are not of that form. */
const selected = (words: readonly string[]): string[] | undefined => {
  const [what = '', ...given] = words
  const hasFamily = FAMILIES.has(given[0] ?? '')
  // nft takes a table without a family for one of ip
  const family = hasFamily ? (given[0] as string) : 'ip'
  const names = hasFamily ? given.slice(1) : given
  if (what === 'ruleset') return names.length > 0 ? undefined : hasFamily ? ['--family', family] : []
  const [table, chain, ...more] = names
  const count = what === 'table' ? 1 : what === 'chain' ? 2 : -1
  if (names.length !== count || more.length > 0) return undefined
  return ['--family', family, '--table', table as string, ...(chain === undefined ? [] : ['--chain', chain])]
}

/** The words after `nft` as options. @throws {UsageError} for a word that changes rules, or objects that have no list. */
export const nftOptions = (given: readonly string[]): string[] => {
  const words = given.filter((word) => FLAGS[word] === undefined)
  const flags = given.flatMap((word) => FLAGS[word] ?? [])
  const [verb = '', ...rest] = words
  if (CHANGES.has(verb)) throw new UsageError(`'${verb}': this program only shows; \`nft\` changes`)
  const at = rest.findIndex((word) => word.startsWith('-'))
  const end = at < 0 ? rest.length : at
  if (verb !== 'list' || end === 0) return [...words, ...flags]
  const options = selected(rest.slice(0, end))
  if (options === undefined)
    throw new UsageError('expected list ruleset, list table [FAMILY] TABLE or list chain [FAMILY] TABLE CHAIN')
  return [verb, ...options, ...rest.slice(end), ...flags]
}
