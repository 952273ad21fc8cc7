/** The ways out of and into networks of containers, in one line each: in a table of ours, or as iptables-nft writes them. */
import { encode } from '../../netlink/codec/encode/encode.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { formatHex } from '../../netlink/codec/text/format.ts'
import { NetlinkError } from '../../netlink/protocol/errors.ts'
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import { checkRequestOptions } from '../../netlink/socket/options.ts'
import type { Masquerade, PublishedPort } from './nat-inputs.ts'
import { readMasquerade, readPublished } from './nat-inputs.ts'
import type { NewChain, NewRule } from './new-objects.ts'
import type { Nftables } from './nftables.ts'
import type { Rule } from './objects.ts'
import { counter, dnat, field, masquerade, meta } from './statements/builders.ts'
import { familyOfAddress } from './statements/datatypes.ts'
import type { Family } from './statements/place.ts'
import type { Statement } from './statements/types.ts'
import { natRange2, natRange4 } from './tables/xtables.ts'
import type { Transaction } from './transaction.ts'

export type { Masquerade, PublishedPort } from './nat-inputs.ts'

interface Line {
  readonly chain: string
  readonly statements: readonly Statement[]
  /** What the rule is found by. */
  readonly comment?: string
  /** What is taken by it: another rule with it, for the same family, would never be reached. */
  readonly port?: string
  readonly compat?: NewRule['compat']
}

/** A table, its chains and what is written into them. */
interface NatTable {
  readonly family: Family
  readonly table: string
  readonly chains: readonly Omit<NewChain, 'family' | 'table'>[]
}

const OURS: NatTable = {
  family: 'inet',
  table: 'rtnl-nat',
  chains: [
    { name: 'prerouting', type: 'nat', hook: 'prerouting', priority: 'dstnat' },
    { name: 'output', type: 'nat', hook: 'output', priority: -100 },
    { name: 'postrouting', type: 'nat', hook: 'postrouting', priority: 'srcnat' },
  ],
}

/** As `iptables -t nat` makes it when it first writes something. */
const IPTABLES: NatTable = {
  family: 'ip',
  table: 'nat',
  chains: [
    { name: 'PREROUTING', type: 'nat', hook: 'prerouting', priority: -100, policy: 'accept' },
    { name: 'INPUT', type: 'nat', hook: 'input', priority: 100, policy: 'accept' },
    { name: 'OUTPUT', type: 'nat', hook: 'output', priority: -100, policy: 'accept' },
    { name: 'POSTROUTING', type: 'nat', hook: 'postrouting', priority: 100, policy: 'accept' },
  ],
}

const leaving = ({ out, notOut }: Masquerade): Statement[] => {
  if (out !== undefined) return [meta.oifname(out)]
  return notOut === undefined ? [] : [meta.oifname('!=', notOut)]
}

const familyOfSource = (source: string): 'ip' | 'ip6' => familyOfAddress(source.split('/')[0] as string)

const said = (words: readonly (string | number | undefined)[]): string =>
  words.filter((word) => word !== undefined).join(' ')

const masqueradeLines = (how: Masquerade): Line[] => {
  const { source, out, notOut } = how
  const comment = said(['masquerade', source, out && `out ${out}`, notOut && `not out ${notOut}`])
  const from = field(`${familyOfSource(source)} saddr`)(source)
  return [{ chain: 'postrouting', statements: [from, ...leaving(how), counter(), masquerade()], comment }]
}

const publishLines = ({ protocol, port, to }: PublishedPort): Line[] => {
  const statements = [field('fib daddr type')('local'), field(`${protocol} dport`)(port), counter(), dnat(to)]
  const published = `${protocol}/${port}`
  const comment = said(['publish', published, 'to', to])
  return ['prerouting', 'output'].map((chain) => ({ chain, statements, comment, port: published }))
}

/** XT_ALIGN: extensions' structs are multiples of eight bytes. */
const info = (bytes: Uint8Array): string => formatHex(bytes).padEnd(Math.ceil(bytes.length / 8) * 16, '0')

