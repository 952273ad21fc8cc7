/** The client of nf_tables. */
import { encode } from '../netlink/codec/encode.ts'
import type { Typed } from '../netlink/codec/node.ts'
import type { KernelError } from '../netlink/errors.ts'
import { BatchError, DumpInterruptedError } from '../netlink/errors.ts'
import type { RequestOptions } from '../netlink/exchange.ts'
import { NLM_F_ACK } from '../netlink/header.ts'
import type { BatchRequest, SocketOptions } from '../netlink/socket.ts'
import { NetlinkSocket } from '../netlink/socket.ts'
import type { Transport } from '../netlink/transport.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { describeNamespace, openNamespace, refuseOpened } from '../setns/reference.ts'
import { openNetlinkIn } from '../setns/socket.ts'
import type { NetfilterAsker } from './asker.ts'
import type { Where } from './dumps.ts'
import { Dumps } from './dumps.ts'
import { ConflictError, TransactionError } from './errors.ts'
import { Nat } from './nat.ts'
import type { Chain, NftObject, NftSet, Rule, RuleValue, SetElement, SetValue, Table } from './objects.ts'
import { elementReader, forRules, readChain, readObject, readRule, readSet, readTable } from './objects.ts'
import type { ReadSet } from './statements/read-place.ts'
import { messages, messageTypes, NFNL_SUBSYS_NFTABLES } from './tables/index.ts'
import { Transaction } from './transaction.ts'

const NETLINK_NETFILTER = 12

export interface NftablesOptions extends Pick<SocketOptions, 'io' | 'fd' | 'receiveBuffer' | 'order'> {
  /** The namespace to work in: a `Netns`, its name, its path, the number of a process in it. Default that of this process. */
  readonly netns?: NamespaceRef | undefined
  /** A socket of NETLINK_NETFILTER that is open already; it is not closed with the client. */
  readonly socket?: NetfilterAsker | undefined
  /** Something else than the kernel: a fake for tests, a relay. */
  readonly transport?: Transport | undefined
}

export interface TransactionOptions extends RequestOptions {
  /** How often it is written anew where somebody else changed the rules meanwhile; default 10. */
  readonly retries?: number | undefined
}

/** All that there is, as of one generation. */
export interface Ruleset {
  readonly generation: number
  readonly tables: readonly Table[]
  readonly chains: readonly Chain[]
  readonly sets: readonly NftSet[]
  readonly objects: readonly NftObject[]
  readonly rules: readonly Rule[]
}

const RETRIES = 10

const setKey = (family: unknown, table: unknown, name: unknown): string => `${family} ${table} ${name}`

export class Nftables implements AsyncDisposable {
  /** For requests that have no operation here. */
  readonly socket: NetfilterAsker
  /** Masquerading and published ports, in one line each. */
  readonly nat: Nat = new Nat(this)
  private readonly own: NetlinkSocket | undefined
  private readonly dumps: Dumps

  private constructor(socket: NetfilterAsker, own: NetlinkSocket | undefined) {
    this.socket = socket
    this.own = own
    this.dumps = new Dumps(socket)
  }

  /**
   * Opens a socket in the namespace of this process or in `netns`, or takes over `fd`. Rejects with UnsupportedError
   * where there is no netlink, with SocketError where the kernel refuses, with NetnsError where the namespace can't be
   * entered (it takes CAP_SYS_ADMIN).
   */
  static async open({ socket, netns, ...options }: NftablesOptions = {}): Promise<Nftables> {
    if (socket !== undefined) return new Nftables(socket, undefined)
    const fd = netns === undefined ? options.fd : await openIn(netns, options)
    const own = new NetlinkSocket({ ...options, fd, protocol: NETLINK_NETFILTER, messages })
    return new Nftables(own, own)
  }

  readonly tables = {
    list: async (where: Where = {}, options?: RequestOptions): Promise<Table[]> =>
      (await this.dumps.tables(where, options)).map(readTable),
  }

  readonly chains = {
    list: async ({ family, table }: Where = {}, options?: RequestOptions): Promise<Chain[]> =>
      (await this.dumps.chains({ family }, options))
        .map(readChain)
        .filter((one) => table === undefined || one.table === table),
  }

  readonly rules = {
    /** Those of a chain in their order; of everything where nothing is said. */
    list: async (where: Where = {}, options?: RequestOptions): Promise<Rule[]> => {
      const read = async (): Promise<Rule[]> => {
        const held = await this.hold(await this.dumps.sets(where, options), options)
        return this.dumps.rules(where, this.ruleReader(held), options)
      }
      return (await this.dumps.settled(read, options)).value
    },
  }

