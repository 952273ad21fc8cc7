/** `ip -details -statistics -json route`. */
import type { Nexthop, Plain, Route } from '../../../src/index.ts'
import type { RouteMetrics } from '../../../src/rtnl/route/tables/metrics.ts'
import { dev, foreign, type Mapping, nest } from '../compare.ts'
import { encaps, labels } from './encap.ts'

/** A prefix of full length is printed without its length. */
export const short = (prefix: string | undefined): string | undefined =>
  prefix?.replace(prefix.includes(':') ? /\/128$/ : /\/32$/, '')

/** Two realms in one number, as text. */
export const realms = {
  from: ({ flow = 0 }: { readonly flow?: number | undefined }) => String(flow >>> 16),
  to: ({ flow = 0 }: { readonly flow?: number | undefined }) => String(flow & 0xffff),
}

const metrics: Mapping<Plain<RouteMetrics>> = {
  mtu: 'mtu',
  window: 'window',
  rtt: ({ rtt }) => rtt && rtt / 8,
  rttvar: ({ rttvar }) => rttvar && rttvar / 4,
  ssthresh: 'ssthresh',
  cwnd: 'cwnd',
  advmss: 'advmss',
  reordering: 'reordering',
  hoplimit: 'hoplimit',
  initcwnd: 'initcwnd',
  ecn: ({ features }) => features?.includes('ecn'),
  rto_min: 'rtoMin',
  initrwnd: 'initrwnd',
  quickack: 'quickack',
  congestion: 'ccAlgo',
  fastopen_no_cookie: 'fastopenNoCookie',
}

/** A gateway of another family than the route, which has `via` if the gateway is a link-layer address. */
const viaOf = ({ gateway, via }: Pick<Route, 'gateway' | 'via'>): { family: unknown; host: unknown } =>
  via === undefined
    ? { family: gateway?.includes(':') ? 'inet6' : 'inet', host: gateway }
    : { family: via.family, host: via.address }

/** The fields that a route and its nexthops have in common. */
const hop = {
  gateway: 'gateway',
  via: nest(viaOf, { family: 'family', host: 'host' }),
  to: 'newdst',
  /** In iproute2's spelling. */
  'ttl-propogate': 'ttlPropagate',
  flow: nest((value: Pick<Route, 'flow'>) => value, realms),
} as const

const nexthop: Mapping<Nexthop> = {
  ...(hop as Mapping<Nexthop>),
  ...(encaps as Mapping<Nexthop>),
  dev: 'dev',
  weight: 'weight',
  flags: ({ flags }) => new Set(flags),
}

/** Flags that iproute2 lists as such: those of nexthops and of hardware offload. */
const listed = [
  'dead',
  'pervasive',
  'onlink',
  'offload',
  'linkdown',
  'unresolved',
  'trap',
  'rt_offload',
  'rt_trap',
  'rt_offload_failed',
]
const cacheWords = [
  'local',
  'reject',
  'mc',
  'brd',
  'dst-nat',
  'src-nat',
  'masq',
  'dst-direct',
  'src-direct',
  'redirected',
  'redirect',
  'fastroute',
  'notify',
  'proxy',
]

const words = (flags: Route['flags'], wanted: readonly string[]): Set<unknown> =>
  new Set(flags.filter((word) => wanted.includes(String(word))))

/** iproute2 prints both names of the bit that has two. */
const withBoth = ({ flags }: Route): Route['flags'] => (flags.includes('mc') ? [...flags, 'rt_offload_failed'] : flags)

export const route: Mapping<Route> = {
  ...(hop as Mapping<Route>),
  ...(encaps as Mapping<Route>),
  type: 'type',
  dst: (route) => labels(route) ?? short(route.dst),
  from: ({ src }) => short(src),
  tos: ({ tos }) => `0x${tos.toString(16)}`,
  dev: 'dev',
  iif: dev('iif'),
  table: ({ table }) => String(table),
  protocol: ({ protocol }) => String(protocol),
  scope: ({ scope }) => String(scope),
  prefsrc: 'prefsrc',
  metric: 'metric',
  flags: (route) => words(withBoth(route), listed),
  metrics: nest((value) => (value.metrics === undefined ? undefined : [value.metrics]), metrics),
  nexthops: nest((value) => value.multipath, nexthop),
  nhid: 'nhId',
  nh_info: foreign('read with RTM_GETNEXTHOP, not part of the route'),
  pref: 'pref',
  uid: 'uid',
  mark: 'mark',
  cache: ({ flags }) => words(flags, cacheWords),
  expires: ({ cacheinfo }) => cacheinfo && Math.trunc(cacheinfo.expires / 100),
  error: ({ cacheinfo }) => cacheinfo?.error,
  users: ({ cacheinfo }) => cacheinfo?.clntref,
  used: ({ cacheinfo }) => cacheinfo?.used,
  age: ({ cacheinfo }) => cacheinfo && Math.floor(cacheinfo.lastuse / 100),
}
