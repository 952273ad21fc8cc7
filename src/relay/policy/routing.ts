/** Checks of routes and rules: which tables, through which links, and whose. */

import { bitsOf, checkFamily, checkPrefix, verbOf } from './addressing.ts'
import type { Check, Context } from './context.ts'
import { checkIndex, sectionFor } from './context.ts'
import type { RoutePolicy } from './policy.ts'
import { refuse } from './refused.ts'
import type { Request, Value } from './request.ts'
import { onlyFields, onlyHeader } from './request.ts'

const ROUTE_FIELDS = [
  'dst',
  'oif',
  'gateway',
  'priority',
  'prefsrc',
  'metrics',
  'multipath',
  'table',
  'pref',
  'expires',
]
/** Without the name of a congestion control, for which the kernel may load a module. */
const METRICS = [
  'lock',
  'mtu',
  'window',
  'rtt',
  'rttvar',
  'ssthresh',
  'cwnd',
  'advmss',
  'reordering',
  'hoplimit',
  'initcwnd',
  'rtoMin',
  'initrwnd',
  'quickack',
]
const NEXTHOP_FIELDS = ['gateway']
/** Types of routes that send packets nowhere. */
const WITHOUT_LINK = ['blackhole', 'unreachable', 'prohibit', 'throw']

const WORDS: { readonly [word: string]: number } = { default: 253, main: 254, local: 255, unspec: 0, compat: 252 }

/** The number of a table. The attribute takes precedence over the header, where only small numbers fit. */
const tableOf = ({ header, table }: Request['value']): number => {
  const given = table ?? header['table']
  return typeof given === 'number' ? given : (WORDS[String(given)] as number)
}

const checkTable = (tables: readonly number[], value: Request['value']): void => {
  const table = tableOf(value)
  const path = value['table'] === undefined ? 'header.table' : 'table'
  if (!tables.includes(table)) refuse(path, `table ${table} is not among ${tables.join(', ') || 'any'}`)
}

/** The links that the route leads to. A route that names none is given the one that its gateway is on. */
const checkLinks = async (
  value: Request['value'],
  bits: number,
  context: Context,
  routes: RoutePolicy,
): Promise<void> => {
  const { links } = routes
  if (WITHOUT_LINK.includes(String(value.header['type']))) {
    for (const key of ['oif', 'gateway', 'multipath'])
      if (value[key] !== undefined) refuse(key, `'${key}' may not be set`)
    return
  }
  const hops = value['multipath'] as readonly Request['value'][] | undefined
  if (hops !== undefined) {
    if (value['oif'] !== undefined) refuse('oif', 'the link is named twice')
    for (const [index, hop] of hops.entries()) {
      const path = `multipath[${index}]`
      onlyHeader(hop, ['hops', 'ifindex'], `${path}.header`)
      onlyFields(hop, NEXTHOP_FIELDS, path)
      checkFamily(bits, hop['gateway'], `${path}.gateway`)
      await checkIndex(context, hop.header['ifindex'], links, `${path}.header.ifindex`)
    }
    return
  }
  const gateway = value['gateway'] as string | undefined
  if (value['oif'] === undefined && gateway !== undefined)
    value['oif'] = await context.links.towards(String(value.header['family']), gateway)
  await checkIndex(context, value['oif'], links, value['oif'] === undefined ? '' : 'oif')
}

/** RTM_NEWROUTE, RTM_DELROUTE. */
export const route: Check = async (request, context) => {
  const { value } = request
  const { header } = value
  // replacing or extending a route could change one that somebody else has made
  const verb = verbOf(request)
  const deletes = verb === 'delete'
  const routes = sectionFor(context.policy.routes, verb, 'routes')
  const bits = bitsOf(header)
  onlyHeader(value, ['family', 'dstLen', 'table', 'protocol', 'scope', 'type'])
  onlyFields(value, ROUTE_FIELDS)
  const { dst, dstLen } = { dst: value['dst'], dstLen: header['dstLen'] as number }
  if (dstLen > bits) refuse('header.dstLen', `there is no prefix of ${dstLen} bits`)
  if (dst === undefined && dstLen > 0) refuse('', 'the destination is missing')
  const all = bits === 32 ? '0.0.0.0' : '::'
  checkPrefix(routes.prefixes, bits, (dst as string | undefined) ?? all, dstLen, dst === undefined ? '' : 'dst')
  for (const key of ['gateway', 'prefsrc']) checkFamily(bits, value[key], key)
  onlyFields((value['metrics'] ?? {}) as Value, METRICS, 'metrics')
  // the kernel takes 0 for the main table
  if (tableOf(value) === 0) {
    header['table'] = 'main'
    delete value['table']
  }
  checkTable(routes.tables, value)
  const { type } = header
  const known = type === 'unicast' || WITHOUT_LINK.includes(String(type)) || (deletes && type === 'none')
  if (!known) refuse('header.type', `routes of type '${type}' are not allowed`)
  // the kernel deletes only routes of this protocol
  header['protocol'] = routes.protocol
  if (!deletes) await checkLinks(value, bits, context, routes)
  return undefined
}

const RULE_FIELDS = [
  'dst',
  'src',
  'iifname',
  'oifname',
  'priority',
  'fwmark',
  'fwmask',
  'table',
  'protocol',
  'ipProto',
  'sportRange',
  'dportRange',
  'suppressPrefixlen',
]
const ACTIONS = ['lookup', 'blackhole', 'unreachable', 'prohibit']

/** RTM_NEWRULE, RTM_DELRULE. */
export const rule: Check = (request, context) => {
  const { value } = request
  const { header } = value
  const rules = sectionFor(context.policy.rules, verbOf(request), 'rules')
  const bits = bitsOf(header)
  for (const key of ['dst', 'src']) checkFamily(bits, value[key], key)
  onlyHeader(value, ['family', 'dstLen', 'srcLen', 'tos', 'table', 'action'])
  onlyFields(value, RULE_FIELDS)
  const { action } = header as Value
  if (!ACTIONS.includes(String(action))) refuse('header.action', `rules with the action '${action}' are not allowed`)
  if (action === 'lookup') checkTable(rules.tables, value)
  const priority = value['priority']
  // without a priority the kernel chooses one below all others, or deletes the first rule that matches
  if (typeof priority !== 'number') refuse('', 'the priority is missing')
  else if (priority < rules.from || priority > rules.to)
    refuse('priority', `priority ${priority} is not from ${rules.from} to ${rules.to}`)
  value['protocol'] = rules.protocol
  return undefined
}