  readonly sets = {
    /** Maps as well, with their elements; those of rules alone are left out. */
    list: async (where: Where = {}, options?: RequestOptions): Promise<NftSet[]> => {
      const read = async (): Promise<NftSet[]> => this.whole(named(await this.dumps.sets(where, options)), options)
      return (await this.dumps.settled(read, options)).value
    },
  }

  readonly objects = {
    list: async (where: Where = {}, options?: RequestOptions): Promise<NftObject[]> =>
      (await this.dumps.objects(where, options)).map(readObject),
  }

  /** A number that every transaction raises. */
  generation(options?: RequestOptions): Promise<number> {
    return this.dumps.generation(options)
  }

  /** Everything, of one generation: what changed while it was read is read again. */
  async ruleset(options?: RequestOptions): Promise<Ruleset> {
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
    { retries = RETRIES, ...options }: TransactionOptions = {},
  ): Promise<void> {
    let conflict = await this.attempt(fill, options)
    for (let left = retries; conflict !== undefined; left--) {
      if (left === 0) throw conflict
      conflict = await this.attempt(fill, options)
    }
  }

  /** Closes the socket it opened. Requests that have no answer yet reject with ClosedError. */
  close(): void {
    this.own?.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  private async readAll(options?: RequestOptions): Promise<Omit<Ruleset, 'generation'>> {
    const [tables, chains, sets, objects] = await Promise.all([
      this.dumps.tables({}, options),
      this.dumps.chains({}, options),
      this.dumps.sets({}, options),
      this.dumps.objects({}, options),
    ])
    // rules are read while the kernel tells them: what they look into is known by then
    const held = await this.hold(sets, options)
    return {
      tables: tables.map(readTable),
      chains: chains.map(readChain),
      sets: await this.whole(named(sets), options),
      objects: objects.map(readObject),
      rules: await this.dumps.rules({}, this.ruleReader(held), options),
    }
  }

  /** Sets as rules look into them: their own come with their elements. */
  private async hold(sets: readonly SetValue[], options?: RequestOptions): Promise<Map<string, ReadSet>> {
    const held = new Map<string, ReadSet>()
    for (const value of sets) {
      const elements = isAnonymous(value) ? await this.dumps.elements(value, options) : []
      held.set(setKey(value.family, value.table, value.name), forRules(value, elements))
    }
    return held
  }

  private ruleReader(held: ReadonlyMap<string, ReadSet>): (value: RuleValue) => Rule {
    return (value) => readRule(value, this.socket.order, (name) => held.get(setKey(value.family, value.table, name)))
  }

  private async whole(sets: readonly SetValue[], options?: RequestOptions): Promise<NftSet[]> {
    const read: NftSet[] = []
    for (const value of sets) read.push(readSet(value, await this.elementsOf(value, options), this.socket.order))
    return read
  }

  /**
   * A set of very many elements is a hash table that grows behind them: while it does, the kernel tells some elements
   * twice and others not at all, and nothing marks that. Then it is asked again.
   */
  private async elementsOf(set: SetValue, options?: RequestOptions): Promise<SetElement[]> {
    const reader = elementReader(set, this.socket.order)
    for (let attempt = 1; ; attempt++) {
      const portions = await this.dumps.portions(set, (elements) => reader.message(elements), options)
      const { all, twice } = reader.whole(portions)
      if (!twice) return all
      if (attempt === RETRIES) throw new DumpInterruptedError('NFT_MSG_GETSETELEM')
    }
  }

  /** Resolves with what says that somebody else was faster. */
  private async attempt(
    fill: (transaction: Transaction) => void | Promise<void>,
    options: RequestOptions,
  ): Promise<ConflictError | undefined> {
    const generation = await this.generation(options)
    const transaction = new Transaction(this.socket.order, await this.dumps.sets({}, options))
    await fill(transaction)
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

const openIn = async (netns: NamespaceRef, options: NftablesOptions): Promise<number> => {
  refuseOpened(options)
  const file = openNamespace(netns)
  try {
    return await openNetlinkIn(file, describeNamespace(netns), NETLINK_NETFILTER)
  } finally {
    file.close()
  }
}

const isAnonymous = ({ flags }: SetValue): boolean => flags?.includes('anonymous') === true
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
