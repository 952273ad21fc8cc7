/** The ways out of and into networks of containers, in one line each: in a table of ours, or as iptables-nft writes them. */
import { encode } from '../netlink/codec/encode.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import { formatHex } from '../netlink/codec/text.ts'
import type { RequestOptions } from '../netlink/exchange.ts'
import type { NewChain, NewRule } from './new-objects.ts'
import type { Nftables } from './nftables.ts'
import { counter, dnat, field, masquerade, meta } from './statements/builders.ts'
import { familyOfAddress } from './statements/datatypes.ts'
import type { Family } from './statements/place.ts'
import type { Statement } from './statements/types.ts'
import { natRange2, natRange4 } from './tables/xtables.ts'
import type { Transaction } from './transaction.ts'

export interface Masquerade {
  /** Whose packets: `172.16.0.0/16`. */
  readonly source: string
  /** Those that leave by this link alone. */
  readonly out?: string | undefined
  /** Those that leave by any other link. */
  readonly notOut?: string | undefined
}

export interface PublishedPort {
  readonly protocol: 'tcp' | 'udp' | 'sctp'
  readonly port: number
  /** `10.9.0.2:80`, `[2001:db8::2]:80`. */
  readonly to: string
}

interface Line {
  readonly chain: string
  readonly statements: readonly Statement[]
  /** What the rule is found by. */
  readonly comment?: string
  readonly compat?: NewRule['compat']
}

/** A table, its chains and what is written into them. */
interface House {
  readonly family: Family
  readonly table: string
  readonly chains: readonly Omit<NewChain, 'family' | 'table'>[]
}

const OURS: House = {
  family: 'inet',
  table: 'rtnl-nat',
  chains: [
    { name: 'prerouting', type: 'nat', hook: 'prerouting', priority: 'dstnat' },
    { name: 'output', type: 'nat', hook: 'output', priority: -100 },
    { name: 'postrouting', type: 'nat', hook: 'postrouting', priority: 'srcnat' },
  ],
}

/** As `iptables -t nat` makes it when it first writes something. */
const IPTABLES: House = {
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
  if (out !== undefined && notOut !== undefined) throw new EncodeError('notOut', 'nothing beside `out`', notOut)
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
  const comment = said(['publish', `${protocol}/${port}`, 'to', to])
  return ['prerouting', 'output'].map((chain) => ({ chain, statements, comment }))
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
  return { chain: 'PREROUTING', statements, compat: PROTOCOLS[protocol] }
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
    return this.make(OURS, masqueradeLines(how), options)
  }

  /** What comes for a port of this machine, or is sent to it from here, goes elsewhere. */
  async publishPort(how: PublishedPort, options?: RequestOptions): Promise<void> {
    return this.make(OURS, publishLines(how), options)
  }

  /** Takes back what `masquerade` made; false where it was not there. */
  async removeMasquerade(how: Masquerade, options?: RequestOptions): Promise<boolean> {
    return this.take(OURS, masqueradeLines(how), options)
  }

  async removePort(how: PublishedPort, options?: RequestOptions): Promise<boolean> {
    return this.take(OURS, publishLines(how), options)
  }

  /** Takes back everything: our table is deleted. */
  async clear(options?: RequestOptions): Promise<void> {
    await this.nft.transaction(async (tx) => {
      const tables = await this.nft.tables.list({ family: OURS.family }, options)
      const { family, table } = OURS
      if (tables.some(({ name }) => name === table)) tx.tables.delete({ family, name: table })
    }, options)
  }

  /** The same as iptables-nft writes it into its table `nat`, so that `iptables -t nat -L` and `iptables-save` list it. IPv4. */
  readonly iptables = {
    masquerade: async (how: Masquerade, options?: RequestOptions): Promise<void> =>
      this.make(IPTABLES, [iptablesMasquerade(how)], options),
    publishPort: async (how: PublishedPort, options?: RequestOptions): Promise<void> =>
      this.make(IPTABLES, [iptablesPublish(how)], options),
    removeMasquerade: async (how: Masquerade, options?: RequestOptions): Promise<boolean> =>
      this.take(IPTABLES, [iptablesMasquerade(how)], options),
    removePort: async (how: PublishedPort, options?: RequestOptions): Promise<boolean> =>
      this.take(IPTABLES, [iptablesPublish(how)], options),
  }

  private async make(house: House, lines: readonly Line[], options?: RequestOptions): Promise<void> {
    const { family, table } = house
    await this.nft.transaction(async (tx) => {
      const there = await this.find(house, lines, options)
      if (there.every((handle) => handle !== undefined)) return
      this.build(tx, house)
      for (const [index, { compat, comment, ...line }] of lines.entries())
        if (there[index] === undefined)
          tx.rules.add({
            family,
            table,
            ...line,
            ...(compat !== undefined && { compat }),
            ...(comment !== undefined && { comment }),
          })
    }, options)
  }

  private build(tx: Transaction, { family, table, chains }: House): void {
    tx.tables.add({ family, name: table })
    for (const chain of chains) tx.chains.add({ family, table, ...chain })
  }

  private async take(house: House, lines: readonly Line[], options?: RequestOptions): Promise<boolean> {
    const { family, table } = house
    let found = false
    await this.nft.transaction(async (tx) => {
      const there = await this.find(house, lines, options)
      for (const [index, { chain }] of lines.entries()) {
        const handle = there[index]
        if (handle !== undefined) tx.rules.delete({ family, table, chain, handle })
      }
      found = there.some((handle) => handle !== undefined)
    }, options)
    return found
  }

  /** The handle of each line's rule; undefined where it has none. */
  private async find(
    { family, table }: House,
    lines: readonly Line[],
    options?: RequestOptions,
  ): Promise<(number | undefined)[]> {
    const rules = (await this.nft.rules.list({ family }, options)).filter((rule) => rule.table === table)
    return lines.map(({ chain, statements, comment }) => {
      const own = rules.filter((rule) => rule.chain === chain)
      const rule = own.find((one) =>
        comment === undefined ? same(one.statements, statements) : one.comment === comment,
      )
      return rule?.handle
    })
  }
}
