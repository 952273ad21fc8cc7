/** Addresses of links: list, add, replace, change, delete, flush (`ip address`). */

import { deleteListed, send } from '../../client/change.ts'
import type { EchoVerb } from '../../client/echo.ts'
import { echoVerbs } from '../../client/echo.ts'
import { ipAddress } from '../../client/fields.ts'
import { ProjectedCollection } from '../../client/projected-collection.ts'
import type { Requester } from '../../client/requester.ts'
import type { Selection } from '../../client/selection.ts'
import { filterOf } from '../../client/selection.ts'
import { KernelError, NotFoundError } from '../../netlink/protocol/errors.ts'
import { checkRequestOptions } from '../../netlink/socket/options.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import { parsePrefix } from '../prefix.ts'
import type { Address } from '../shapes.ts'
import { AddressChanges } from './changes.ts'
import type { AddressSettings, NewAddress, OnLink } from './input.ts'
import { linkOf } from './input.ts'
import type { AddressFilter, AddressValue } from './reading.ts'
import { addressKind } from './reading.ts'
import type { AddressMessage } from './tables/address.ts'

const EADDRNOTAVAIL = 99
const ENODEV = 19

const isGone = (reason: unknown): boolean =>
  reason instanceof KernelError && (reason.errno === EADDRNOTAVAIL || reason.errno === ENODEV)

/** Addresses of links: list, add, change, delete (`ip address`). */
export class Addresses extends ProjectedCollection<
  Address,
  AddressFilter,
  AddressMessage,
  RequestOptions,
  AddressValue
> {
  private readonly changes = new AddressChanges(this.requester)
  private readonly verb = echoVerbs(this.requester, this.kind, this.reader, (given: NewAddress) => this.findNew(given))

  constructor(requester: Requester) {
    super(requester, addressKind)
  }

  /**
   * Finds an address by its text, with or without the prefix length (`10.0.0.1`, `10.0.0.1/24`), among those that match
   * `filter`. If several links have it, the first of them.
   *
   * @throws {NotFoundError} if no link has it.
   */
  async get(wanted: string, filter: AddressFilter = {}, options: RequestOptions = {}): Promise<Address> {
    this.check('get', options)
    const found = await this.find(wanted, filter, options)
    if (found === undefined) throw new NotFoundError('addresses.get', `address ${wanted}`)
    return found
  }

  /**
   * Adds an address to a link. With `echo`, resolves with it as the kernel has stored it.
   *
   * @throws {KernelError} `EEXIST` if the link has it, `ENODEV` if there is no such link.
   */
  readonly add: EchoVerb<[address: NewAddress], Address> = this.verb('add', (given) => this.changes.add(given))

  /**
   * Adds an address to a link, or changes it if the link has it. With `echo`, resolves with it as the kernel has stored it.
   *
   * @throws {KernelError} `ENODEV` if there is no such link.
   */
  readonly replace: EchoVerb<[address: NewAddress], Address> = this.verb('replace', (given) =>
    this.changes.replace(given),
  )

  /**
   * Changes the lifetimes, flags and metric of an address that the link has.
   *
   * @throws {KernelError} `ENODEV` if there is no such link.
   */
  change(address: NewAddress, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.change(address), options, 'addresses.change')
  }

  /**
   * Deletes an address from a link.
   *
   * @throws {KernelError} `EADDRNOTAVAIL` if the link does not have it, `ENODEV` if there is no such link.
   */
  delete(
    address: Pick<AddressSettings, 'address' | 'peer' | 'label'> & OnLink,
    options?: RequestOptions,
  ): Promise<void> {
    return send(this.requester, () => this.changes.delete(address), options, 'addresses.delete')
  }

  /**
   * Deletes the addresses that match, or all of them, including those of the loopback (`{ all: true }`). Resolves with
   * the number of addresses that matched. Those that are already gone count as well: the kernel deletes the secondary
   * addresses of a prefix with the primary one.
   *
   * @throws {OptionError} for a filter that is missing, empty or has an undefined field.
   * @throws {BatchError} if some could not be deleted; all others were.
   */
  async flush(filter: Selection<AddressFilter>, options?: RequestOptions): Promise<number> {
    checkRequestOptions('addresses.flush', options)
    const found = await this.list(filterOf('addresses.flush', filter), options)
    const deletions = found.map(({ address, peer, index }) => this.delete({ dev: index, address, peer }, options))
    await deleteListed(deletions, isGone)
    return found.length
  }

  private async find(
    wanted: string,
    filter: AddressFilter,
    options: RequestOptions = {},
  ): Promise<Address | undefined> {
    const { address: text, length } = parsePrefix(wanted, 'address')
    const printed = ipAddress(text, 'address')
    const whole = wanted.includes('/') ? `${printed}/${length}` : undefined
    const all = await this.list(filter, options)
    return all.find(({ address }) => (whole === undefined ? address.split('/')[0] === printed : address === whole))
  }

  private findNew(made: NewAddress): Promise<Address | undefined> {
    const { address, peer } = made
    // If there is a peer, the prefix length is the peer's.
    return this.find(peer === undefined ? address : address.replace(/\/.*/, ''), { dev: linkOf(made) })
  }
}
