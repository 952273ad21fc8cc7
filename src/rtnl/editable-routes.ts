/** Routes that can be added and deleted (`ip route add|append|replace|change|delete|flush`). */
import type { RequestOptions } from '../netlink/exchange.ts'
import type { Asker } from './asker.ts'
import type { ChangeOptions, Changing, Echo, ReadBack } from './change.ts'
import { put, send, settleAll } from './change.ts'
import { isThere } from './listed-routes.ts'
import type { NewRoute } from './route-changes.ts'
import { familyOf, RouteChanges, tableOf } from './route-changes.ts'
import type { RouteFilter } from './routes.ts'
import { Routes } from './routes.ts'
import type { Route } from './shapes.ts'

export class EditableRoutes extends Routes {
  private readonly changes: RouteChanges

  constructor(asker: Asker) {
    super(asker)
    this.changes = new RouteChanges(asker)
  }

  /** Refused where there is such a route. With `echo`, answers with it as the kernel has stored it. */
  add(route: NewRoute, options: Echo): Promise<Route>
  add(route: NewRoute, options?: ChangeOptions): Promise<void>
  add(route: NewRoute, options?: ChangeOptions): Promise<unknown> {
    return this.put(() => this.changes.add(route), route, options)
  }

  /** Made, or put in the place of the one that exists. With `echo`, answers with it as the kernel has stored it. */
  replace(route: NewRoute, options: Echo): Promise<Route>
  replace(route: NewRoute, options?: ChangeOptions): Promise<void>
  replace(route: NewRoute, options?: ChangeOptions): Promise<unknown> {
    const put = this.put(() => this.changes.replace(route), route, options)
    return put.catch((error: unknown) => {
      if (!isThere(route, error)) throw error
      return options?.echo === true ? this.find(route) : undefined
    })
  }

  /** Behind those that exist. With `echo`, answers with it as the kernel has stored it. */
  append(route: NewRoute, options: Echo): Promise<Route>
  append(route: NewRoute, options?: ChangeOptions): Promise<void>
  append(route: NewRoute, options?: ChangeOptions): Promise<unknown> {
    return this.put(() => this.changes.append(route), route, options)
  }

  /** A route that exists. */
  change(route: NewRoute, options?: RequestOptions): Promise<void> {
    return send(this.asker, () => this.changes.change(route), options)
  }

  /** The first route that has all that is given. */
  delete(route: NewRoute, options?: RequestOptions): Promise<void> {
    return send(this.asker, () => this.changes.delete(route), options)
  }

  /** Deletes all that match; resolves with how many there were. */
  async flush(filter: RouteFilter, options?: RequestOptions): Promise<number> {
    const found = await this.list(filter, options)
    await settleAll(found.map((route) => this.delete(identity(route), options)))
    return found.length
  }

  private put(making: () => Changing, route: NewRoute, options: ChangeOptions | undefined): Promise<unknown> {
    const back = (): ReadBack<Route> => ({ reader: this.reader, find: () => this.find(route) })
    return put(this.asker, this.kind, making, back, options)
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
