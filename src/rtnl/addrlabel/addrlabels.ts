/** Labels of address prefixes (`ip addrlabel`). */

import { send } from '../../client/change.ts'
import { ProjectedCollection } from '../../client/projected-collection.ts'
import type { Requester } from '../../client/requester.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import { deviceIndex, readNames } from '../devices.ts'
import { parsePrefix } from '../prefix.ts'
import type { AddrlabelKey, NewAddrlabel } from './changes.ts'
import { AddrlabelChanges } from './changes.ts'
import type { Addrlabel, AddrlabelFilter } from './reading.ts'
import { addrlabelKind, named } from './reading.ts'
import type { AddrlabelMessage } from './tables/addrlabel.ts'
import { addrlabel } from './tables/addrlabel.ts'

/** Labels of IPv6 prefixes: list, get, add, replace, delete (`ip addrlabel`). */
export class Addrlabels extends ProjectedCollection<Addrlabel, AddrlabelFilter, AddrlabelMessage> {
  private readonly changes: AddrlabelChanges

  constructor(requester: Requester) {
    super(requester, addrlabelKind)
    this.changes = new AddrlabelChanges(requester)
  }

  /**
   * The label that the kernel uses for an IPv6 address: that of the longest prefix that contains it. With `dev`, labels that
   * are limited to that link apply as well.
   *
   * @throws {KernelError} `ESRCH` if no prefix contains it.
   */
  async get(address: string, dev?: string | number, options: RequestOptions = {}): Promise<Addrlabel> {
    const request = this.check('get', options)
    const { bytes, length } = parsePrefix(address, 'address')
    if (bytes.length !== 16 || length !== 128) throw new EncodeError('address', 'an IPv6 address', address)
    const index = dev === undefined ? 0 : await deviceIndex(this.requester, dev, request)
    const asked = { header: { family: 'inet6', prefixlen: 128, index }, address }
    const payload = encode(addrlabel, asked as AddrlabelMessage, { order: this.requester.order })
    const found = await this.requester.ask(this.kind.type, payload, this.reader, { ...request, target: address })
    const names = found.index === 0 ? new Map() : await readNames(this.requester, request)
    return named(found, names)
  }

  /**
   * Adds a label for a prefix. Linux (as of 6.18) compares the prefix only with the first entry of the same length. If it
   * has a label in a later entry, it gets a second entry, which is used until it is deleted.
   *
   * @throws {KernelError} `EEXIST` if the prefix has a label in the first entry of its length.
   */
  add(label: NewAddrlabel, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.add(label), options, 'addrlabels.add')
  }

  /**
   * Adds a label for a prefix, or replaces the one that it has. About second entries see {@link add}.
   *
   * @throws {KernelError} `ENODEV` if there is no link `dev`.
   */
  replace(label: NewAddrlabel, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.replace(label), options, 'addrlabels.replace')
  }

  /**
   * Deletes the first entry of a prefix, whatever its label.
   *
   * @throws {KernelError} `ESRCH` if the prefix has none.
   */
  delete(label: AddrlabelKey, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.delete(label), options, 'addrlabels.delete')
  }
}
