/** Sets with their elements, which are read while the kernel tells them. */
import type { ByteOrder } from '../../netlink/codec/order.ts'
import { DumpInterruptedError } from '../../netlink/protocol/errors.ts'
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import type { Dumps } from './dumps.ts'
import type { NftSet, SetElement, SetValue } from './set.ts'
import { elementReader, readSet } from './set.ts'

const ATTEMPTS = 10

/**
 * A set of very many elements is a hash table that grows behind them: while it does, the kernel tells some elements
 * twice and others not at all, and nothing marks that. Then it is asked again.
 */
const readElementsOf = async (
  dumps: Dumps,
  set: SetValue,
  order: ByteOrder,
  options?: RequestOptions,
): Promise<SetElement[]> => {
  const reader = elementReader(set, order)
  for (let attempt = 1; ; attempt++) {
    const portions = await dumps.portions(set, (elements) => reader.message(elements), options)
    const { all, twice } = reader.whole(portions)
    if (!twice) return all
    if (attempt === ATTEMPTS) throw new DumpInterruptedError('NFT_MSG_GETSETELEM')
  }
}

export const readSets = async (
  dumps: Dumps,
  sets: readonly SetValue[],
  order: ByteOrder,
  options?: RequestOptions,
): Promise<NftSet[]> => {
  const read: NftSet[] = []
  for (const set of sets) read.push(readSet(set, await readElementsOf(dumps, set, order, options), order))
  return read
}
