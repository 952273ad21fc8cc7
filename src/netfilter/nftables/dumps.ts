/** Reads of nf_tables that several clients share, and reads of one generation. */
import { Collection, readerOf } from '../../client/collection.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import type { Typed } from '../../netlink/codec/node.ts'
import { DumpInterruptedError } from '../../netlink/protocol/errors.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import { messageTypes } from '../tables/index.ts'
import type { RuleValue } from './objects.ts'
import type { ChainFilter, InChain, TableFilter } from './reading.ts'
import { elementsKind, ruleKind, setKind } from './reading.ts'
import type { NetfilterRequester } from './requester.ts'
import type { SetValue } from './set-contents.ts'
import { netfilterShape } from './shapes.ts'
import type { Element } from './tables/element.ts'

/** How often a read is repeated when the ruleset changes meanwhile. */
const ATTEMPTS = 100

export interface GenerationValue {
  readonly id: number
  readonly procPid?: number
  readonly procName?: string
}

const { type: NFT_MSG_GETGEN, node: generation } = messageTypes.NFT_MSG_GETGEN

export class Dumps {
  private readonly requester: NetfilterRequester
  private readonly setValues: Collection<SetValue, TableFilter, unknown>

  constructor(requester: NetfilterRequester) {
    this.requester = requester
    this.setValues = new Collection(requester, setKind)
  }

  /** Sets, as their readers need them. */
  sets(where: TableFilter, options?: RequestOptions): Promise<SetValue[]> {
    return this.setValues.list(where, options)
  }

  /** The results of `read` for each rule, called as they arrive. */
  rules<T extends InChain>(where: ChainFilter, read: (value: RuleValue) => T, options?: RequestOptions): Promise<T[]> {
    return new Collection(this.requester, ruleKind(read)).list(where, options)
  }

  /** The results of `read` for the elements of each message, called as they arrive. */
  portions<T extends object>(
    set: SetValue,
    read: (elements: readonly Element[]) => T,
    options?: RequestOptions,
  ): Promise<T[]> {
    return new Collection(this.requester, elementsKind(read)).list(set, options)
  }

  async elements(set: SetValue, options?: RequestOptions): Promise<Element[]> {
    return (await this.portions(set, (elements) => elements, options)).flat()
  }

  /** The generation of the ruleset, which every transaction increments. */
  async generation(options?: RequestOptions): Promise<number> {
    const { order } = this.requester
    const read = readerOf<GenerationValue>({ node: generation, shape: netfilterShape }, order)
    const payload = encode(generation as Typed<unknown>, { header: {} }, { order })
    const { id } = await this.requester.ask(NFT_MSG_GETGEN, payload, read, options)
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
}