const iptablesMasquerade = (how: Masquerade): Line => {
  const { source } = how
  if (familyOfSource(source) !== 'ip') throw new EncodeError('source', 'an IPv4 prefix', source)
  const range = encode(natRange4, { rangesize: 1, flags: [], minIp: '0.0.0.0', maxIp: '0.0.0.0', min: 0, max: 0 })
  const target: Statement = { extension: 'target', name: 'MASQUERADE', rev: 0, info: info(range) }
  return { chain: 'POSTROUTING', statements: [field('ip saddr')(source), ...leaving(how), counter(), target] }
}

const PROTOCOLS = { tcp: 6, udp: 17, sctp: 132 }

const iptablesPublish = ({ protocol, port, to }: PublishedPort): Line => {
  const { nat } = dnat(to)
  const address = String(nat.address)
  if (nat.family !== 'ip') throw new EncodeError('to', 'an IPv4 address', to)
  const bytes = Uint8Array.from([...address.split('.').map(Number), ...new Array(12).fill(0)])
  const number = Number(nat.port ?? 0)
  const range = encode(natRange2, {
    flags: nat.port === undefined ? ['map-ips'] : ['map-ips', 'proto-specified'],
    minAddr: bytes,
    maxAddr: bytes,
    minProto: number,
    maxProto: number,
    baseProto: 0,
  })
  const target: Statement = { extension: 'target', name: 'DNAT', rev: 2, info: info(range) }
  const statements = [field(`${protocol} dport`)(port), counter(), target]
  return { chain: 'PREROUTING', statements, compat: PROTOCOLS[protocol], port: `${protocol}/${port}` }
}

/** The same rule, whatever it has counted and in whatever order it asks. */
const same = (one: readonly Statement[], other: readonly Statement[]): boolean => {
  const text = (statements: readonly Statement[]): string =>
    statements
      .map((one) => JSON.stringify('counter' in one ? { counter: {} } : one))
      .sort()
      .join()
  return text(one) === text(other)
}

export class Nat {
  private readonly nft: Nftables

  constructor(nft: Nftables) {
    this.nft = nft
  }

  /** Packets from `source` get the address of the link they leave by. Made once, however often it is asked for. */
  async masquerade(how: Masquerade, options?: RequestOptions): Promise<void> {
    return this.make(OURS, masqueradeLines(readMasquerade('nat.masquerade', how, options)), options)
  }

  /**
   * What comes for a port of this machine, or is sent to it from here, goes elsewhere. Made once, however often it is asked
   * for. Rejects with NetlinkError EEXIST where the port leads to another address of the family already: the first rule
   * would take all packets.
   */
  async publishPort(how: PublishedPort, options?: RequestOptions): Promise<void> {
    return this.make(OURS, publishLines(readPublished('nat.publishPort', how, options)), options)
  }

  /** Takes back what `masquerade` made; false where it was not there. */
  async removeMasquerade(how: Masquerade, options?: RequestOptions): Promise<boolean> {
    return this.take(OURS, masqueradeLines(readMasquerade('nat.removeMasquerade', how, options)), options)
  }

  async removePort(how: PublishedPort, options?: RequestOptions): Promise<boolean> {
    return this.take(OURS, publishLines(readPublished('nat.removePort', how, options)), options)
  }

  /** Takes back everything: our table is deleted. */
  async clear(options?: RequestOptions): Promise<void> {
    checkRequestOptions('nat.clear', options)
    await this.nft.transaction(async (tx) => {
      const tables = await this.nft.tables.list({ family: OURS.family }, options)
      const { family, table } = OURS
      if (tables.some(({ name }) => name === table)) tx.tables.delete({ family, name: table })
    }, options)
  }

