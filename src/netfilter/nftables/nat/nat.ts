/** NAT for networks of containers, one call each: in a table of our own, or in the table of iptables-nft. */

import { checkRequestOptions } from '../../../netlink/socket/options.ts'
import type { RequestOptions } from '../../../netlink/socket/requests.ts'
import type { Rule, Table } from '../objects.ts'
import type { FamilyFilter } from '../reading.ts'
import type { Transaction } from '../transaction.ts'
import { refuseTaken, ruleOf } from './existing.ts'
import type { Masquerade, PublishedPort } from './inputs.ts'
import { readMasquerade, readPublished } from './inputs.ts'
import { IPTABLES, iptablesMasquerade, iptablesPublish } from './iptables.ts'
import type { Line, NatTable } from './lines.ts'
import { masqueradeLines, OURS, publishLines } from './lines.ts'

export type { Masquerade, PublishedPort } from './inputs.ts'

interface List<T> {
  list(where: FamilyFilter, options?: RequestOptions): Promise<T[]>
}

/** The part of the client of nf_tables that NAT needs. */
export interface NatClient {
  readonly tables: List<Table>
  readonly rules: List<Rule>
  transaction(fill: (transaction: Transaction) => Promise<void>, options?: RequestOptions): Promise<void>
}

/** Masquerading and published ports, in tables of their own. */
export class Nat {
  private readonly nft: NatClient

  constructor(nft: NatClient) {
    this.nft = nft
  }

  /**
   * Replaces the source of packets from `source` by the address of the link that they leave through. Idempotent.
   *
   * @throws {EncodeError | OptionError} for invalid options.
   * @throws {TransactionError} if the kernel refused the changes.
   */
  async masquerade(how: Masquerade, options?: RequestOptions): Promise<void> {
    return this.make(OURS, masqueradeLines(readMasquerade('nat.masquerade', how, options)), options)
  }

  /**
   * Redirects packets for a port of this machine to another address. Idempotent. It applies to packets that this machine
   * receives, and to packets that it sends to one of its own addresses.
   *
   * Two kinds of clients need more, as `docs/guides/containers.md` shows. Clients on this machine that connect to 127.0.0.1
   * need the sysctl `route_localnet` and a masquerade of 127.0.0.0/8; for `::1` there is no such setting. Clients in the
   * same network as the target, or the target itself, need a masquerade of that network, and the target itself also hairpin
   * mode of its bridge port.
   *
   * @throws {NetlinkError} `EEXIST` if the port is redirected to another address of the same family already, since the first
   * rule would take all packets.
   * @throws {EncodeError | OptionError} for invalid options.
   */
  async publishPort(how: PublishedPort, options?: RequestOptions): Promise<void> {
    return this.make(OURS, publishLines(readPublished('nat.publishPort', how, options)), options)
  }

  /**
   * Removes the rule that `masquerade` added; false if there was none.
   *
   * @throws {EncodeError | OptionError} for invalid options.
   * @throws {TransactionError} if the kernel refused the changes.
   */
  async removeMasquerade(how: Masquerade, options?: RequestOptions): Promise<boolean> {
    return this.take(OURS, masqueradeLines(readMasquerade('nat.removeMasquerade', how, options)), options)
  }

  /**
   * Removes the rules that `publishPort` added; false if there were none.
   *
   * @throws {EncodeError | OptionError} for invalid options.
   * @throws {TransactionError} if the kernel refused the changes.
   */
  async removePort(how: PublishedPort, options?: RequestOptions): Promise<boolean> {
    return this.take(OURS, publishLines(readPublished('nat.removePort', how, options)), options)
  }

  /**
   * Deletes the table of these rules, and so all of them.
   *
   * @throws {TransactionError} if the kernel refused the changes.
   */
  async clear(options?: RequestOptions): Promise<void> {
    checkRequestOptions('nat.clear', options)
    await this.nft.transaction(async (tx) => {
      const tables = await this.nft.tables.list({ family: OURS.family }, options)
      const { family, table } = OURS
      if (tables.some(({ name }) => name === table)) tx.tables.delete({ family, name: table })
    }, options)
  }

  /** NAT in the table `nat` of iptables-nft, so that `iptables -t nat -L` and `iptables-save` list the rules. IPv4 only. */
  readonly iptables = {
    /**
     * Like `nat.masquerade`.
     *
     * @throws {EncodeError | OptionError} for invalid options.
     * @throws {TransactionError} if the kernel refused the changes.
     */
    masquerade: async (how: Masquerade, options?: RequestOptions): Promise<void> =>
      this.make(IPTABLES, [iptablesMasquerade(readMasquerade('nat.iptables.masquerade', how, options))], options),
    /**
     * Like `nat.publishPort`.
     *
     * @throws {EncodeError | OptionError} for invalid options.
     * @throws {TransactionError} if the kernel refused the changes.
     */
    publishPort: async (how: PublishedPort, options?: RequestOptions): Promise<void> =>
      this.make(IPTABLES, [iptablesPublish(readPublished('nat.iptables.publishPort', how, options))], options),
    /**
     * Like `nat.removeMasquerade`.
     *
     * @throws {EncodeError | OptionError} for invalid options.
     * @throws {TransactionError} if the kernel refused the changes.
     */
    removeMasquerade: async (how: Masquerade, options?: RequestOptions): Promise<boolean> =>
      this.take(IPTABLES, [iptablesMasquerade(readMasquerade('nat.iptables.removeMasquerade', how, options))], options),
    /**
     * Like `nat.removePort`.
     *
     * @throws {EncodeError | OptionError} for invalid options.
     * @throws {TransactionError} if the kernel refused the changes.
     */
    removePort: async (how: PublishedPort, options?: RequestOptions): Promise<boolean> =>
      this.take(IPTABLES, [iptablesPublish(readPublished('nat.iptables.removePort', how, options))], options),
  }

  /** Adds the lines that are missing, with the table and its chains. */
  private async make(nat: NatTable, lines: readonly Line[], options?: RequestOptions): Promise<void> {
    const { family, table } = nat
    await this.nft.transaction(async (tx) => {
      const rules = await this.rulesOf(nat, options)
      const missing = lines.filter((line) => ruleOf(rules, line) === undefined)
      for (const line of missing) refuseTaken(rules, line)
      if (missing.length === 0) return
      this.build(tx, nat)
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

  /** Deletes the rules of the lines; false if there were none. */
  private async take(nat: NatTable, lines: readonly Line[], options?: RequestOptions): Promise<boolean> {
    const { family, table } = nat
    let found = false
    await this.nft.transaction(async (tx) => {
      const rules = await this.rulesOf(nat, options)
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
