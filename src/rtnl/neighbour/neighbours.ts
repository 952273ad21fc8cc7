/** Neighbours and forwarding entries: list, add, replace, append, change, delete (`ip neigh`, `bridge fdb`). */

import { send } from '../../client/change.ts'
import type { EchoVerb } from '../../client/echo.ts'
import { echoVerbs } from '../../client/echo.ts'
import { ipAddress } from '../../client/fields.ts'
import { ProjectedCollection } from '../../client/projected-collection.ts'
import type { Only } from '../../client/projection.ts'
import type { Requester } from '../../client/requester.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import { deviceIndex, namesOf } from '../devices.ts'
import { parsePrefix } from '../prefix.ts'
import type { Neighbour } from '../shapes.ts'
import { messageTypes } from '../tables/index.ts'
import { NeighbourChanges } from './changes.ts'
import type { NewNeighbour } from './input.ts'
import type { NeighbourFilter } from './reading.ts'
import { neighbourKind } from './reading.ts'
import type { NeighbourMessage } from './tables/neighbour.ts'

const { type: RTM_GETNEIGH, node: neighbourQuery } = messageTypes.RTM_GETNEIGH

/** Neighbours and forwarding entries: list, add, change, delete (`ip neigh`, `bridge fdb`). */
export class Neighbours extends ProjectedCollection<Neighbour, NeighbourFilter, NeighbourMessage> {
  private readonly changes = new NeighbourChanges(this.requester)
  private readonly verb = echoVerbs(this.requester, this.kind, this.reader, (given: NewNeighbour) => this.find(given))

  constructor(requester: Requester) {
    super(requester, neighbourKind)
  }

  /**
   * Reads one neighbour of a link. With `only`, it has these fields only.
   *
   * @throws {OptionError} for a field in `only` that neighbours do not have.
   * @throws {KernelError} `ENOENT` if the link has no neighbour with that address.
   */
  async get<K extends keyof Neighbour & string>(
    address: string,
    dev: string | number,
    options: RequestOptions & Only<K>,
  ): Promise<Pick<Neighbour, K>>
  async get(address: string, dev: string | number, options?: RequestOptions): Promise<Neighbour>
  async get(address: string, dev: string | number, options: RequestOptions = {}): Promise<Neighbour> {
    const request = this.check('get', options, ['only'])
    const dst = ipAddress(address, 'address')
    const { family } = parsePrefix(address, 'address')
    const query = { header: { family, ifindex: await deviceIndex(this.requester, dev, request) }, dst }
    const payload = encode(neighbourQuery, query, { order: this.requester.order })
    const target = `${address} dev ${dev}`
    return this.one(
      options,
      (read) => this.requester.ask(RTM_GETNEIGH, payload, read, { ...request, target }),
      ({ index }) => namesOf(this.requester, index),
    )
  }

  /**
   * Adds a neighbour; refused if it exists. With `echo`, resolves with it as the kernel has stored it.
   *
   * @throws {KernelError} `EEXIST` if it exists, `ENODEV` if there is no such link.
   */
  readonly add: EchoVerb<[neighbour: NewNeighbour], Neighbour> = this.verb('add', (given) => this.changes.add(given))

  /**
   * Adds a neighbour, or changes the one that exists. With `echo`, resolves with it as the kernel has stored it.
   *
   * @throws {KernelError} `ENODEV` if there is no such link.
   */
  readonly replace: EchoVerb<[neighbour: NewNeighbour], Neighbour> = this.verb('replace', (given) =>
    this.changes.replace(given),
  )

  /**
   * Adds another destination for a hardware address (vxlan).
   *
   * @throws {KernelError} `ENODEV` if there is no such link.
   */
  append(neighbour: NewNeighbour, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.append(neighbour), options, 'neighbours.append')
  }

  /**
   * Changes a neighbour that exists.
   *
   * @throws {KernelError} `ENOENT` if there is none.
   */
  change(neighbour: NewNeighbour, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.change(neighbour), options, 'neighbours.change')
  }

  /**
   * Deletes a neighbour.
   *
   * @throws {KernelError} `ENOENT` if there is none.
   */
  delete(neighbour: NewNeighbour, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.delete(neighbour), options, 'neighbours.delete')
  }

  private async find({ dev, dst, lladdr, family, proxy }: NewNeighbour): Promise<Neighbour | undefined> {
    const found = await this.list({ dev, family: family === 'bridge' ? family : undefined, proxy })
    const address = dst === undefined ? undefined : ipAddress(dst, 'dst')
    const hardware = lladdr?.toLowerCase()
    return found.find(
      (one) => (address === undefined || one.dst === address) && (hardware === undefined || one.lladdr === hardware),
    )
  }
}
