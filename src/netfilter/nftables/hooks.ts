/** Hooks and priorities of chains in nft's words. The meaning of a number depends on the family. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Family } from './statements/context.ts'

const INET = ['prerouting', 'input', 'forward', 'output', 'postrouting', 'ingress'] as const
const ARP = ['input', 'output'] as const
const NETDEV = ['ingress', 'egress'] as const

/** The hook of a base chain, in nft's words. Families have different hooks. */
export type HookName = (typeof INET)[number] | (typeof NETDEV)[number]

const hooksOf = (family: Family): readonly HookName[] => (family === 'netdev' ? NETDEV : family === 'arp' ? ARP : INET)

export const hookName = (family: Family, number: number): HookName | number => hooksOf(family)[number] ?? number

export const hookNumber = (family: Family, name: HookName | number): number => {
  if (typeof name === 'number') return name
  const number = hooksOf(family).indexOf(name)
  if (number < 0) throw new EncodeError('hook', `one of ${hooksOf(family).join(', ')} in family ${family}`, name)
  return number
}

/** nft's words for priorities. Family `bridge` has its own. */
const PRIORITIES: { readonly [word: string]: number } = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
}
const BRIDGE_PRIORITIES: { readonly [word: string]: number } = { dstnat: -300, filter: -200, out: 100, srcnat: 300 }

/** Words that nft accepts for one hook only. It accepts the others for all hooks. */
const WORD_HOOKS: { readonly [word: string]: HookName } = {
  dstnat: 'prerouting',
  srcnat: 'postrouting',
  out: 'output',
}
/** Largest distance from a word at which nft prints a priority as `filter + 5`. */
const NEAR = 10

/** A priority in nft's syntax: `filter`, `srcnat + 5`, `-7`. */
export const priorityText = (family: Family, hook: HookName | number | undefined, priority: number): string => {
  const found = Object.entries(family === 'bridge' ? BRIDGE_PRIORITIES : PRIORITIES).find(
    ([word, number]) => Math.abs(priority - number) <= NEAR && (WORD_HOOKS[word] ?? hook) === hook,
  )
  const plain = family === 'arp' || family === 'netdev' || hook === 'ingress' || hook === 'egress'
  if (found === undefined || (plain && found[0] !== 'filter')) return String(priority)
  const distance = priority - found[1]
  return distance === 0 ? found[0] : `${found[0]} ${distance < 0 ? '-' : '+'} ${Math.abs(distance)}`
}

/**
 * The priority of a base chain: lower numbers see a packet first. The words mean nft's numbers; `out` exists in family
 * `bridge` only.
 */
export type Priority = number | 'raw' | 'mangle' | 'dstnat' | 'filter' | 'security' | 'srcnat' | 'out'

export const priorityNumber = (family: Family, priority: Priority): number => {
  if (typeof priority === 'number' && Number.isInteger(priority)) return priority
  const words = family === 'bridge' ? BRIDGE_PRIORITIES : PRIORITIES
  const number = words[priority]
  if (number === undefined)
    throw new EncodeError('priority', `a number or one of ${Object.keys(words).join(', ')}`, priority)
  return number
}
