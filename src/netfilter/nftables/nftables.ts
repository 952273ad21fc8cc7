/** The client of nf_tables: lists, transactions, and streams of events. */

import type { ClientOptions, Opened } from '../../client/client.ts'
import { Client, openClient } from '../../client/client.ts'
import { Collection } from '../../client/collection.ts'
import type { WatchOptions } from '../../client/watch.ts'
import { checkOptions, checkRequestOptions, OptionError } from '../../netlink/socket/options.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import type { Stream } from '../../netlink/socket/stream.ts'
import { netfilter } from '../family.ts'
import { commit } from './commit.ts'
import { Dumps } from './dumps.ts'
import type { ConflictError } from './errors.ts'
import type { NftablesEvent } from './events.ts'
import type { Flowtable, FlowtableValue } from './flowtables.ts'
import { openMonitor } from './monitor.ts'
import { Nat } from './nat/nat.ts'
import type { Chain, ChainValue, NftObject, ObjectValue, Rule, RuleValue, Table, TableValue } from './objects.ts'
import { readRule } from './objects.ts'
import type { ChainFilter, FamilyFilter, TableFilter } from './reading.ts'
import { chainKind, flowtableKind, objectKind, tableKind } from './reading.ts'
import type { NetfilterRequester } from './requester.ts'
import type { SetWithElements } from './rule-sets.ts'
import { finder, isAnonymous, readRuleSets } from './rule-sets.ts'
import type { Ruleset, RulesetParts } from './ruleset.ts'
import type { NftSet } from './set.ts'
import type { SetValue } from './set-contents.ts'
import { readSets } from './sets.ts'
import type { ChainMessage } from './tables/chain.ts'
import type { FlowtableMessage } from './tables/flowtable.ts'
import type { ObjectMessage } from './tables/object.ts'
import type { TableMessage } from './tables/table.ts'
import type { TraceEvent } from './trace.ts'
import { openTrace } from './trace.ts'
import { Transaction } from './transaction.ts'

/** Options of `Nftables.open`. */
export interface NftablesOptions extends ClientOptions<NetfilterRequester> {}

/** Options of `Nftables.transaction`. */
export interface TransactionOptions extends RequestOptions {
  /** How often a transaction is built again after another program changed the ruleset; default 10. */
  readonly retries?: number | undefined
}

const RETRIES = 10
const WATCH_OPTIONS = ['signal', 'receiveBuffer', 'fd'] as const

/** Reads, changes and watches the ruleset of nf_tables in one network namespace. Requires CAP_NET_ADMIN there. */
export class Nftables extends Client<NetfilterRequester> {
  /** Masquerading and published ports, one call each. */
  readonly nat: Nat = new Nat(this)
  /** Lists tables. Changes are made in a transaction. */
  readonly tables: Collection<Table, FamilyFilter, TableMessage, RequestOptions, TableValue>
  /** Lists chains. */
  readonly chains: Collection<Chain, TableFilter, ChainMessage, RequestOptions, ChainValue>
  /** Stateful objects: named counters, quotas, limits, ... */
  readonly objects: Collection<NftObject, TableFilter, ObjectMessage, RequestOptions, ObjectValue>
  /** Nothing is listed if the kernel was built without flowtables. */
  readonly flowtables: Collection<Flowtable, TableFilter, FlowtableMessage, RequestOptions, FlowtableValue>
  private readonly dumps: Dumps

  private constructor(opened: Opened<NetfilterRequester>) {
    super(opened)
    const { socket } = this
    this.dumps = new Dumps(socket)
    this.tables = new Collection(socket, tableKind)
    this.chains = new Collection(socket, chainKind)
    this.objects = new Collection(socket, objectKind)
    this.flowtables = new Collection(socket, flowtableKind)
  }

  /**
   * Opens a socket in the namespace of this process or in `netns`, or takes over `fd`.
   *
   * @throws {UnsupportedError} if the platform has no netlink.
   * @throws {SocketError} if the kernel refuses the socket.
   * @throws {NetnsError} if the namespace cannot be entered, which requires CAP_SYS_ADMIN.
   */
  static async open(options: NftablesOptions = {}): Promise<Nftables> {
    return new Nftables(await openClient('Nftables.open', netfilter, options))
  }

  /** Lists rules. */
  readonly rules = {
    /**
     * The rules of a chain in their order; without a filter, the rules of all chains.
     *
     * @throws {DumpInterruptedError} if the ruleset changed during each attempt.
     */
    list: async (where: ChainFilter = {}, options?: RequestOptions): Promise<Rule[]> => {
      checkList('rules.list', where, ['family', 'table', 'chain'], options)
      const read = async (): Promise<Rule[]> => {
        const { family, table } = where
        const ruleSets = await readRuleSets(this.dumps, await this.dumps.sets({ family, table }, options), options)
        return this.dumps.rules(where, this.ruleReader(ruleSets), options)
      }
      return (await this.dumps.settled(read, options)).value
    },
  }

