/** Routes that can be added and deleted (`ip route add|append|replace|change|delete|flush`). */
import { BatchError, KernelError, NetlinkError } from '../../netlink/protocol/errors.ts'
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import type { Selection } from '../../netlink/socket/flush.ts'
import { filterOf } from '../../netlink/socket/flush.ts'
import { checkRequestOptions } from '../../netlink/socket/options.ts'
import type { ChangeOptions, Changing, Echo, ReadBack } from '../change.ts'
import { deleteListed, put, send } from '../change.ts'
import type { Requester } from '../requester.ts'
import type { Route } from '../shapes.ts'
import type { NewRoute } from './changes.ts'
import { familyOf, RouteChanges, tableOf } from './changes.ts'
import { isThere } from './listed.ts'
import type { RouteFilter } from './reading.ts'
import { Routes } from './reading.ts'

const ESRCH = 3

const isGone = (reason: unknown): boolean => reason instanceof KernelError && reason.errno === ESRCH

export class EditableRoutes extends Routes {
  private readonly changes: RouteChanges

  constructor(requester: Requester) {
    super(requester)
    this.changes = new RouteChanges(requester)
  }

  /** Refused where there is such a route. With `echo`, answers with it as the kernel has stored it. */
  add(route: NewRoute, options: Echo): Promise<Route>
  add(route: NewRoute, options?: ChangeOptions): Promise<void>
  add(route: NewRoute, options?: ChangeOptions): Promise<unknown> {
    return this.put('routes.add', () => this.changes.add(route), route, options)
  }

  /** Made, or put in the place of the one that exists. With `echo`, answers with it as the kernel has stored it. */
  replace(route: NewRoute, options: Echo): Promise<Route>
  replace(route: NewRoute, options?: ChangeOptions): Promise<void>
  replace(route: NewRoute, options?: ChangeOptions): Promise<unknown> {
    const put = this.put('routes.replace', () => this.changes.replace(route), route, options)
    return put.catch((error: unknown) => {
      if (!isThere(route, error)) throw error
      return options?.echo === true ? this.find(route) : undefined
    })
  }

  /** Behind those that exist. With `echo`, answers with it as the kernel has stored it. */
  append(route: NewRoute, options: Echo): Promise<Route>
  append(route: NewRoute, options?: ChangeOptions): Promise<void>
  append(route: NewRoute, options?: ChangeOptions): Promise<unknown> {
    return this.put('routes.append', () => this.changes.append(route), route, options)
  }

  /** A route that exists. */
  change(route: NewRoute, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.change(route), options, 'routes.change')
  }

  /** The first route that has all that is given. */
  delete(route: NewRoute, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.delete(route), options, 'routes.delete')
  }

  /**
   * Deletes the routes that match, or all of them (`{ all: true }`). Those of table `local`, which the kernel keeps by
   * itself, stay unless the filter names a table. Resolves with how many there were; those that are gone by then count as
   * well: routes are deleted by the kernel with a link or an address.
   *
   * @throws {OptionError} for a filter that is missing, empty or has an undefined field.
   * @throws {BatchError} where some could not be deleted; all others were.
   */
  async flush(selection: Selection<RouteFilter>, options?: RequestOptions): Promise<number> {
    checkRequestOptions('routes.flush', options)
    const filter = filterOf('routes.flush', selection)
    const listed = await this.list(filter, options)
    const found = filter.table === undefined ? listed.filter(({ table }) => table !== 'local') : listed
    const deletions = found.map((route) => this.delete(identity(route), options))
    const gone = await deleteListed(deletions, isGone)
    if (gone.length > 0) await this.refuseLeft(found, gone, filter, options)
    return found.length
  }

  /** The kernel says of a route that it does not find what it says of one that is not there: it must not be listed either. */
  private async refuseLeft(
    found: readonly Route[],
    gone: readonly number[],
    filter: RouteFilter,
    options: RequestOptions | undefined,
  ): Promise<void> {
    const name = (route: Route): string => JSON.stringify(identity(route))
    const left = new Set((await this.list(filter, options)).map(name))
    const failures = gone.filter((place) => left.has(name(found[place] as Route)))
    if (failures.length === 0) return
    const reason = new NetlinkError('ERR_NOT_DELETED', 'the kernel lists the route, but does not find it to delete it')
    throw new BatchError(new Map(failures.map((place) => [place, reason])), found.length)
  }

  private put(
    where: string,
    making: () => Changing,
    route: NewRoute,
    options: ChangeOptions | undefined,
  ): Promise<unknown> {
    const back = (): ReadBack<Route> => ({ reader: this.reader, find: () => this.find(route) })
    return put(this.requester, this.kind, making, back, options, where)
  }

  private async find(route: NewRoute): Promise<Route | undefined> {
    const { dst, metric } = route
    const found = await this.list({ family: familyOf(route), dst, table: tableOf(route) })
    return found.find((one) => metric === undefined || one.metric === metric)
  }
}

/** What tells a route from others: the kernel deletes the first that has all of it. */
const identity = (route: Route): NewRoute => {
  // what has its ways elsewhere, or more than one, is told by all that was read
  if (route.nhId !== undefined || route.multipath !== undefined) return { ...route, dev: route.oif }
  const { family, dst, table, tos, metric, type, protocol, scope, oif, gateway, via, prefsrc, src } = route
  const next = gateway ?? via?.address
  return { family, dst, table, tos, metric, type, protocol, scope, dev: oif, gateway: next, prefsrc, src }
}
