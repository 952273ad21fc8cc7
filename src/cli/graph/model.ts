/**
 * The network as a graph: links in namespaces, and what connects them. Drawings are made of it, and `--format json` prints it.
 */
import type { Address, Link, Netconf, Route } from '../../rtnl/shapes.ts'
import type { FoundNamespace } from '../found-namespaces.ts'
import type { NamespaceState, States } from '../state/read.ts'
import { connect } from './edges.ts'
import type { NatRule } from './nat.ts'
import { natRules } from './nat.ts'

/** A link. */
export interface GraphLink {
  /** `n0.2`: link 2 of the first namespace. */
  readonly id: string
  readonly link: Link
  /** Its addresses with their prefix lengths, without the link-local ones of IPv6 (fe80::). */
  readonly addresses: readonly string[]
}

/** A default route. */
export interface DefaultRoute {
  /** The id of its link. Absent for an unreachable destination and the like. */
  readonly link?: string
  /** Absent if the link leads to the destinations directly. */
  readonly gateway?: string
  /** The gateway is not in the graph. */
  readonly outside?: true
  /** `default via 172.17.0.1`. */
  readonly text: string
}

/** A namespace with its links. */
export interface GraphNamespace {
  readonly id: string
  /** `host`, its name, or the command of its first process. */
  readonly label: string
  readonly links: readonly GraphLink[]
  readonly defaultRoutes: readonly DefaultRoute[]
  /** `inet`, `inet6`: the families that it forwards. */
  readonly forwards: readonly string[]
  /** The rules that translate addresses. */
  readonly nat: readonly NatRule[]
  /** Everything that was read. */
  readonly state: NamespaceState
}

/** Something that a link leads to and that is not in the graph. */
export interface Outside {
  readonly id: string
  /** `gateway 10.0.2.2`; `interface 7 of another namespace`. */
  readonly lines: readonly string[]
}

/**
 * A connection of two links. `pair`: the two ends of a veth. `port`: from a port to its bridge, bond or vrf. `lower`: from a
 * link to the one that it uses, such as a vlan. `nat`: from a link whose packets are translated to the namespace that does
 * so, and from the namespace to the link that they leave by. `outside`: to something that is not in the graph.
 */
export interface Edge {
  readonly type: 'pair' | 'port' | 'lower' | 'nat' | 'outside'
  readonly from: string
  readonly to: string
}

export interface Graph {
  readonly namespaces: readonly GraphNamespace[]
  readonly outsides: readonly Outside[]
  readonly edges: readonly Edge[]
}

const labelOf = ({ netns, host, own, command, pid }: FoundNamespace): string => {
  if (netns !== null) return netns
  if (host === true) return 'host'
  if (own === true) return 'this namespace'
  return command === undefined ? `process ${pid}` : `${command} (process ${pid})`
}

const forwardsOf = ({ lists }: NamespaceState): string[] =>
  (lists['netconf'] as readonly Netconf[])
    .filter(({ index, forwarding }) => index === 'all' && forwarding === 1)
    .map(({ family }) => String(family))

const linksOf = (id: string, { lists }: NamespaceState): GraphLink[] =>
  (lists['links'] as readonly Link[]).map((link) => ({
    id: `${id}.${link.index}`,
    link,
    addresses: (lists['addresses'] as readonly Address[])
      .filter(({ index, scope }) => index === link.index && scope !== 'link')
      .map(({ address, peer }) => (peer === undefined ? address : `${address} peer ${peer}`)),
  }))

/** The next hops of a route, or the route itself if it has only one. */
const hopsOf = (route: Route): readonly Pick<Route, 'oif' | 'gateway'>[] => route.multipath ?? [route]

const defaultRoutesOf = (id: string, { lists }: NamespaceState): DefaultRoute[] => {
  const routes = (lists['routes'] as readonly Route[]).filter(
    ({ dst, type, table }) => dst === 'default' && type === 'unicast' && table === 'main',
  )
  return routes.flatMap((route) =>
    hopsOf(route).map(({ oif, gateway }) => ({
      text: gateway === undefined ? 'default' : `default via ${gateway}`,
      ...(oif === undefined ? {} : { link: `${id}.${oif}` }),
      ...(gateway === undefined ? {} : { gateway }),
    })),
  )
}

const namespaceOf = (state: NamespaceState, at: number): GraphNamespace => {
  const id = `n${at}`
  const links = linksOf(id, state)
  const defaultRoutes = defaultRoutesOf(id, state)
  return {
    id,
    label: labelOf(state.namespace),
    links,
    defaultRoutes,
    forwards: forwardsOf(state),
    nat: natRules(state, links, defaultRoutes),
    state,
  }
}

const addressOnly = (address: string): string => address.replace(/[/ ].*/, '')

/** Marks the default routes whose gateway no link of the graph has. */
const withOutsides = (namespaces: readonly GraphNamespace[]): GraphNamespace[] => {
  const links = namespaces.flatMap((one) => one.links)
  const known = new Set(links.flatMap((one) => one.addresses.map(addressOnly)))
  const marked = (route: DefaultRoute): DefaultRoute =>
    route.gateway === undefined || known.has(route.gateway) ? route : { ...route, outside: true }
  return namespaces.map((one) => ({ ...one, defaultRoutes: one.defaultRoutes.map(marked) }))
}

export const graphOf = ({ namespaces }: States): Graph => {
  const found = withOutsides(namespaces.map(namespaceOf))
  return { namespaces: found, ...connect(found) }
}
