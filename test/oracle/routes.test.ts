/** Routes and rules: our lists agree with the output of iproute2. */
import t from 'tap'
import type { RouteQuery } from '../../src/index.ts'
import { inNamespace } from '../kernel/namespace.ts'
import { agree } from './reading.ts'
import { decision, routes, rules } from './readings.ts'
import { build, buildAsRoot, withRtnl } from './scene.ts'
import { INET, INET6, ROUTES_LINKS, RULES, UIDS } from './scenes.ts'

/** Destinations, the other parameters of the lookup, and iproute2's arguments for them. */
const DECISIONS: readonly (readonly [string, RouteQuery?, string?])[] = [
  ['10.9.0.1'],
  ['10.9.0.1', { fibMatch: true }],
  ['10.10.9.9', { fibMatch: true }],
  ['10.17.9.9'],
  ['192.0.2.1'],
  ['192.0.2.255'],
  ['239.1.2.3'],
  ['10.9.0.1', { from: '198.51.100.1' }, ' from 198.51.100.1'],
  ['10.9.0.1', { from: '198.51.100.77', iif: 'v1' }, ' from 198.51.100.77 iif v1'],
  ['10.12.9.9', { mark: 0x33, dev: 'v1', uid: 4711 }, ' mark 0x33 oif v1 uid 4711'],
  ['10.11.0.1', { ipProto: 'tcp', sport: 999, dport: 443, tos: 0x10 }, ' ipproto tcp sport 999 dport 443 tos 0x10'],
  ['2001:db8:9::5'],
  ['2001:db8:9::5', { fibMatch: true }],
  ['2001:db8:b::5', { from: '2001:db8:c::5', fibMatch: true }, ' from 2001:db8:c::5'],
  ['2001:db8:9::5', { mark: 7, dev: 'v0', ipProto: 'udp', dport: 53 }, ' mark 7 oif v0 ipproto udp dport 53'],
  ['2001:db8::1'],
]

if (inNamespace(t, import.meta.url)) {
  build(ROUTES_LINKS + INET + INET6)
  await withRtnl(async (rtnl, io) => {
    await t.test(`${io}: routes`, async (t) => {
      await agree(t, rtnl, routes('inet'))
      await agree(t, rtnl, routes('inet6'))
      for (const [to, query, words] of DECISIONS) await agree(t, rtnl, decision(to, query, words))
    })
  })
  // After the lookups: these rules would have changed them.
  build(RULES)
  buildAsRoot(t, UIDS)
  await withRtnl(async (rtnl, io) => {
    await t.test(`${io}: rules`, async (t) => {
      await agree(t, rtnl, rules('inet'))
      await agree(t, rtnl, rules('inet6'))
    })
  })
}
