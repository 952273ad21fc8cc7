/** Routes: list, look up, add, replace, append, change, delete, flush (`ip route`). */

import { deleteListed, send } from '../../client/change.ts'
import type { NamesByIndex } from '../../client/collection.ts'
import { NO_NAMES } from '../../client/collection.ts'
import type { EchoVerb } from '../../client/echo.ts'
import { echoVerbs } from '../../client/echo.ts'
import { ProjectedCollection } from '../../client/projected-collection.ts'
import type { Only } from '../../client/projection.ts'
import type { Requester } from '../../client/requester.ts'
import type { Selection } from '../../client/selection.ts'
import { filterOf } from '../../client/selection.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import { BatchError, KernelError, NetlinkError } from '../../netlink/protocol/errors.ts'
import { checkRequestOptions } from '../../netlink/socket/options.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import { deviceIndex, namesOf, readNames } from '../devices.ts'
import type { Route } from '../shapes.ts'
import { messageTypes } from '../tables/index.ts'
import { familyOf, RouteChanges, tableOf } from './changes.ts'
import type { NewRoute } from './input.ts'
import { isThere } from './listed.ts'
import type { RouteQuery } from './lookup.ts'
import { readLookup } from './lookup.ts'
import type { RouteFilter, RouteValue } from './reading.ts'
import { routeKind } from './reading.ts'
import type { RouteMessage } from './tables/route.ts'

const { type: RTM_GETROUTE, node: routeQuery } = messageTypes.RTM_GETROUTE

const ESRCH = 3

const isGone = (reason: unknown): boolean => reason instanceof KernelError && reason.errno === ESRCH

/** The names of the links of one route. */
const namesOfRoute = async (requester: Requester, { oif, multipath }: RouteValue): Promise<NamesByIndex> => {
  if (multipath !== undefined) return readNames(requester)
  return oif === undefined ? NO_NAMES : namesOf(requester, oif)
}

/** Routes: list, look up, add, change, delete (`ip route`). */
export class Routes extends ProjectedCollection<Route, RouteFilter, RouteMessage, RequestOptions, RouteValue> {
  private readonly changes = new RouteChanges(this.requester)
  private readonly verb = echoVerbs(this.requester, this.kind, this.reader, (route: NewRoute) => this.find(route))

  constructor(requester: Requester) {
    super(requester, routeKind)
  }

  /**
   * The route that the kernel would use for a packet to the destination. With `only`, it has these fields only.
   *
   * @throws {OptionError} for a field in `only` that routes do not have.
   * @throws {KernelError} `ENETUNREACH`, or the error of an `unreachable`, `prohibit` or `blackhole` route or rule.
   */
  async get<K extends keyof Route & string>(
    destination: string,
    query: RouteQuery,
    options: RequestOptions & Only<K>,
  ): Promise<Pick<Route, K>>
  async get(destination: string, query?: RouteQuery, options?: RequestOptions): Promise<Route>
  async get(destination: string, query: RouteQuery = {}, options: RequestOptions = {}): Promise<Route> {
    const asked = this.check('get', options, ['only'])
    const { dev, iif, request } = readLookup(destination, query)
    const oif = dev === undefined ? undefined : await deviceIndex(this.requester, dev, asked)
    const incoming = iif === undefined ? undefined : await deviceIndex(this.requester, iif, asked)
    const payload = encode(routeQuery, { ...request, oif, iif: incoming }, { order: this.requester.order })
    return this.one(
      options,
      (read) => this.requester.ask(RTM_GETROUTE, payload, read, { ...asked, target: destination }),
      (found) => namesOfRoute(this.requester, found),
    )
  }

  /**
   * Adds a route; refused if it exists. With `echo`, resolves with it as the kernel has stored it.
   *
   * @throws {KernelError} `EEXIST` if it exists, `ENETUNREACH` if the gateway is unreachable.
   */
  readonly add: EchoVerb<[route: NewRoute], Route> = this.verb('add', (route) => this.changes.add(route))

  /**
   * Adds a route, or replaces the one that exists. With `echo`, resolves with it as the kernel has stored it.
   *
   * @throws {KernelError} `ENETUNREACH` if the gateway is unreachable.
   */
  readonly replace: EchoVerb<[route: NewRoute], Route> = this.verb(
    'replace',
    (route) => this.changes.replace(route),
    isThere,
  )

  /**
   * Adds a route after those to the same destination. With `echo`, resolves with it as the kernel has stored it.
   *
   * @throws {KernelError} `EEXIST` if it exists, `ENETUNREACH` if the gateway is unreachable.
   */
  readonly append: EchoVerb<[route: NewRoute], Route> = this.verb('append', (route) => this.changes.append(route))

  /**
   * Changes a route that exists.
   *
   * @throws {KernelError} `ENOENT` if there is none.
   */
  change(route: NewRoute, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.change(route), options, 'routes.change')
  }

  /**
   * Deletes the first route that has all given fields.
   *
   * @throws {KernelError} `ESRCH` if there is none.
   */
  delete(route: NewRoute, options?: RequestOptions): Promise<void> {
    return send(this.requester, () => this.changes.delete(route), options, 'routes.delete')
  }

  /**
   * Deletes the routes that match, or all of them (`{ all: true }`). Those of table `local`, which the kernel maintains,
   * are kept unless the filter names a table. Resolves with the number of routes that matched. Those that are already gone
   * count as well: the kernel deletes routes with their link or address.
   *
   * @throws {OptionError} for a filter that is missing, empty or has an undefined field.
   * @throws {BatchError} if some could not be deleted; all others were.
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

  /** ESRCH means "gone" or "not found by these fields", so a route that is still listed was not deleted. */
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

  private async find(route: NewRoute): Promise<Route | undefined> {
    const { dst, metric } = route
    const found = await this.list({ family: familyOf(route) as RouteFilter['family'], dst, table: tableOf(route) })
    return found.find((one) => metric === undefined || one.metric === metric)
  }
}

/** The fields that identify a route: the kernel deletes the first route that has all of them. */
const identity = (route: Route): NewRoute => {
  // A route with a nexthop object or several next hops is identified by everything that was read.
  if (route.nhId !== undefined || route.multipath !== undefined) {
    const multipath = route.multipath?.map((hop) => ({ ...hop, dev: hop.oif }))
    return { ...route, dev: route.oif, multipath }
  }
  const { family, dst, table, tos, metric, type, protocol, scope, oif, gateway, prefsrc, src } = route
  return { family, dst, table, tos, metric, type, protocol, scope, dev: oif, gateway, prefsrc, src }
}
