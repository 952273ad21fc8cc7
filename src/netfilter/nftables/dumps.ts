/** Dumps of each kind of object, as decoded messages. */
import type { Decoder } from '../../netlink/codec/decode/compile/compile.ts'
import { compile } from '../../netlink/codec/decode/compile/compile.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import type { Message, Typed } from '../../netlink/codec/node.ts'
import { DumpInterruptedError } from '../../netlink/protocol/errors.ts'
import { NLMSG_HDRLEN } from '../../netlink/protocol/header.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import type { NetfilterMessageName } from '../tables/index.ts'
import { messageTypes } from '../tables/index.ts'
import type { FlowtableValue } from './flowtables.ts'
import type { ChainValue, ObjectValue, RuleValue, TableValue } from './objects.ts'
import type { NetfilterRequester } from './requester.ts'
import type { SetValue } from './set-contents.ts'
import { netfilterShape } from './shapes.ts'
import type { Family } from './statements/place.ts'
import type { Element } from './tables/element.ts'

/** Tables of one family, or of all families. */
export interface FamilyFilter {
  readonly family?: Family | undefined
}
/** Objects of one table; without `family`, of the tables of that name in all families. */
export interface TableFilter extends FamilyFilter {
  readonly table?: string | undefined
}
/** Rules of one chain; without `table`, of the chains of that name in all tables. */
export interface ChainFilter extends TableFilter {
  readonly chain?: string | undefined
}

const tableOf = ({ table }: TableFilter): { readonly table?: string } => (table === undefined ? {} : { table })

/** How often a read is repeated when the ruleset changes meanwhile. */
const ATTEMPTS = 100

interface ElementsValue {
  readonly elements?: readonly Element[]
}
export interface GenerationValue {
  readonly id: number
  readonly procPid?: number
  readonly procName?: string
}

export class Dumps {
  private readonly requester: NetfilterRequester

  constructor(requester: NetfilterRequester) {
    this.requester = requester
  }

  tables({ family }: FamilyFilter, options?: RequestOptions): Promise<TableValue[]> {
    return this.list('NFT_MSG_GETTABLE', family, {}, options)
  }

  async chains(where: TableFilter, options?: RequestOptions): Promise<ChainValue[]> {
    const chains = await this.list<ChainValue>('NFT_MSG_GETCHAIN', where.family, {}, options)
    return where.table === undefined ? chains : chains.filter(({ table }) => table === where.table)
  }

  /** The results of `make` for each rule, called as they arrive. */
  async rules<T>(where: ChainFilter, make: (value: RuleValue) => T, options?: RequestOptions): Promise<T[]> {
    const { family, table, chain } = where
    const exact = table === undefined ? chain === undefined : family !== undefined
    const inChain = chain === undefined ? {} : { chain }
    if (exact) return this.list('NFT_MSG_GETRULE', family, { ...tableOf(where), ...inChain }, options, make)
    // the kernel ignores a chain without a table, and without a family it uses only the first table of that name
    const isWanted = (value: RuleValue): boolean =>
      (table === undefined || value.table === table) && (chain === undefined || value.chain === chain)
    const made = (value: RuleValue): readonly T[] => (isWanted(value) ? [make(value)] : [])
    return (await this.list('NFT_MSG_GETRULE', family, {}, options, made)).flat()
  }

  async sets(where: TableFilter, options?: RequestOptions): Promise<SetValue[]> {
    if (where.family !== undefined) return this.list('NFT_MSG_GETSET', where.family, tableOf(where), options)
    // without a family the kernel finds no table
    const sets = await this.list<SetValue>('NFT_MSG_GETSET', undefined, {}, options)
    return where.table === undefined ? sets : sets.filter(({ table }) => table === where.table)
  }

  objects(where: TableFilter, options?: RequestOptions): Promise<ObjectValue[]> {
    return this.list('NFT_MSG_GETOBJ', where.family, tableOf(where), options)
  }

  flowtables(where: TableFilter, options?: RequestOptions): Promise<FlowtableValue[]> {
    return this.list('NFT_MSG_GETFLOWTABLE', where.family, tableOf(where), options)
  }

  /** The results of `make` for the elements of each message, called as they arrive. */
  portions<T>(
    { family, table, name }: SetValue,
    make: (elements: readonly Element[]) => T,
    options?: RequestOptions,
  ): Promise<T[]> {
    const made = ({ elements = [] }: ElementsValue): T => make(elements)
    return this.list('NFT_MSG_GETSETELEM', family as Family, { table, set: name }, options, made)
  }

  async elements(set: SetValue, options?: RequestOptions): Promise<Element[]> {
    return (await this.portions(set, (elements) => elements, options)).flat()
  }

  /** The generation of the ruleset, which every transaction increments. */
  async generation(options?: RequestOptions): Promise<number> {
    const { type, node } = messageTypes.NFT_MSG_GETGEN
    const decode = this.decoder<GenerationValue>(node)
    const read = (bytes: Uint8Array, view: DataView, start: number, end: number) =>
      decode(bytes, view, start + NLMSG_HDRLEN, end)
    const { id } = await this.requester.ask(type, this.encode(node, {}), read, options)
    return id
  }

  /**
   * The result of `read`, of one generation. `read` is called again if the ruleset changed meanwhile, up to a hundred times.
   * If it rejects although the ruleset did not change, so does this.
   *
   * @throws {DumpInterruptedError} if the ruleset changed during each attempt.
   */
  async settled<T>(
    read: () => Promise<T>,
    options?: RequestOptions,
  ): Promise<{ readonly generation: number; readonly value: T }> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const generation = await this.generation(options)
      const [outcome] = await Promise.allSettled([read()])
      if ((await this.generation(options)) !== generation) continue
      if (outcome.status === 'rejected') throw outcome.reason
      return { generation, value: outcome.value }
    }
    throw new DumpInterruptedError('NFT_MSG_GETGEN')
  }

  private decoder<T>(node: Message): Decoder<T> {
    return compile<T>(node, netfilterShape, { order: this.requester.order })
  }

  private encode(node: Message, value: object): Uint8Array {
    return encode(node as Typed<unknown>, { header: {}, ...value }, { order: this.requester.order })
  }

  private list<V, T = V>(
    name: NetfilterMessageName,
    family: Family | undefined,
    filter: object,
    options: RequestOptions | undefined,
    make: (value: V) => T = (value) => value as never,
  ): Promise<T[]> {
    const { type, node } = messageTypes[name]
    const decode = this.decoder<V>(node)
    const payload = this.encode(node, { header: { family: family ?? 'unspec' }, ...filter })
    return this.requester.dump(
      type,
      payload,
      (bytes, view, start, end) => make(decode(bytes, view, start + NLMSG_HDRLEN, end)),
      options,
    )
  }
}
