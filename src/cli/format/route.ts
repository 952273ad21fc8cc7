/** Formats routes like `ip route`. */
import type { Route } from '../../rtnl/shapes.ts'
import { visible } from '../terminal.ts'
import type { Context, Format } from './words.ts'
import { brief, detailLines, flatten, linkName, realms, say, words } from './words.ts'

type Nexthop = NonNullable<Route['multipath']>[number]

/** The fields that a route and a nexthop have in common. */
type Hop = Pick<Route, 'gateway' | 'via' | 'newdst' | 'encapType' | 'encap'>

/** The gateway; one of another family than the route with that family. */
const viaWords = ({ gateway, via }: Hop, family: Route['family']): string => {
  if (gateway === undefined) return via === undefined ? '' : `via ${via.family} ${via.address}`
  const own = gateway.includes(':') ? 'inet6' : 'inet'
  const isOther = own !== family && family !== 'mctp'
  return words('via', isOther ? own : '', gateway)
}

const encapWords = ({ encapType, encap }: Hop): string => {
  if (encapType === undefined) return ''
  if (encap === undefined) return `encap ${encapType}`
  if (encapType !== 'mpls' || !('dst' in encap)) return `encap ${encapType} ${brief(encap)}`
  // iproute2 writes labels without a keyword
  return words('encap mpls', visible(String(encap.dst)), 'ttl' in encap ? say('ttl', Number(encap.ttl)) : '')
}

const nexthopLine = (hop: Nexthop, { family }: Route, { names }: Context): string =>
  words(
    '\tnexthop',
    encapWords(hop),
    hop.newdst === undefined ? '' : `as to ${hop.newdst}`,
    viaWords(hop, family),
    hop.oif === undefined ? '' : `dev ${linkName(names, hop.oif)}`,
    say('weight', hop.weight),
    say('ttl', hop.ttl),
    hop.flags.join(' '),
    realms(hop.flow),
    propagation(hop),
  )

/** MPLS: whether the packet gets the label's TTL when the label is popped. */
const propagation = ({ ttlPropagate }: Pick<Route, 'ttlPropagate'>): string => {
  if (ttlPropagate === undefined) return ''
  return say('ttl-propagate', ttlPropagate ? 'enabled' : 'disabled')
}

/** `mtu lock 1400`: a locked metric is not changed by path MTU discovery. */
const metricWords = ({ metrics }: Route): string => {
  if (metrics === undefined) return ''
  const { lock = [], ...rest } = metrics
  const locked = new Set(lock.map(String))
  return flatten(rest)
    .map((clause) => {
      const [word = '', value] = clause.split(' ')
      return locked.has(word) ? `${word} lock ${value}` : clause
    })
    .join(' ')
}

const dev = ({ dev, oif }: Route, { names, colours }: Context): string => {
  if (oif === undefined) return ''
  return `dev ${colours.bold(dev === undefined ? linkName(names, oif) : visible(dev))}`
}

const lookupWords = (route: Route, { names }: Context): string =>
  words(
    say('mark', route.mark),
    route.iif === undefined ? '' : `iif ${linkName(names, route.iif)}`,
    say('uid', route.uid),
    say('ipproto', route.ipProto),
    say('sport', route.sport),
    say('dport', route.dport),
    say('flowlabel', route.flowlabel),
  )

/** The first line. Like iproute2, omits defaults: type unicast, table main, protocol boot, scope global. */
const general = (route: Route, context: Context): string => {
  const { type, dst, src, tos, table, protocol, scope, metric, flags, cacheinfo, expires } = route
  return words(
    type === 'unicast' ? '' : String(type),
    context.colours.cyan(dst ?? 'default'),
    say('from', src),
    say('nhid', route.nhId),
    encapWords(route),
    route.newdst === undefined ? '' : `as to ${route.newdst}`,
    tos === 0 ? '' : `tos 0x${tos.toString(16).padStart(2, '0')}`,
    viaWords(route, route.family),
    dev(route, context),
    table === 'main' ? '' : say('table', table),
    protocol === 'boot' || protocol === 'unspec' ? '' : say('proto', protocol),
    scope === 'global' ? '' : say('scope', scope),
    say('src', route.prefsrc),
    metric === undefined || metric === 0 ? '' : `metric ${metric}`,
    flags.join(' '),
    lookupWords(route, context),
    realms(route.flow),
    metricWords(route),
    propagation(route),
    expires === undefined ? '' : `expires ${expires}sec`,
    cacheinfo?.error ? `error ${cacheinfo.error}` : '',
    say('pref', route.pref),
  )
}

const SHOWN = new Set(
  `family type dst src nhId encapType encap newdst tos gateway via dev oif table protocol scope prefsrc metric flags
  mark iif uid ipProto sport dport flowlabel flow metrics ttlPropagate expires pref multipath`.split(/\s+/),
)

/** One line, and one more per nexthop of a multipath route. */
export const formatRoute: Format<Route> = (route, context) => [
  general(route, context),
  ...(route.multipath ?? []).map((hop) => nexthopLine(hop, route, context)),
  ...detailLines(route, SHOWN, context),
]
