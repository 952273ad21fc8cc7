/** Addresses that can be added and deleted (`ip address add|change|replace|delete|flush`). */
import { KernelError } from '../../netlink/protocol/errors.ts'
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import type { Selection } from '../../netlink/socket/flush.ts'
import { filterOf } from '../../netlink/socket/flush.ts'
import { checkRequestOptions } from '../../netlink/socket/options.ts'
import type { ChangeOptions, Changing, Echo, ReadBack } from '../change.ts'
import { deleteListed, put, send } from '../change.ts'
import type { Requester } from '../requester.ts'
import type { Address } from '../shapes.ts'
import type { AddressSettings, NewAddress, OnLink } from './changes.ts'
import { AddressChanges, linkOf } from './changes.ts'
import type { AddressFilter } from './reading.ts'
import { Addresses } from './reading.ts'

const EADDRNOTAVAIL = 99
const ENODEV = 19

const isGone = (reason: unknown): boolean =>
  reason instanceof KernelError && (reason.errno === EADDRNOTAVAIL || reason.errno === ENODEV)

export class EditableAddresses extends Addresses {
  private readonly changes: AddressChanges

  constructor(requester: Requester) {
    super(requester)
    this.changes = new AddressChanges(requester)
  }

  /** Gives an address to a link. With `echo`, answers with it as the kernel has stored it. */
  add(address: NewAddress, options: Echo): Promise<Address>
  add(address: NewAddress, options?: ChangeOptions): Promise<void>
  add(address: NewAddress, options?: ChangeOptions): Promise<unknown> {
    return this.put('addresses.add', () => this.changes.add(address), address, options)
  }

  /** Made, or changed where the link has it. With `echo`, answers with it as the kernel has stored it. */
  replace(address: NewAddress, options: Echo): Promise<Address>
  replace(address: NewAddress, options?: ChangeOptions): Promise<void>
  replace(address: NewAddress, options?: ChangeOptions): Promise<unknown> {
    return this.put('addresses.replace', () => this.changes.replace(address), address, options)
  }

  /** Lifetimes, flags and metric of an address that the link has. */
  change(address: NewAddress, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.change(address), options, 'addresses.change')
  }

  /** Takes an address from a link. */
  delete(
    address: Pick<AddressSettings, 'address' | 'peer' | 'label'> & OnLink,
    options?: RequestOptions,
  ): Promise<void> {
    return send(this.requester, () => this.changes.delete(address), options, 'addresses.delete')
  }

  /**
   * Deletes the addresses that match, or all of them, those of the loopback included (`{ all: true }`). Resolves with how
   * many there were. Those that are gone by then count as well: the kernel deletes the secondary addresses of a prefix
   * with the primary one.
   *
   * @throws {OptionError} for a filter that is missing, empty or has an undefined field.
   * @throws {BatchError} where some could not be deleted; all others were.
   */
  async flush(filter: Selection<AddressFilter>, options?: RequestOptions): Promise<number> {
    checkRequestOptions('addresses.flush', options)
    const found = await this.list(filterOf('addresses.flush', filter), options)
    const deletions = found.map(({ address, peer, index }) => this.delete({ dev: index, address, peer }, options))
    await deleteListed(deletions, isGone)
    return found.length
  }

  private put(
    where: string,
    making: () => Changing,
    address: NewAddress,
    options: ChangeOptions | undefined,
  ): Promise<unknown> {
    const back = (): ReadBack<Address> => ({ reader: this.reader, find: () => this.find(address) })
    return put(this.requester, this.kind, making, back, options, where)
  }

  private find(wanted: NewAddress): Promise<Address | undefined> {
    const { address, peer } = wanted
    // where there is a peer, the length is the peer's
    return this.get(peer === undefined ? address : address.replace(/\/.*/, ''), { dev: linkOf(wanted) })
  }
}
