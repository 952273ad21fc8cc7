/** The rules that translate addresses, and the links whose packets they translate. */

import type { Rule } from '../../netfilter/nftables/objects.ts'
import type { Statement } from '../../netfilter/nftables/statements/types.ts'
import { ruleText } from '../../netfilter/nftables/text/rule.ts'
import type { TableNames } from '../../netfilter/nftables/text/table-names.ts'
import type { NamespaceState } from '../state/read.ts'
import type { DefaultRoute, GraphLink } from './model.ts'
import { parsePrefix } from './prefix.ts'

export interface NatRule {
  /** The rule in nft's syntax, without its counters. */
  readonly text: string
  /** Ids of the links whose packets it translates: those with an address in its `ip saddr`, and those of its `iif`. */
  readonly sources: readonly string[]
  /** Ids of the links that packets with a new source leave by: those of its `oif`, else those of default routes. */
  readonly exits: readonly string[]
}

/** Targets of iptables that translate addresses. */
const TARGETS = new Set(['MASQUERADE', 'SNAT', 'DNAT', 'REDIRECT', 'NETMAP'])

const translates = (statement: Statement): boolean =>
  'nat' in statement ||
  'masquerade' in statement ||
  'redirect' in statement ||
  ('extension' in statement && TARGETS.has(statement.name))

/** Whether a statement changes the source of packets. */
const changesSource = (statement: Statement): boolean =>
  'masquerade' in statement ||
  ('nat' in statement && statement.nat.type === 'snat') ||
  ('extension' in statement && (statement.name === 'MASQUERADE' || statement.name === 'SNAT'))

/** iptables' MASQUERADE as nft's; its other targets have a text of their own. */
const inNft = (statement: Statement): Statement =>
  'extension' in statement && statement.name === 'MASQUERADE' ? { masquerade: {} } : statement

/** A rule refers to the other objects of its table by name only. */
const NAMES: TableNames = { bound: new Map(), unreadable: new Set() }

const textOf = (rule: Rule): string => {
  const statements = rule.statements.filter((statement) => !('counter' in statement)).map(inNft)
  // nft omits `meta` before the names of links
  return ruleText({ ...rule, statements }, NAMES)
    .replace(/^# /, '')
    .replaceAll(/\bmeta (?=[io]if)/g, '')
}

/** The values of the matches of a field, if the rule requires one of them. */
const requiredBy = ({ statements }: Rule, ...fields: readonly string[]): string[] =>
  statements.flatMap((statement) =>
    'match' in statement && fields.includes(statement.match) && statement.op === undefined
      ? [String(statement.right)]
      : [],
  )

const linksNamed = (links: readonly GraphLink[], names: readonly string[]): string[] =>
  links.filter(({ link }) => names.includes(link.name) || names.includes(String(link.index))).map(({ id }) => id)

const linksWithin = (links: readonly GraphLink[], prefixes: readonly string[]): string[] => {
  const contain = prefixes.flatMap((prefix) => parsePrefix(prefix) ?? [])
  return links.filter(({ addresses }) => addresses.some((one) => contain.some((has) => has(one)))).map(({ id }) => id)
}

export const natRules = (
  { nft }: NamespaceState,
  links: readonly GraphLink[],
  defaultRoutes: readonly DefaultRoute[],
): NatRule[] =>
  (nft?.rules ?? [])
    .filter(({ statements }) => statements.some(translates))
    .map((rule) => {
      const leaving = linksNamed(links, requiredBy(rule, 'meta oifname', 'meta oif'))
      const sources = new Set([
        ...linksNamed(links, requiredBy(rule, 'meta iifname', 'meta iif')),
        ...linksWithin(links, requiredBy(rule, 'ip saddr', 'ip6 saddr')),
      ])
      const usual = defaultRoutes.flatMap(({ link }) => link ?? [])
      const leaves = leaving.length > 0 ? leaving : usual
      const exits = new Set(rule.statements.some(changesSource) ? leaves : [])
      return { text: textOf(rule), sources: [...sources], exits: [...exits].filter((id) => !sources.has(id)) }
    })
