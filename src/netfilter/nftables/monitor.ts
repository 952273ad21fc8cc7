/** The monitor of nf_tables (`nft monitor`): what every transaction changed, and which program sent it. */

import type { EventTranslator, Push, WatchOptions } from '../../client/watch.ts'
import { openWatch } from '../../client/watch.ts'
import { isKernelError } from '../../netlink/protocol/errors.ts'
import type { NetlinkSocket, SocketOptions } from '../../netlink/socket/socket.ts'
import type { Stream } from '../../netlink/socket/stream.ts'
import { groupWords } from '../tables/groups.ts'
import { Dumps } from './dumps.ts'
import type { NftablesEvent } from './events.ts'
import { EventReader } from './events.ts'
import type { Rule } from './objects.ts'
import type { SetWithElements } from './rule-sets.ts'
import { isAnonymous, setKey } from './rule-sets.ts'
import type { Element } from './tables/element.ts'

export class NftablesTranslator implements EventTranslator {
  private readonly reader: EventReader
  private readonly dumps: Dumps

  constructor(socket: NetlinkSocket, push: Push<NftablesEvent>) {
    this.reader = new EventReader(socket.order, push)
    this.dumps = new Dumps(socket)
  }

  translate(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    this.reader.read(bytes, view, start, end)
  }

  /** Lists all rules, decoded with the tracked sets. */
  async rules(): Promise<Rule[]> {
    return this.dumps.rules({}, (value) => this.reader.rule(value))
  }

  interrupted(): void {
    this.reader.flush()
  }

  readonly prepare = async (): Promise<void> => {
    const sets = new Map<string, SetWithElements>()
    for (const value of await this.dumps.sets({})) {
      const elements = isAnonymous(value) ? await this.dumps.elements(value).catch(noneOfGone) : []
      sets.set(setKey(value.family, value.table, value.name), { value, elements })
    }
    this.reader.know(sets)
  }
}

/** A set that was deleted meanwhile has no elements. An event reports its deletion. */
const noneOfGone = (error: unknown): Element[] => {
  if (isKernelError(error) && error.code === 'ENOENT') return []
  throw error
}

/**
 * Opens the monitor's socket.
 *
 * @throws {SocketError} if the kernel refuses the socket.
 */
export const openMonitor = (options: WatchOptions, socket: SocketOptions): Stream<NftablesEvent> =>
  openWatch<NftablesEvent>(
    options,
    { ...socket, groups: [groupWords.nftables] },
    (own, push) => new NftablesTranslator(own, push),
  )
