/** Addresses that can be added and deleted (`ip address add|change|replace|delete|flush`). */
import { KernelError } from '../netlink/errors.ts'
import type { RequestOptions } from '../netlink/exchange.ts'
import type { AddressSettings, NewAddress, OnLink } from './address-changes.ts'
import { AddressChanges, linkOf } from './address-changes.ts'
import type { AddressFilter } from './addresses.ts'
import { Addresses } from './addresses.ts'
import type { Asker } from './asker.ts'
import type { ChangeOptions, Changing, Echo, ReadBack } from './change.ts'
import { put, send, settleAll } from './change.ts'
import type { Address } from './shapes.ts'

const EADDRNOTAVAIL = 99

export class EditableAddresses extends Addresses {
  private readonly changes: AddressChanges

  constructor(asker: Asker) {
    super(asker)
    this.changes = new AddressChanges(asker)
  }

  /** Gives an address to a link. With `echo`, answers with it as the kernel has stored it. */
  add(address: NewAddress, options: Echo): Promise<Address>
  add(address: NewAddress, options?: ChangeOptions): Promise<void>
  add(address: NewAddress, options?: ChangeOptions): Promise<unknown> {
    return this.put(() => this.changes.add(address), address, options)
  }

  /** Made, or changed where the link has it. With `echo`, answers with it as the kernel has stored it. */
  replace(address: NewAddress, options: Echo): Promise<Address>
  replace(address: NewAddress, options?: ChangeOptions): Promise<void>
  replace(address: NewAddress, options?: ChangeOptions): Promise<unknown> {
    return this.put(() => this.changes.replace(address), address, options)
  }

  /** Lifetimes, flags and metric of an address that the link has. */
  change(address: NewAddress, options?: RequestOptions): Promise<void> {
    return send(this.asker, () => this.changes.change(address), options)
  }

  /** Takes an address from a link. */
  delete(
    address: Pick<AddressSettings, 'address' | 'peer' | 'label'> & OnLink,
    options?: RequestOptions,
  ): Promise<void> {
    return send(this.asker, () => this.changes.delete(address), options)
  }

  /**
   * Deletes all that match; resolves with how many there were. One that is gone by then is deleted as well: the kernel
   * takes the secondary addresses of a prefix along with the primary one.
   */
  async flush(filter: AddressFilter, options?: RequestOptions): Promise<number> {
    const found = await this.list(filter, options)
    await settleAll(
      found.map(({ address, peer, index }) =>
        this.delete({ dev: index, address, peer }, options).catch((error: unknown) => {
          if (!(error instanceof KernelError && error.errno === EADDRNOTAVAIL)) throw error
        }),
      ),
    )
    return found.length
  }

  private put(making: () => Changing, address: NewAddress, options: ChangeOptions | undefined): Promise<unknown> {
    const back = (): ReadBack<Address> => ({ reader: this.reader, find: () => this.find(address) })
    return put(this.asker, this.kind, making, back, options)
  }

  private find(wanted: NewAddress): Promise<Address | undefined> {
    const { address, peer } = wanted
    // where there is a peer, the length is the peer's
    return this.get(peer === undefined ? address : address.replace(/\/.*/, ''), { dev: linkOf(wanted) })
  }
}
