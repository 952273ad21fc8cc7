/** The requests of `ip route add|append|replace|change|delete`. */

import type { Changing } from '../../client/change.ts'
import { Change, noChange, VERBS } from '../../client/change.ts'
import type { Requester } from '../../client/requester.ts'
import { PrefixedEncoder } from '../../netlink/codec/encode/direct.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { AboutDevice } from '../about.ts'
import { makeChange } from '../change.ts'
import { checkIndex, deviceIndex, linkSelector } from '../devices.ts'
import { familyOfText } from '../prefix.ts'
import { routeReadOnly } from '../read-only-fields.ts'
import type { Route } from '../shapes.ts'
import { otherRouteShape } from '../shapes.ts'
import { messageTypes } from '../tables/index.ts'
import type { NewRoute } from './input.ts'
import { asWritten, checkWritable, howToReplace, isAmbiguous, WITHOUT_NEXT_HOP } from './listed.ts'
import type { NewNexthop } from './nexthop.ts'
import { putGateway, writeNexthop } from './nexthop.ts'
import { routeKind } from './reading.ts'

/** Types of routes that belong to the table `local`. */
const LOCAL: ReadonlySet<unknown> = new Set(['local', 'broadcast', 'nat', 'anycast'])
/** The table of a route; the default depends on its type. */
export const tableOf = ({ table, type }: Pick<NewRoute, 'table' | 'type'>): NonNullable<Route['table']> =>
  table ?? (type !== undefined && LOCAL.has(type) ? 'local' : 'main')

/** The default scope, as in iproute2: how far away the destination is. */
const scopeOf = (family: string, type: unknown, far: boolean): Route['scope'] => {
  if (family !== 'inet' || (type === 'unicast' && far)) return 'global'
  if (type === 'local' || type === 'nat') return 'host'
  if (type === 'broadcast' || type === 'multicast' || type === 'anycast') return 'link'
  return type === 'unicast' ? 'link' : 'global'
}

export const familyOf = (route: {
  dst: string
  gateway?: string | undefined
  family?: unknown
  multipath?: readonly NewNexthop[] | undefined
  src?: unknown
}): string => {
  if (typeof route.family === 'string' && route.family !== 'unspec') return route.family
  if (route.dst !== 'default') return familyOfText(route.dst, 'dst')
  if (route.gateway !== undefined) return familyOfText(route.gateway, 'gateway')
  const hint = route.multipath?.[0]?.gateway
  return hint === undefined ? 'inet' : familyOfText(hint, 'multipath[0].gateway')
}

/** The fields of a request, named as in the shape. */
interface Input {
  readonly family: string
  [key: string]: unknown
}

/** The fields that are usually the same in all routes of a series. */
interface Head {
  readonly family: string
  readonly type?: Route['type'] | undefined
  readonly protocol?: Route['protocol'] | undefined
  readonly table?: Route['table'] | undefined
  readonly scope?: Route['scope'] | undefined
  readonly [key: string]: unknown
}

/** Fields that have another name or form in the request. */
const OWN: ReadonlySet<string> = new Set(['family', 'dev', 'onlink', 'gateway', 'multipath'])
const NO_HOPS: readonly undefined[] = []

/** The fast path: routes without `via`, `multipath` and flags. */
const BESIDE = { index: { dev: 'oif' }, general: ['flags', 'nhId', ...Object.keys(routeReadOnly.fields)] }
const MADE = new PrefixedEncoder(routeKind.node, routeKind.shape, {
  ...BESIDE,
  skip: ['family', 'type', 'protocol', 'table', 'scope'],
})
const DELETED = new PrefixedEncoder(routeKind.node, routeKind.shape, { ...BESIDE, skip: ['family', 'scope'] })

/** The fields that a deletion requests in addition to the given ones. */
const soughtOf = (family: string, scope: Route['scope'] | undefined): Input =>
  kindOf(family) === routeKind ? { family, scope } : { family, type: 'unicast', table: 'main' }

const kindOf = (family: string): Pick<typeof routeKind, 'node' | 'shape'> =>
  family === 'inet' || family === 'inet6' ? routeKind : { node: routeKind.node, shape: otherRouteShape }

/** Requests about routes. */
export class RouteChanges {
  private readonly requester: Requester
  private head: Head = { family: 'inet' }
  private sought: Head = { family: 'inet' }

  constructor(requester: Requester) {
    this.requester = requester
  }

  add(route: NewRoute): Changing {
    return this.put(route, VERBS.add)
  }

  replace(route: NewRoute): Changing {
    if (!isAmbiguous(route, familyOf(route))) return this.put(route, VERBS.replace)
    return howToReplace(this.requester, route).then((how) => {
      if (how === 'unchanged') return noChange(new AboutDevice(route.dev, route.dst))
      return this.put(route, how === 'replace' ? VERBS.replace : VERBS.append)
    })
  }

  /** Adds a route after those to the same destination. For IPv6: another next hop of the route. */
  append(route: NewRoute): Changing {
    return this.put(route, VERBS.append)
  }

  /** Changes a route that exists. */
  change(route: NewRoute): Changing {
    return this.put(route, VERBS.change)
  }

