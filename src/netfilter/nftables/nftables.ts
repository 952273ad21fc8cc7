/** The client of nf_tables. */
import { encode } from '../../netlink/codec/encode/encode.ts'
import type { Typed } from '../../netlink/codec/node.ts'
import type { KernelError } from '../../netlink/protocol/errors.ts'
import { BatchError } from '../../netlink/protocol/errors.ts'
import { NLM_F_ACK } from '../../netlink/protocol/header.ts'
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import type { WatchOptions } from '../../netlink/socket/monitor.ts'
import { checkOptions, checkRequestOptions, OptionError } from '../../netlink/socket/options.ts'
import type { BatchRequest } from '../../netlink/socket/socket.ts'
import type { Stream } from '../../netlink/socket/stream.ts'
import type { OpenOptions } from '../../setns/opener.ts'
import { checkOpenOptions, Opener } from '../../setns/opener.ts'
import { netfilter } from '../family.ts'
import { messageTypes, NFNL_SUBSYS_NFTABLES } from '../tables/index.ts'
import type { ChainFilter, FamilyFilter, TableFilter } from './dumps.ts'
import { Dumps } from './dumps.ts'
import { ConflictError, TransactionError } from './errors.ts'
import type { NftablesEvent } from './events.ts'
import type { Flowtable } from './flowtables.ts'
import { readFlowtable } from './flowtables.ts'
import { openMonitor } from './monitor.ts'
import { Nat } from './nat.ts'
import type { Chain, NftObject, Rule, RuleValue, Table } from './objects.ts'
import { readChain, readObject, readRule, readTable } from './objects.ts'
import type { NetfilterAsker } from './requester.ts'
import type { Held } from './rule-sets.ts'
import { finder, holdSets, isAnonymous } from './rule-sets.ts'
import type { Ruleset, RulesetParts } from './ruleset.ts'
import type { NftSet, SetValue } from './set.ts'
import { readSets } from './sets.ts'
import type { TraceEvent } from './trace.ts'
import { openTrace } from './trace.ts'
import { Transaction } from './transaction.ts'

export interface NftablesOptions extends OpenOptions {
  /** A socket of NETLINK_NETFILTER that is open already; it is not closed with the client. */
  readonly socket?: NetfilterAsker | undefined
}

export interface TransactionOptions extends RequestOptions {
  /** How often it is written anew where somebody else changed the rules meanwhile; default 10. */
  readonly retries?: number | undefined
}

const RETRIES = 10
const WATCH_OPTIONS = ['signal', 'receiveBuffer', 'fd'] as const

/** What is listed, and how the kernel is asked. */
const checkList = (call: string, where: object, keys: readonly string[], options: unknown): void => {
  checkOptions(call, where, keys)
  checkRequestOptions(call, options)
}

export class Nftables implements AsyncDisposable {
  /** For requests that have no operation here. */
  readonly socket: NetfilterAsker
  /** Masquerading and published ports, in one line each. */
  readonly nat: Nat = new Nat(this)
  private readonly opener: Opener
  private readonly dumps: Dumps

  private constructor(socket: NetfilterAsker, opener: Opener) {
    this.socket = socket
    this.opener = opener
    this.dumps = new Dumps(socket)
  }

  /**
   * Opens a socket in the namespace of this process or in `netns`, or takes over `fd`. Rejects with UnsupportedError
   * where there is no netlink, with SocketError where the kernel refuses, with NetnsError where the namespace can't be
   * entered (it takes CAP_SYS_ADMIN).
   */
  static async open(given: NftablesOptions = {}): Promise<Nftables> {
    checkOpenOptions('Nftables.open', given)
    const { socket, ...options } = given
    if (socket !== undefined) return new Nftables(socket, Opener.without(netfilter))
    const opener = await Opener.open(netfilter, options)
    return new Nftables(opener.socket, opener)
  }

  readonly tables = {
    list: async (where: FamilyFilter = {}, options?: RequestOptions): Promise<Table[]> => {
      checkList('tables.list', where, ['family'], options)
      return (await this.dumps.tables(where, options)).map(readTable)
    },
  }

  readonly chains = {
    list: async (where: TableFilter = {}, options?: RequestOptions): Promise<Chain[]> => {
      checkList('chains.list', where, ['family', 'table'], options)
      return (await this.dumps.chains(where, options)).map(readChain)
    },
  }

  readonly rules = {
    /** Those of a chain in their order; of everything where nothing is said. */
    list: async (where: ChainFilter = {}, options?: RequestOptions): Promise<Rule[]> => {
      checkList('rules.list', where, ['family', 'table', 'chain'], options)
      const read = async (): Promise<Rule[]> => {
        const { family, table } = where
        const held = await holdSets(this.dumps, await this.dumps.sets({ family, table }, options), options)
        return this.dumps.rules(where, this.ruleReader(held), options)
      }
      return (await this.dumps.settled(read, options)).value
    },
  }

  readonly sets = {
    /** Maps as well, with their elements; those of rules alone are left out. */
    list: async (where: TableFilter = {}, options?: RequestOptions): Promise<NftSet[]> => {
      checkList('sets.list', where, ['family', 'table'], options)
      const { order } = this.socket
      const read = async (): Promise<NftSet[]> =>
        readSets(this.dumps, named(await this.dumps.sets(where, options)), order, options)
      return (await this.dumps.settled(read, options)).value
    },
  }