  /** Lists sets and maps. */
  readonly sets = {
    /**
     * Sets and maps with their elements, without the anonymous sets of rules.
     *
     * @throws {DumpInterruptedError} if the ruleset changed during each attempt.
     */
    list: async (where: TableFilter = {}, options?: RequestOptions): Promise<NftSet[]> => {
      checkList('sets.list', where, ['family', 'table'], options)
      const { order } = this.socket
      const read = async (): Promise<NftSet[]> =>
        readSets(this.dumps, named(await this.dumps.sets(where, options)), order, options)
      return (await this.dumps.settled(read, options)).value
    },
  }

  /**
   * The generation of the ruleset, which every transaction increments.
   *
   * @throws {KernelError} `EPERM` without CAP_NET_ADMIN.
   */
  async generation(options?: RequestOptions): Promise<number> {
    checkRequestOptions('generation', options)
    return this.dumps.generation(options)
  }

  /**
   * The whole ruleset, of one generation: it is read again if it changed meanwhile.
   *
   * @throws {DumpInterruptedError} if the ruleset changed during each attempt.
   */
  async ruleset(options?: RequestOptions): Promise<Ruleset> {
    checkRequestOptions('ruleset', options)
    const { generation, value } = await this.dumps.settled(() => this.readAll(options), options)
    return { generation, ...value }
  }

  /**
   * Carries out all changes that `fill` adds to the transaction, or none of them. If another program changes the ruleset
   * before the transaction reaches the kernel, `fill` is called again, so it may depend on what it reads.
   *
   * @throws {TransactionError} if the kernel refused changes; it names them.
   * @throws {ConflictError} if the ruleset still changed after the last retry.
   */
  async transaction(
    fill: (transaction: Transaction) => void | Promise<void>,
    how: TransactionOptions = {},
  ): Promise<void> {
    checkRequestOptions('transaction', how, ['retries'])
    const { retries = RETRIES, ...options } = how
    if (!Number.isSafeInteger(retries) || retries < 0)
      throw new OptionError('transaction', 'retries', `expected a number of times, got ${String(retries)}`)
    if (typeof fill !== 'function') throw new OptionError('transaction', 'fill', 'expected a function')
    let conflict = await this.attempt(fill, options)
    for (let left = retries; conflict !== undefined; left--) {
      if (left === 0) throw conflict
      conflict = await this.attempt(fill, options)
    }
  }

  /**
   * Events of all transactions from now on, on a socket of its own. Rules are read as in `rules.list`. A slow consumer
   * loses events, and receives a `lost` event.
   *
   * @throws {UnsupportedError} if the client was opened with `fd`, `socket` or a `transport` that is no function, and
   * `options.fd` is absent.
   */
  monitor(options: WatchOptions = {}): Stream<NftablesEvent> {
    checkOptions('monitor', options, WATCH_OPTIONS)
    return this.opener.another('monitor', options.fd, (socket) => openMonitor(options, socket))
  }

  /**
   * The path through the ruleset, step by step, of packets that matched a rule with `meta nftrace set 1`. On a socket of its
   * own, like `monitor`.
   *
   * @throws {UnsupportedError} like `monitor`.
   */
  trace(options: WatchOptions = {}): Stream<TraceEvent> {
    checkOptions('trace', options, WATCH_OPTIONS)
    return this.opener.another('trace', options.fd, (socket) => openTrace(options, socket))
  }

  private async readAll(options?: RequestOptions): Promise<RulesetParts> {
    const [tables, chains, sets, objects, flowtables] = await Promise.all([
      this.tables.list({}, options),
      this.chains.list({}, options),
      this.dumps.sets({}, options),
      this.objects.list({}, options),
      this.flowtables.list({}, options),
    ])
    // rules are read as they arrive, so the sets that they look up come first
    const ruleSets = await readRuleSets(this.dumps, sets, options)
    return {
      tables,
      chains,
      sets: await readSets(this.dumps, named(sets), this.socket.order, options),
      objects,
      flowtables,
      rules: await this.dumps.rules({}, this.ruleReader(ruleSets), options),
    }
  }

  private ruleReader(ruleSets: ReadonlyMap<string, SetWithElements>): (value: RuleValue) => Rule {
    return (value) => readRule(value, this.socket.order, finder(ruleSets, value.family, value.table))
  }

  /** Builds and sends the transaction once. Resolves with the conflict, and nothing done, if the ruleset changed. */
  private async attempt(
    fill: (transaction: Transaction) => void | Promise<void>,
    options: RequestOptions,
  ): Promise<ConflictError | undefined> {
    const generation = await this.generation(options)
    const transaction = new Transaction(this.socket.order, await this.dumps.sets({}, options))
    await fill(transaction)
    transaction.seal()
    const { requests } = transaction
    if (requests.length === 0) return undefined
    return commit(this.socket, requests, generation, options)
  }
}

/** Checks the filter and the request options of a list, before the generation is read. */
const checkList = (call: string, where: object, keys: readonly string[], options: unknown): void => {
  checkOptions(call, where, keys)
  checkRequestOptions(call, options)
}

const named = (sets: readonly SetValue[]): SetValue[] => sets.filter((set) => !isAnonymous(set))
