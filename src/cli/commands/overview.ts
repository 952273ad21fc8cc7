/** `rtnl-dump` without a command: a summary of the network namespace. */

import type { Rtnl } from '../../rtnl/rtnl.ts'
import type { Address, Link, Route } from '../../rtnl/shapes.ts'
import type { Colours } from '../colours.ts'
import { alignColumns, dropEmptyColumns } from '../columns.ts'
import type { Environment } from '../command.ts'
import { bridgePortOf } from '../format/link.ts'
import { linkName, say, words } from '../format/words.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { inEachNamespace, titleOf } from '../namespaces.ts'
import { visible } from '../terminal.ts'

type NamesByIndex = ReadonlyMap<number, string>

/** Kinds whose `link` is their peer, not a lower link. */
const PAIRS = new Set(['veth', 'netkit', 'vxcan'])

const TITLES = ['#', 'NAME', 'KIND', 'STATE', 'MTU', 'ADDRESS', 'MASTER', 'PEER', 'ERRORS']

/** The fields of links that the summary shows. */
const FIELDS = [
  'index',
  'name',
  'flags',
  'operstate',
  'linkNetnsid',
  'peerNetns',
  'slaveKind',
  'slaveData',
  'stats64',
  'kind',
  'mtu',
  'address',
  'type',
  'master',
  'link',
] as const satisfies readonly (keyof Link)[]

type ShownLink = Pick<Link, (typeof FIELDS)[number]>

const state = ({ flags, operstate }: ShownLink, colours: Colours): string => {
  if (!flags.includes('up')) return colours.red('down')
  const word = String(operstate ?? 'unknown')
  if (word === 'up') return colours.green(word)
  // a driver that does not report its carrier counts as running, as in the kernel
  return word === 'unknown' ? 'up' : colours.yellow(word === 'down' ? 'no carrier' : word)
}

/** The name of the lower link or of the peer. */
const otherLink = (index: number, { linkNetnsid, peerNetns }: ShownLink, names: NamesByIndex): string => {
  if (linkNetnsid === undefined) return linkName(names, index)
  return `if${index} in ${peerNetns === undefined ? `nsid ${linkNetnsid}` : visible(peerNetns)}`
}

/** The state of a port in the spanning tree, if the port does not forward. */
const portState = (link: ShownLink): string => {
  const { state = 'forwarding' } = bridgePortOf(link)
  return state === 'forwarding' ? '' : `(${state})`
}

/** How many packets had errors. Empty if none had. */
const errorCount = ({ stats64 }: ShownLink): string => {
  const count = stats64 === undefined ? 0 : stats64.rxErrors + stats64.txErrors
  return count === 0 ? '' : String(count)
}

const linkCells = (link: ShownLink, names: NamesByIndex, colours: Colours): string[] => {
  const { index, name, kind, mtu, address, type, master } = link
  const pair = kind !== undefined && PAIRS.has(kind)
  const itself = link.link === index && link.linkNetnsid === undefined
  const below = link.link === undefined || link.link === 0 || itself ? undefined : link.link
  return [
    String(index),
    colours.bold(visible(name)) + (pair || below === undefined ? '' : `@${otherLink(below, link, names)}`),
    kind === undefined ? (type === 'loopback' ? 'loopback' : '') : visible(kind),
    state(link, colours),
    mtu === undefined ? '' : String(mtu),
    type === 'loopback' ? '' : (address ?? ''),
    master === undefined ? '' : words(linkName(names, master), portState(link)),
    pair && below !== undefined ? otherLink(below, link, names) : '',
    colours.yellow(errorCount(link)),
  ]
}

const addressLine = ({ family, address, peer, scope, flags }: Address, colours: Colours): string => {
  const odd = (flags as readonly unknown[]).filter(
    (flag) => flag === 'tentative' || flag === 'deprecated' || flag === 'dadfailed',
  )
  return words(
    `     ${String(family).padEnd(5)} ${colours.cyan(address)}`,
    say('peer', peer),
    scope === 'global' ? '' : colours.dim(`scope ${scope}`),
    colours.yellow(odd.join(' ')),
  )
}

const linkLines = (
  links: readonly ShownLink[],
  addresses: readonly Address[],
  names: NamesByIndex,
  colours: Colours,
): string[] => {
  const rows = dropEmptyColumns(
    TITLES,
    links.map((link) => linkCells(link, names, colours)),
  )
  const [title, ...lines] = alignColumns(rows)
  return [
    colours.dim(title as string),
    ...links.flatMap(({ index }, row) => [
      lines[row] as string,
      ...addresses.filter((address) => address.index === index).map((address) => addressLine(address, colours)),
    ]),
  ]
}

const hopCells = ({ gateway, oif }: Pick<Route, 'gateway' | 'oif'>, names: NamesByIndex): string[] => [
  say('via', gateway),
  oif === undefined ? '' : `dev ${linkName(names, oif)}`,
]

/** The row of a route, or a row per nexthop. */
const routeRows = (route: Route, names: NamesByIndex): string[][] => {
  const { family, type, protocol, metric, prefsrc, multipath } = route
  const rest = [
    metric === undefined || metric === 0 ? '' : `metric ${metric}`,
    say('src', prefsrc),
    protocol === 'boot' ? '' : say('proto', protocol),
  ]
  const head = words(String(family), type === 'unicast' ? '' : String(type))
  if (multipath === undefined) return [[head, ...hopCells(route, names), ...rest]]
  return multipath.map((hop, index) => [
    index === 0 ? head : '',
    ...hopCells(hop, names),
    ...(index === 0 ? rest : ['', '', '']),
  ])
}

const routeLines = (routes: readonly Route[], names: NamesByIndex, colours: Colours): string[] => {
  if (routes.length === 0) return [colours.dim('no default route')]
  const found = routes.flatMap((route) => routeRows(route, names))
  const [, ...rows] = dropEmptyColumns(Array(6).fill(''), found)
  const lines = alignColumns(rows)
  return [colours.dim('default routes'), ...lines.map((line) => `  ${line}`)]
}

const metricOf = ({ metric = 0 }: Route): number => metric

const byMetric = (a: Route, b: Route): number => metricOf(a) - metricOf(b)

const defaultRoutes = async (rtnl: Rtnl): Promise<Route[]> => {
  const list = (family: 'inet' | 'inet6'): Promise<Route[]> =>
    rtnl.routes.list({ family, table: 'main', dst: 'default' })
  const [inet, inet6] = await Promise.all([list('inet'), list('inet6')])
  return [...inet.sort(byMetric), ...inet6.sort(byMetric)]
}

const linesOf = async (rtnl: Rtnl, colours: Colours): Promise<string[]> => {
  const [links, addresses, routes] = await Promise.all([
    rtnl.links.list({}, { peerNetns: true, only: FIELDS }),
    rtnl.addresses.list(),
    defaultRoutes(rtnl),
  ])
  const sorted = [...links].sort((a, b) => a.index - b.index)
  const names: NamesByIndex = new Map(sorted.map(({ index, name }) => [index, name]))
  return [...linkLines(sorted, addresses, names, colours), '', ...routeLines(routes, names, colours)]
}

export const showOverview = async (environment: Environment, options: NamespaceOptions): Promise<void> => {
  const { out, colours } = environment
  let count = 0
  await inEachNamespace(environment, options, environment.io.open, async (rtnl, name) => {
    const lines = await linesOf(rtnl, colours)
    await out.write(`${titleOf(environment, name, count++)}${lines.join('\n')}\n`)
  })
}