  /** Deletes the first route that has all given fields. */
  delete(route: NewRoute): Changing {
    const family = familyOf(route)
    // IPv4 compares the scope; `nowhere` matches any.
    const scope = route.scope ?? (family === 'inet' ? 'nowhere' : undefined)
    if (this.sought.family !== family || this.sought.scope !== scope) this.sought = { family, scope }
    return this.plain(DELETED, 'RTM_DELROUTE', VERBS.delete, this.sought, route) ?? this.remove(route, family, scope)
  }

  private remove(route: NewRoute, family: string, scope: Route['scope'] | undefined): Changing {
    const written = { ...asWritten(route, family), expires: undefined }
    return this.resolve(written, (oif, hops) =>
      this.make('RTM_DELROUTE', VERBS.delete, written, oif, hops, soughtOf(family, scope)),
    )
  }

  private put(route: NewRoute, flags: number): Changing {
    const family = familyOf(route)
    const type = route.type ?? 'unicast'
    const far = route.gateway !== undefined || route.multipath !== undefined || route.nhId !== undefined
    const scope = route.scope ?? scopeOf(family, type, far)
    const head = this.headOf(family, type, route.protocol ?? 'boot', tableOf(route), scope)
    return this.plain(MADE, 'RTM_NEWROUTE', flags, head, route) ?? this.long(route, flags, head)
  }

  private long(route: NewRoute, flags: number, head: Head): Changing {
    checkWritable(route, head.family)
    const written = asWritten(route, head.family)
    return this.resolve(written, (oif, hops) => this.make('RTM_NEWROUTE', flags, written, oif, hops, { ...head }))
  }

  /** The head of the last route if it has the same fields: an equal object is encoded once. */
  private headOf(
    family: string,
    type: Route['type'],
    protocol: Route['protocol'],
    table: Route['table'],
    scope: Route['scope'],
  ): Head {
    const { head } = this
    const same =
      head.family === family &&
      head.type === type &&
      head.protocol === protocol &&
      head.table === table &&
      head.scope === scope
    if (!same) this.head = { family, type, protocol, table, scope }
    return this.head
  }

  /** Encodes the route by the fast path. Undefined if the fast path can't encode it. */
  private plain(
    encoder: PrefixedEncoder,
    name: 'RTM_NEWROUTE' | 'RTM_DELROUTE',
    flags: number,
    head: Head,
    route: NewRoute,
  ): Change | undefined {
    if (kindOf(head.family) !== routeKind || (route.type !== undefined && WITHOUT_NEXT_HOP.has(route.type)))
      return undefined
    const payload = encoder.encode(head, route as object as Input, this.requester.order)
    return payload && new Change(messageTypes[name].type, flags, payload, new AboutDevice(route.dev, route.dst))
  }

  /** Looks up the indexes of the links. Synchronous if no link is given by name. */
  private resolve(
    route: NewRoute,
    make: (oif: number | undefined, hops: readonly (number | undefined)[]) => Change,
  ): Changing {
    const { dev, multipath } = route
    if (multipath !== undefined && !Array.isArray(multipath))
      throw new EncodeError('multipath', 'a list of next hops', multipath)
    if (multipath === undefined && typeof dev !== 'string') {
      return make(dev === undefined ? dev : checkIndex(dev, 'dev'), NO_HOPS)
    }
    const named = [dev, ...(multipath ?? []).map((hop) => hop.dev ?? hop.oif)]
    for (const [place, one] of named.entries())
      if (one !== undefined) linkSelector(one, place === 0 ? 'dev' : `multipath[${place - 1}].dev`)
    const isIndex = (one: string | number | undefined): one is number | undefined => typeof one !== 'string'
    if (named.every(isIndex)) {
      const [oif, ...hops] = named
      return make(oif, hops)
    }
    const lookups = named.map((one) => (isIndex(one) ? one : deviceIndex(this.requester, one)))
    return Promise.all(lookups).then(([oif, ...hops]) => make(oif, hops))
  }

  /** Completes `input`, which holds the family and the defaults. */
  private make(
    name: 'RTM_NEWROUTE' | 'RTM_DELROUTE',
    flags: number,
    route: NewRoute,
    oif: number | undefined,
    hops: readonly (number | undefined)[],
    input: Input,
  ): Change {
    const { family } = input
    const { dst, dev, gateway, multipath } = route
    if (family === 'inet' && WITHOUT_NEXT_HOP.has(route.type) && (dev !== undefined || gateway !== undefined))
      throw new EncodeError(
        dev === undefined ? 'gateway' : 'dev',
        `nothing: a route of type ${route.type} leads nowhere`,
        dev ?? gateway,
      )
    // Filled key by key: spreading several objects into one costs more than everything else here.
    for (const key in route) if (!OWN.has(key)) input[key] = route[key as keyof NewRoute]
    if (oif !== undefined) input['oif'] = oif
    if (route.onlink === true) input['flags'] = [...(route.flags ?? []), 'onlink']
    if (gateway !== undefined) {
      input['via'] = undefined
      putGateway(input, family, gateway, 'gateway')
    }
    input['multipath'] = multipath?.map((hop, place) => writeNexthop(hop, hops[place], family, `multipath[${place}]`))
    return makeChange(this.requester, kindOf(family), name, flags, input, new AboutDevice(dev, dst))
  }
}
