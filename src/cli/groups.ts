/** The multicast groups that `monitor` joins: the kernel's names, and words for several groups. */
import type { Group } from '../rtnl/tables/groups.ts'
import { groupWords } from '../rtnl/tables/groups.ts'
import { suggestion } from './command.ts'
import { UsageError } from './failure.ts'

/** Words for several groups: the commands that list the same objects. */
export const groupSets: { readonly [word: string]: readonly Group[] } = {
  links: ['link'],
  addresses: ['ipv4-ifaddr', 'ipv6-ifaddr'],
  routes: ['ipv4-route', 'ipv6-route', 'mpls-route'],
  rules: ['ipv4-rule', 'ipv6-rule'],
  neighbours: ['neigh'],
  nsids: ['nsid'],
  netconf: ['ipv4-netconf', 'ipv6-netconf', 'mpls-netconf'],
}

export const DEFAULT_SETS = ['links', 'addresses', 'routes', 'rules', 'neighbours'] as const

const JOINABLE = Object.keys(groupWords).filter((word) => !['none', 'nop2', 'nop4'].includes(word)) as Group[]

/**
 * The groups of the given words, or the default groups if there are none. @throws {UsageError} for an unknown group.
 */
export const readGroups = (given: readonly string[]): Group[] => {
  const wanted = new Set<Group>()
  for (const word of given.length === 0 ? DEFAULT_SETS : given) {
    const set = Object.hasOwn(groupSets, word) ? groupSets[word] : undefined
    if (set === undefined && !JOINABLE.includes(word as Group)) {
      const known = [...Object.keys(groupSets), ...JOINABLE]
      const sets = Object.keys(groupSets).join(', ')
      const all = `; groups are ${sets}, and those of the kernel: ipv4-route, ...`
      throw new UsageError(`unknown group '${word}'${suggestion(word, known) || all}`)
    }
    for (const group of set ?? [word as Group]) wanted.add(group)
  }
  return [...wanted]
}
