/** Routes, rules, neighbours and forwarding entries are written as they were read (on this machine's kernel). */
import type { Test } from 'tap'
import t from 'tap'
import type { Neighbour, Route, Rtnl, Rule } from '../../src/index.ts'
import { build, buildAsRoot, withEachRtnl } from '../oracle/scene.ts'
import { INET, INET6, NEIGHBOURS, ROUTES_LINKS, RULES, UIDS } from '../oracle/scenes.ts'
import { withRelayedRtnl } from '../relayed.ts'
import { inNamespace } from './namespace.ts'
import type { Objects } from './written-back.ts'
import { deleteEach, replaceEach, settles } from './written-back.ts'

const QUIET = `
  set net/ipv4/conf/all/promote_secondaries 1
  set net/ipv6/conf/default/accept_dad 0
  set net/ipv6/conf/all/accept_dad 0
`

const MORE_ROUTES = `
  ip nexthop add id 10 via 192.0.2.10 dev v0
  ip nexthop add id 11 via 198.51.100.11 dev v1
  ip nexthop add id 20 group 10,3/11
  ip nexthop add id 30 blackhole
  ip -6 nexthop add id 31 blackhole
  ip nexthop add id 40 via 2001:db8::40 dev v0
  ip nexthop add id 41 dev v1
  ip nexthop add id 42 via 2001:db8::42 dev v0
  ip nexthop add id 50 group 40,7/42
  ip route add 10.40.0.0/16 nhid 20
  ip route add 10.41.0.0/16 nhid 10 table 100
  ip route add 10.42.0.0/16 nhid 30 table 101
  ip route add 10.43.0.0/16 nhid 41
  ip -6 route add 2001:db8:40::/48 nhid 40
  ip -6 route add 2001:db8:41::/48 nhid 50 metric 55
  ip -6 route add 2001:db8:42::/48 nhid 31
  ip route add 10.44.0.0/16 nexthop dev v0 weight 7 nexthop dev v1 weight 2
  ip route add 10.45.0.0/16 nexthop via 10.9.9.9 dev v0 onlink nexthop via 198.51.100.10 weight 200
  ip route add 10.46.0.0/16 via 192.0.2.44 metric 5
  ip route append 10.46.0.0/16 via 192.0.2.45 metric 5
  ip route add 10.46.0.0/16 via 192.0.2.46 metric 6
  ip route add 10.46.0.0/16 via 192.0.2.44 metric 5 tos 8
  ip route add 10.47.0.0/16 dev weak
  ip route add 10.48.0.0/16 encap ip id 77 dst 192.0.2.9 src 192.0.2.1 ttl 9 tos 8 dev v0
  ip -6 route add 2001:db8:48::/48 encap ip6 id 78 dst 2001:db8::9 hoplimit 5 dev v0
  ip -6 route add 2001:db8:49::/48 via 2001:db8::49 metric 9
  ip -6 route add 2001:db8:49::/48 via 2001:db8::4a metric 10
  ip -6 route append 2001:db8:49::/48 via 2001:db8::4b metric 9
  ip -6 route add 2001:db8:4a::/48 dev weak
`

const routes = (rtnl: Rtnl, family: 'inet' | 'inet6'): Objects<Route> => ({
  name: `${family} routes`,
  sections: ['routes', 'routes6'],
  list: () => rtnl.routes.list({ family }),
  describe: ({ dst, table, type, metric, dev }) => `route ${type} ${dst} metric ${metric} table ${table} dev ${dev}`,
  replace: (one) => rtnl.routes.replace(one),
  delete: (one) => rtnl.routes.delete(one),
  add: (one) => rtnl.routes.append(one),
  refused: ({ family, metric }) => (family === 'inet6' && metric === 0 ? 'metric' : undefined),
  stays: ({ family, metric }) => family === 'inet6' && metric === 0,
})

const rules = (rtnl: Rtnl): Objects<Rule> => ({
  name: 'rules',
  sections: ['rules', 'rules6'],
  list: async () =>
    (await rtnl.rules.list()).filter(
      ({ family, flags }) => /^inet/.test(String(family)) && !flags.includes('unresolved'),
    ),
  describe: ({ family, priority }) => `rule ${family} ${priority}`,
  delete: (one) => rtnl.rules.delete(one),
  add: (one) => rtnl.rules.add(one),
})

/** Groups that a bridge itself has joined; these tests are about forwarding entries. */
const isOfBridge = ({ family, dev, flags, master }: Neighbour): boolean =>
  family === 'bridge' && dev === 'br0' && flags.includes('self') && master === undefined

const neighbours = (rtnl: Rtnl, filter: { proxy?: boolean; family?: 'bridge' }): Objects<Neighbour> => ({
  name: `neighbours ${JSON.stringify(filter)}`,
  sections: filter.family === 'bridge' ? ['fdb'] : ['neighbours', 'proxies'],
  refused: (one) => (isOfBridge(one) ? 'lladdr' : undefined),
  kept: isOfBridge,
  list: async () =>
    (await rtnl.neighbours.list(filter)).filter(
      (one) =>
        filter.family !== undefined ||
        (!/^(33:33|01:00:5e):/.test(one.lladdr ?? '') &&
          one.dst !== '0.0.0.0' &&
          /^(192.0.2.[12].|2001:db8::[12].)$/.test(one.dst ?? '')),
    ),
  lines: (one) => (filter.family === undefined && one.state.some((word) => MOVING.has(word)) ? 0 : 1),
  describe: (one) => `neighbour ${JSON.stringify(one)}`,
  replace: (one) => rtnl.neighbours.replace(one),
  delete: (one) => rtnl.neighbours.delete(one),
  add: (one) => (one.lladdr === '00:00:00:00:00:00' ? rtnl.neighbours.append(one) : rtnl.neighbours.add(one)),
})

const MOVING: ReadonlySet<unknown> = new Set(['reachable', 'stale', 'delay', 'probe', 'incomplete', 'failed'])

const both = async <T extends object>(t: Test, objects: Objects<T>): Promise<void> => {
  if (objects.replace !== undefined) await replaceEach(t, objects)
  await deleteEach(t, objects)
}

const withEachWay = async (run: (rtnl: Rtnl, way: string) => Promise<void>): Promise<void> => {
  await withEachRtnl(run)
  await withRelayedRtnl(run)
}

if (inNamespace(t, import.meta.url)) {
  build(QUIET + ROUTES_LINKS + INET + INET6 + MORE_ROUTES)
  await settles(['routes', 'routes6'])
  await withEachWay(async (rtnl, io) => {
    await t.test(`${io}: routes`, async (t) => {
      await both(t, routes(rtnl, 'inet'))
      await both(t, routes(rtnl, 'inet6'))
    })
  })
  build(RULES)
  // this would show whether its target exists
  build('ip rule delete pref 103')
  buildAsRoot(t, UIDS)
  await withEachWay((rtnl, io) => t.test(`${io}: rules`, (t) => both(t, rules(rtnl))).then(() => undefined))
  build('ip link delete v0\nip link delete weak')
  build(NEIGHBOURS.replaceAll('ip nexthop add id 7 ', 'ip nexthop add id 70 ').replaceAll('group 7 ', 'group 70 '))
  await settles(['neighbours', 'fdb'])
  await withEachWay(async (rtnl, io) => {
    await t.test(`${io}: neighbours`, async (t) => {
      await both(t, neighbours(rtnl, {}))
      await both(t, neighbours(rtnl, { proxy: true }))
      await both(t, neighbours(rtnl, { family: 'bridge' }))
    })
  })
}