  /** The same as iptables-nft writes it into its table `nat`, so that `iptables -t nat -L` and `iptables-save` list it. IPv4. */
  readonly iptables = {
    masquerade: async (how: Masquerade, options?: RequestOptions): Promise<void> =>
      this.make(IPTABLES, [iptablesMasquerade(readMasquerade('nat.iptables.masquerade', how, options))], options),
    publishPort: async (how: PublishedPort, options?: RequestOptions): Promise<void> =>
      this.make(IPTABLES, [iptablesPublish(readPublished('nat.iptables.publishPort', how, options))], options),
    removeMasquerade: async (how: Masquerade, options?: RequestOptions): Promise<boolean> =>
      this.take(IPTABLES, [iptablesMasquerade(readMasquerade('nat.iptables.removeMasquerade', how, options))], options),
    removePort: async (how: PublishedPort, options?: RequestOptions): Promise<boolean> =>
      this.take(IPTABLES, [iptablesPublish(readPublished('nat.iptables.removePort', how, options))], options),
  }

  private async make(house: NatTable, lines: readonly Line[], options?: RequestOptions): Promise<void> {
    const { family, table } = house
    await this.nft.transaction(async (tx) => {
      const rules = await this.rulesOf(house, options)
      const missing = lines.filter((line) => ruleOf(rules, line) === undefined)
      for (const line of missing) refuseTaken(rules, line)
      if (missing.length === 0) return
      this.build(tx, house)
      for (const { chain, statements, compat, comment } of missing)
        tx.rules.add({
          family,
          table,
          chain,
          statements,
          ...(compat !== undefined && { compat }),
          ...(comment !== undefined && { comment }),
        })
    }, options)
  }

  private build(tx: Transaction, { family, table, chains }: NatTable): void {
    tx.tables.add({ family, name: table })
    for (const chain of chains) tx.chains.add({ family, table, ...chain })
  }

  private async take(house: NatTable, lines: readonly Line[], options?: RequestOptions): Promise<boolean> {
    const { family, table } = house
    let found = false
    await this.nft.transaction(async (tx) => {
      const rules = await this.rulesOf(house, options)
      const handles = lines.map((line) => [line.chain, ruleOf(rules, line)?.handle] as const)
      for (const [chain, handle] of handles) if (handle !== undefined) tx.rules.delete({ family, table, chain, handle })
      found = handles.some(([, handle]) => handle !== undefined)
    }, options)
    return found
  }

  private async rulesOf({ family, table }: NatTable, options?: RequestOptions): Promise<Rule[]> {
    return (await this.nft.rules.list({ family }, options)).filter((rule) => rule.table === table)
  }
}

/** The rule of a line; undefined where it has none. */
const ruleOf = (rules: readonly Rule[], { chain, statements, comment }: Line): Rule | undefined =>
  rules.find(
    (one) =>
      one.chain === chain && (comment === undefined ? same(one.statements, statements) : one.comment === comment),
  )

/** Where a rule leads what the line publishes, for packets of the same family; undefined where it does something else. */
const targetOf = ({ statements, comment = '' }: Rule, line: Line): string | undefined => {
  if (line.comment !== undefined) {
    const [own, other] = [line.comment, comment].map((text) => text.split(' to ')) as [string[], string[]]
    const isOther = own[0] === other[0] && other[1] !== undefined
    return isOther && isIpv6(other[1]) === isIpv6(own[1]) ? other[1] : undefined
  }
  const last = statements.at(-1)
  const translates = last !== undefined && 'extension' in last && last.name === 'DNAT'
  return translates && same(statements.slice(0, -1), line.statements.slice(0, -1)) ? 'another address' : undefined
}

const isIpv6 = (target = ''): boolean => target.split(':').length > 2

const refuseTaken = (rules: readonly Rule[], line: Line): void => {
  if (line.port === undefined) return
  for (const rule of rules) {
    const target = rule.chain === line.chain ? targetOf(rule, line) : undefined
    if (target !== undefined)
      throw new NetlinkError('EEXIST', `nat.publishPort: ${line.port} leads to ${target} already; remove that first`)
  }
}
