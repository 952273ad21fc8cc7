/** Sets with their elements, which are read as they arrive. */
import type { ByteOrder } from '../../netlink/codec/order.ts'
import { DumpInterruptedError } from '../../netlink/protocol/errors.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import type { Dumps } from './dumps.ts'
import type { NftSet } from './set.ts'
import { readSet } from './set.ts'
import type { SetValue } from './set-contents.ts'
import type { SetElement } from './set-elements.ts'
import { elementReader } from './set-elements.ts'

const ATTEMPTS = 10

/**
 * A large set is a hash table (nft_set_rhash) that is resized in the background. Meanwhile a dump returns some elements twice
 * and omits others, without NLM_F_DUMP_INTR. So a dump with a duplicate is repeated.
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
