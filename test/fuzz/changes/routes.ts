/** Random routes. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { Route, Rtnl } from '../../../src/index.ts'
import type { NewRoute } from '../../../src/rtnl/route/input.ts'
import { encaps } from '../../../src/rtnl/route/tables/encaps.ts'
import { route, routeMetrics } from '../../../src/rtnl/route/tables/route.ts'
import { Newcomer } from './newcomer.ts'
import { anyOf, RUNS, type StoredOtherwise, seldom, show, stored, untold, ZERO } from './stored.ts'
import type { Topic, Trial } from './trial.ts'
import { any, fieldsFrom, ipv4, ipv6, nodeOf, row, rowsBut, trial, type Value, valueFor } from './values.ts'

type Text = fc.Arbitrary<string>

const anyAddress = any(nodeOf(route.attributes, 'prefsrc')) as Text
const mostly = (usual: Text): Text => fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: anyAddress })

/** Networks, and sometimes an address with host bits, which the kernel refuses. */
const dst4 = fc
  .tuple(fc.nat({ max: 255 }), fc.integer({ min: 16, max: 32 }), fc.constantFrom(0, 0, 0, 1))
  .map(([net, length, host]) => `10.${net}.0.${host}/${length}`)
const dst6 = fc
  .tuple(fc.nat({ max: 0xfff }), fc.integer({ min: 48, max: 128 }), fc.constantFrom('', '', '1'))
  .map(([net, length, host]) => `2001:db8:${(net + 1).toString(16)}::${host}/${length}`)

/** The last bits of a router's address, and the link that leads to it, which exists or not. */
const dev = fc.constantFrom<string | number>('v0', 'v0', 'lower', 'lo', 4444)

/**
 * Tunnels that a route of any table can have. The attributes after `opts` are never sent: Linux up to 6.18 may panic on
 * them.
 */
const tunnel = (kind: 'ip' | 'ip6'): fc.Arbitrary<Value> => {
  const rows = rowsBut(encaps[kind], { 'the kernel may panic': ['opts', 'flags'], 'nothing listens': ['pad'] })
  return fieldsFrom(Object.fromEntries(Object.entries(rows).map(([key, { node }]) => [key, valueFor(node)]))).map(
    (encap) => ({ encapType: kind, encap }),
  )
}

const hop = (gateway: Text): fc.Arbitrary<Value> =>
  fc.record(
    { gateway, dev: fc.constantFrom('v0', 'lower'), weight: fc.integer({ min: 1, max: 256 }), onlink: fc.boolean() },
    { requiredKeys: ['gateway', 'dev'], noNullPrototype: true },
  )

/** Fields of both families. */
const fields = (own: Text, other: Text): { [key: string]: fc.Arbitrary<unknown> } => ({
  dev,
  gateway: fc.oneof({ weight: 4, arbitrary: mostly(own) }, { weight: 1, arbitrary: other }),
  prefsrc: mostly(own),
  onlink: fc.boolean(),
  ...Object.fromEntries(['table', 'protocol', 'type', 'tos', 'nhId'].map((key) => [key, row(route, key)])),
  metric: row(route, 'priority'),
  metrics: valueFor(routeMetrics),
  multipath: fc.array(hop(own), { minLength: 1, maxLength: 3 }),
  tunnel: fc.oneof(tunnel('ip'), tunnel('ip6')),
})

const inet = fieldsFrom({ ...fields(ipv4, ipv6), dst: dst4, scope: row(route, 'scope'), flow: row(route, 'flow') })
const inet6 = fieldsFrom({
  ...fields(ipv6, ipv4),
  dst: dst6,
  pref: row(route, 'pref'),
  expires: fc.oneof(fc.integer({ min: 100, max: 9999 }), row(route, 'expires')),
})

const NOWHERE: readonly unknown[] = ['blackhole', 'unreachable', 'prohibit', 'throw']

/** Several nexthops replace the single one, and unreachable routes have neither. */
const flat = (chosen: Value, base: NewRoute): Trial<NewRoute> => {
  const { tunnel, ...rest } = chosen as { readonly tunnel?: object }
  const fields = { ...rest, ...tunnel } as Value
  const { dev: _, ...others } = base
  const nowhere = NOWHERE.includes(fields['type'])
  const without = nowhere ? ['expires', 'multipath'] : 'multipath' in fields ? ['dev', 'gateway', 'onlink'] : []
  const given = Object.fromEntries(Object.entries(fields).filter(([key]) => !without.includes(key)))
  return trial(given, { ...(nowhere || 'multipath' in given ? others : base), ...given } as NewRoute)
}

