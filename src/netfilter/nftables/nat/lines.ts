/** Masquerading and published ports as rules of our own table. A comment identifies each rule. */

import type { NewChain, NewRule } from '../new-objects.ts'
import { counter, dnat, field, masquerade, meta } from '../statements/builders.ts'
import type { Family } from '../statements/context.ts'
import { familyOfAddress } from '../statements/datatypes.ts'
import type { Statement } from '../statements/types.ts'
import type { Masquerade, PublishedPort } from './inputs.ts'

/** A rule of the table, and how to recognise it. */
export interface Line {
  readonly chain: string
  readonly statements: readonly Statement[]
  /** Identifies the rule. Absent in the table of iptables, where the statements identify it. */
  readonly comment?: string
  /** `tcp/8080`: only one rule of a family may publish it, since the first would take all packets. */
  readonly port?: string
  readonly compat?: NewRule['compat']
}

/** A table with its chains. */
export interface NatTable {
  readonly family: Family
  readonly table: string
  readonly chains: readonly Omit<NewChain, 'family' | 'table'>[]
}

export const OURS: NatTable = {
  family: 'inet',
  table: 'rtnl-nat',
  chains: [
    { name: 'prerouting', type: 'nat', hook: 'prerouting', priority: 'dstnat' },
    { name: 'output', type: 'nat', hook: 'output', priority: -100 },
    { name: 'postrouting', type: 'nat', hook: 'postrouting', priority: 'srcnat' },
  ],
}

/** Statements that match packets by the link that they leave through. */
export const leaving = ({ out, notOut }: Masquerade): Statement[] => {
  if (out !== undefined) return [meta.oifname(out)]
  return notOut === undefined ? [] : [meta.oifname('!=', notOut)]
}

export const familyOfSource = (source: string): 'ip' | 'ip6' => familyOfAddress(source.split('/')[0] as string)

/** The words that are defined, with spaces between them. */
const joinWords = (words: readonly (string | number | undefined)[]): string =>
  words.filter((word) => word !== undefined).join(' ')

export const masqueradeLines = (how: Masquerade): Line[] => {
  const { source, out, notOut } = how
  const comment = joinWords(['masquerade', source, out && `out ${out}`, notOut && `not out ${notOut}`])
  const from = field(`${familyOfSource(source)} saddr`)(source)
  return [{ chain: 'postrouting', statements: [from, ...leaving(how), counter(), masquerade()], comment }]
}

export const publishLines = ({ protocol, port, to }: PublishedPort): Line[] => {
  const statements = [field('fib daddr type')('local'), field(`${protocol} dport`)(port), counter(), dnat(to)]
  const published = `${protocol}/${port}`
  const comment = joinWords(['publish', published, 'to', to])
  return ['prerouting', 'output'].map((chain) => ({ chain, statements, comment, port: published }))
}