  readonly objects = {
    list: async (where: TableFilter = {}, options?: RequestOptions): Promise<NftObject[]> => {
      checkList('objects.list', where, ['family', 'table'], options)
      return (await this.dumps.objects(where, options)).map(readObject)
    },
  }

  readonly flowtables = {
    /** None where the kernel was built without them. */
    list: async (where: TableFilter = {}, options?: RequestOptions): Promise<Flowtable[]> => {
      checkList('flowtables.list', where, ['family', 'table'], options)
      return (await this.dumps.flowtables(where, options)).map(readFlowtable)
    },
  }

  /** A number that every transaction raises. */
  async generation(options?: RequestOptions): Promise<number> {
    checkRequestOptions('generation', options)
    return this.dumps.generation(options)
  }

  /** Everything, of one generation: what changed while it was read is read again. */
  async ruleset(options?: RequestOptions): Promise<Ruleset> {
    checkRequestOptions('ruleset', options)
    const { generation, value } = await this.dumps.settled(() => this.readAll(options), options)
    return { generation, ...value }
  }

  /**
   * All that `fill` writes down, or nothing of it. It is written for the rules as they are: where somebody else changes
   * them before it reaches the kernel, it is written anew, so `fill` may read what it depends on. Rejects with
   * TransactionError, which names what was refused, and with ConflictError when the retries are used up.
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
   * What transactions do from now on, whoever makes them, by a socket of its own. Rules read as in `rules.list`. Slow
   * consumers lose events and are told so (`lost`). Throws UnsupportedError where the client itself was opened with `fd`,
   * `socket` or one `transport`, and the monitor has no `fd` of its own.
   */
  monitor(options: WatchOptions = {}): Stream<NftablesEvent> {
    checkOptions('monitor', options, WATCH_OPTIONS)
    return this.opener.another('monitor', options.fd, (socket) => openMonitor(options, socket))
  }

  /**
   * The way of packets through the rules, step by step: of those that met a rule with `meta nftrace set 1`. By a socket of
   * its own, like `monitor`.
   */
  trace(options: WatchOptions = {}): Stream<TraceEvent> {
    checkOptions('trace', options, WATCH_OPTIONS)
    return this.opener.another('trace', options.fd, (socket) => openTrace(options, socket))
  }

  /** Closes the socket it opened. Requests that have no answer yet reject with ClosedError. */
  close(): void {
    this.opener.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  private async readAll(options?: RequestOptions): Promise<RulesetParts> {
    const [tables, chains, sets, objects, flowtables] = await Promise.all([
      this.dumps.tables({}, options),
      this.dumps.chains({}, options),
      this.dumps.sets({}, options),
      this.dumps.objects({}, options),
      this.dumps.flowtables({}, options),
    ])
    // rules are read while the kernel tells them: what they look into is known by then
    const held = await holdSets(this.dumps, sets, options)
    return {
      tables: tables.map(readTable),
      chains: chains.map(readChain),
      sets: await readSets(this.dumps, named(sets), this.socket.order, options),
      objects: objects.map(readObject),
      flowtables: flowtables.map(readFlowtable),
      rules: await this.dumps.rules({}, this.ruleReader(held), options),
    }
  }

  private ruleReader(held: ReadonlyMap<string, Held>): (value: RuleValue) => Rule {
    return (value) => readRule(value, this.socket.order, finder(held, value.family, value.table))
  }

  /** Resolves with what says that somebody else was faster. */
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
    const refused = (error: unknown): ConflictError => {
      const reason = explain(error, generation, requests.length)
      if (reason instanceof ConflictError) return reason
      throw reason
    }
    return this.socket.atomic(this.enclose(requests, generation), options).then(() => undefined, refused)
  }

  private enclose(requests: readonly BatchRequest[], genid: number): BatchRequest[] {
    const { NFNL_MSG_BATCH_BEGIN: begin, NFNL_MSG_BATCH_END: end } = messageTypes
    const payload = (value: object): Uint8Array =>
      encode(
        begin.node as Typed<unknown>,
        { header: { resId: NFNL_SUBSYS_NFTABLES }, ...value },
        { order: this.socket.order },
      )
    const last = requests.length - 1
    return [
      { type: begin.type, payload: payload({ genid }) },
      ...requests.map((request, at) =>
        at === last ? { ...request, flags: Number(request.flags) | NLM_F_ACK } : request,
      ),
      { type: end.type, payload: payload({}) },
    ]
  }
}

const named = (sets: readonly SetValue[]): SetValue[] => sets.filter((set) => !isAnonymous(set))

/** What became of a batch, by the places of its statements: the first message is its beginning. */
const explain = (error: unknown, generation: number, total: number): unknown => {
  if (!(error instanceof BatchError)) return error
  const failures = error.failures as ReadonlyMap<number, KernelError>
  const beginning = failures.get(0)
  if (beginning !== undefined)
    return beginning.code === 'ERESTART' ? new ConflictError(generation, beginning) : beginning
  return new TransactionError(new Map([...failures].map(([index, failure]) => [index - 1, failure])), total)
}
