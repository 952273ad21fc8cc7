/** Routes as they are read, as a request wants them. */
import { EncodeError } from '../netlink/codec/errors.ts'
import { settable, wasRead } from './read-only.ts'
import { multicastRouteReadOnly, routeReadOnly } from './read-only-fields.ts'
import type { NewNexthop, NewRoute } from './route-changes.ts'

/** Types without a way out. */
export const NOWHERE: ReadonlySet<unknown> = new Set(['blackhole', 'unreachable', 'prohibit', 'throw'])

/** What the kernel reports of the nexthop object that `nhId` names, and refuses beside it in a request. */
const OF_OBJECT = ['gateway', 'via', 'oif', 'dev', 'multipath', 'encap', 'encapType', 'flow', 'onlink'] as const

/** Hundredths of a second that are left, as the seconds of a request: one that has just run out has one more. */
const lifetime = (hundredths: number): number | undefined =>
  hundredths === 0 ? undefined : Math.max(1, Math.ceil(hundredths / 100))

const byObject = (route: NewRoute): NewRoute => ({
  ...route,
  ...Object.fromEntries(OF_OBJECT.map((name) => [name, undefined])),
  flags: [],
  // the type is that of the object as well
  ...(NOWHERE.has(route.type) ? { type: 'unicast' } : {}),
})

/**
 * A route as a request says it. One that was read has its lifetime under `cacheinfo`, and beside `nhId` what stands
 * behind that. Throws EncodeError for what the kernel alone sets in a route that was not read.
 */
export const asWritten = (route: NewRoute, family: string): NewRoute => {
  if (family === 'ipmr' || family === 'ip6mr') return settable(route, multicastRouteReadOnly)
  const written = settable(route, routeReadOnly)
  if (!wasRead(route, routeReadOnly)) return written
  const { cacheinfo } = route as { readonly cacheinfo?: { readonly expires: number } }
  const expires = written.expires ?? (family === 'inet6' ? lifetime(cacheinfo?.expires ?? 0) : undefined)
  const { nhId = 0 } = written
  return { ...(nhId === 0 ? written : byObject(written)), expires }
}

/** Throws EncodeError for a route that the kernel has made and would make another of. */
export const checkWritable = (route: NewRoute, family: string): void => {
  if (family === 'inet6' && route.metric === 0 && wasRead(route, routeReadOnly))
    throw new EncodeError('metric', 'a number above 0: the kernel alone makes routes of IPv6 that have none', 0)
}

/** What a nexthop is read with; the header holds what programs write as `dev`, `weight` and `onlink`. */
export const hopAsWritten = (hop: NewNexthop): Omit<NewNexthop, 'header'> => {
  const { header, ...rest } = hop
  if (header === undefined) return hop
  const { hops, ifindex, flags } = header
  const read = { dev: ifindex === 0 ? undefined : ifindex, weight: hops + 1, onlink: flags.includes('onlink') }
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  return { ...read, ...given }
}