const WIRE: { readonly [key: string]: readonly string[] } = {
  metric: ['priority'],
  dev: ['oif'],
  gateway: ['gateway', 'via'],
}

/** The route as a program would write it. */
const viewOf = (found: Route): object => {
  const { gateway, flags, multipath, dev } = found
  const onlink = flags.includes('onlink')
  const hops = multipath?.map((hop) => ({ ...hop, onlink: hop.flags.includes('onlink') }))
  // a single nexthop is returned as fields of the route
  return { ...found, onlink, multipath: hops ?? [{ gateway, dev, onlink }] }
}

const isInet6 = (input: object): boolean => String((input as NewRoute).dst).includes(':')

const MOST = { mtu: 65520, hoplimit: 255, advmss: 65495 } as const

const metrics = stored('0 is none of it, and some have a most', (given, found) => {
  const [wanted, there = {}] = [given, found] as [Value, Value | undefined]
  return Object.entries(wanted).every(([key, value]) => {
    if (value === 0 || isDeepStrictEqual(value, [])) return there[key] === undefined
    const most = MOST[key as keyof typeof MOST]
    return isDeepStrictEqual(there[key], most === undefined ? value : Math.min(most, value as number))
  })
})

const untunnelled = stored(
  'what leads nowhere has no tunnel, and of several ways each has its own',
  (_, found, input) => found === undefined && ('multipath' in input || NOWHERE.includes((input as NewRoute).type)),
)

const STORED: StoredOtherwise = {
  metric: stored(
    '0 is none, of IPv6 1024',
    (given, found, input) => given === 0 && found === (isInet6(input) ? 1024 : undefined),
  ),
  dst: stored('host bits of IPv6 are masked', (_, found, input) => isInet6(input) && typeof found === 'string'),
  dev: seldom(stored('what leads nowhere leads to lo, of IPv6', (_, found, input) => isInet6(input) && found === 'lo')),
  table: stored('none is main', (given, found) => given === 'unspec' && found === 'main'),
  type: stored(
    'none is unicast, of IPv6',
    (given, found, input) => isInet6(input) && given === 'none' && found === 'unicast',
  ),
  protocol: stored(
    'none is boot, of IPv6',
    (given, found, input) => isInet6(input) && given === 'unspec' && found === 'boot',
  ),
  pref: stored(
    'all but low and high are medium, and so is what leads nowhere',
    (given, found, input) =>
      found === 'medium' && (!['low', 'high'].includes(String(given)) || NOWHERE.includes((input as NewRoute).type)),
  ),
  gateway: seldom(
    stored(
      'what leads nowhere has none',
      (_, found, input) => NOWHERE.includes((input as NewRoute).type) && found === undefined,
    ),
  ),
  expires: anyOf(
    stored('the most of all is none', (given, found) => given === 0xffffffff && found === undefined),
    stored('it is as far as the clock goes', (given, found) => found === 21474837 && (given as number) > 21474837),
    RUNS,
  ),
  'multipath[].weight': untold('one way alone has none'),
  metrics,
  encapType: untunnelled,
  encap: untunnelled,
  nhId: ZERO(undefined),
  flow: ZERO(undefined),
}

/** The kernel adds routes of its own at any time. */
const isOurs = ({ dst }: Route): boolean => !/^f[ef]/.test(dst ?? '')

const keyOf = ({ cacheinfo: _, expires: __, ...rest }: Route): string => show(rest)

export const routes = (rtnl: Rtnl): Topic<NewRoute> => {
  const newcomer = new Newcomer(async () => (await rtnl.routes.list()).filter(isOurs), keyOf)
  return {
    name: 'routes',
    usual: 900,
    least: [350, 200, 0],
    trials: fc.oneof(
      inet.map((chosen) => flat(chosen, { dst: '10.77.0.0/16', dev: 'v0' })),
      inet6.map((chosen) => flat(chosen, { dst: '2001:db8:77::/48', dev: 'v0' })),
    ),
    make: async (input) => {
      await newcomer.remember()
      await rtnl.routes.add(input)
    },
    read: async () => viewOf(await newcomer.one()),
    undo: async () => {
      for (const { dst = '', family, table, metric, type, tos } of await newcomer.all())
        await rtnl.routes.delete({ dst, family, table, metric, type, tos })
      const left = await newcomer.all()
      if (left.length > 0) throw new Error(`not deleted: ${show(left)}`)
    },
    wire: (path) => WIRE[path] ?? [path],
    otherwise: STORED,
  }
}
