/** Neighbours and forwarding entries that can be added and deleted (`ip neigh`, `bridge fdb`). */
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import type { ChangeOptions, Changing, Echo, ReadBack } from '../change.ts'
import { put, send } from '../change.ts'
import { ipAddress } from '../fields.ts'
import type { Requester } from '../requester.ts'
import type { Neighbour } from '../shapes.ts'
import type { NewNeighbour } from './changes.ts'
import { NeighbourChanges } from './changes.ts'
import { Neighbours } from './reading.ts'

export class EditableNeighbours extends Neighbours {
  private readonly changes: NeighbourChanges

  constructor(requester: Requester) {
    super(requester)
    this.changes = new NeighbourChanges(requester)
  }

  /** Refused where there is one. With `echo`, answers with it as the kernel has stored it. */
  add(neighbour: NewNeighbour, options: Echo): Promise<Neighbour>
  add(neighbour: NewNeighbour, options?: ChangeOptions): Promise<void>
  add(neighbour: NewNeighbour, options?: ChangeOptions): Promise<unknown> {
    return this.put('neighbours.add', () => this.changes.add(neighbour), neighbour, options)
  }

  /** Made, or changed where there is one. With `echo`, answers with it as the kernel has stored it. */
  replace(neighbour: NewNeighbour, options: Echo): Promise<Neighbour>
  replace(neighbour: NewNeighbour, options?: ChangeOptions): Promise<void>
  replace(neighbour: NewNeighbour, options?: ChangeOptions): Promise<unknown> {
    return this.put('neighbours.replace', () => this.changes.replace(neighbour), neighbour, options)
  }

  /** One more destination for a hardware address: of vxlan. */
  append(neighbour: NewNeighbour, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.append(neighbour), options, 'neighbours.append')
  }

  /** One that exists. */
  change(neighbour: NewNeighbour, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.change(neighbour), options, 'neighbours.change')
  }

  /** Takes it away. */
  delete(neighbour: NewNeighbour, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.delete(neighbour), options, 'neighbours.delete')
  }

  private put(
    where: string,
    making: () => Changing,
    neighbour: NewNeighbour,
    options: ChangeOptions | undefined,
  ): Promise<unknown> {
    const back = (): ReadBack<Neighbour> => ({ reader: this.reader, find: () => this.find(neighbour) })
    return put(this.requester, this.kind, making, back, options, where)
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
