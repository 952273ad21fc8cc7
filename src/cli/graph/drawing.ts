/** What a drawing shows of a graph: which links are boxes, which are ports inside a box, and which are left out. */
import type { Link } from '../../rtnl/shapes.ts'
import { bridgePortOf, errorWords, kindWords } from '../format/link.ts'
import { visible } from '../terminal.ts'
import type { Edge, Graph, GraphLink, GraphNamespace, Outside } from './model.ts'

export interface Box {
  readonly id: string
  readonly name: string
  /** `veth`, `vlan protocol 802.1q id 5`; empty for a hardware interface. */
  readonly kind: string
  readonly up: boolean
  /** Why packets may not pass: `down`, `no carrier`, the state of a bridge port that does not forward, `errors rx 3`. */
  readonly troubles: readonly string[]
  readonly addresses: readonly string[]
  /** The default routes of the link, if their gateway is in the graph. */
  readonly routes: readonly string[]
  /** Ports that are drawn inside. */
  readonly ports: readonly Box[]
  /** An edge leads down from it. */
  readonly leads: boolean
}

export interface DrawnNamespace {
  readonly id: string
  readonly label: string
  /** `forwards IPv4`. */
  readonly notes: readonly string[]
  /** Edges lead into it from above. */
  readonly isBelow: boolean
  readonly boxes: readonly Box[]
  /** The rules that translate addresses. If there are any, they are a box with the id of the namespace. */
  readonly nat: readonly string[]
}

export interface Drawing {
  readonly namespaces: readonly DrawnNamespace[]
  readonly outsides: readonly Outside[]
  /** Each from the upper end to the lower end of the drawing. */
  readonly edges: readonly Edge[]
}

/** Kinds of which the options are not shown. */
const PLAIN_KINDS = new Set(['bridge', 'veth', 'netkit', 'tun'])

/** Kinds of the links that the kernel creates with a tunnel's module (`tunl0`, `sit0`, ...). */
const FALLBACK_KINDS = new Set(['ipip', 'sit', 'gre', 'gretap', 'erspan', 'ip6tnl', 'ip6gre', 'vti', 'vti6'])

/** `web2` before `web10`. */
const byNumber = new Intl.Collator('en', { numeric: true })

/** The addresses that every loopback has. */
const LOOPBACK = new Set(['127.0.0.1/8', '::1/128'])

const isUp = ({ flags }: Link): boolean => flags.includes('up')

/** Words of the kernel (operstate) for a link that is up and that cannot send. */
const NO_CARRIER = new Set<unknown>(['down', 'lowerlayerdown', 'notpresent'])

const carrierWord = (link: Link): string => {
  if (!isUp(link)) return 'down'
  if (NO_CARRIER.has(link.operstate)) return 'no carrier'
  return link.operstate === 'dormant' ? 'dormant' : ''
}

const troublesOf = (link: Link): string[] => {
  const { state = 'forwarding' } = bridgePortOf(link)
  // a port that is down is disabled
  const port = state === 'forwarding' || !isUp(link) ? '' : String(state)
  return [carrierWord(link), port, errorWords(link, false)].filter((text) => text !== '')
}

/** The place of each namespace, by its id. */
type Order = ReadonlyMap<string, number>

class Drawer {
  private readonly graph: Graph
  private readonly edges: readonly Edge[]
  /** Ids of the links that an edge leads from or to. */
  private readonly connected: ReadonlySet<string>
  private readonly masters: ReadonlySet<string>
  /** Ids of the ports that are drawn inside their master, by the id of the master. */
  private readonly inside = new Map<string, string[]>()

  constructor(graph: Graph) {
    this.graph = graph
    this.connected = new Set(graph.edges.flatMap(({ from, to }) => [from, to]))
    this.masters = new Set(graph.edges.filter(({ type }) => type === 'port').map(({ to }) => to))
    const edges = graph.edges.map((edge) => this.directed(edge))
    // a port that has no ports of its own is drawn inside its master
    this.edges = edges.filter(({ type, from, to }) => {
      if (type !== 'port' || this.masters.has(from)) return true
      this.inside.set(to, [...(this.inside.get(to) ?? []), from])
      return false
    })
  }

  draw(): Drawing {
    const { namespaces, outsides } = this.graph
    const sorted = [...namespaces].sort((a, b) => byNumber.compare(a.label, b.label))
    const order = new Map(sorted.map(({ id }, at) => [id, at]))
    return { namespaces: sorted.map((one) => this.namespace(one, order)), outsides, edges: this.edges }
  }

  private namespace(namespace: GraphNamespace, order: Order): DrawnNamespace {
    const { id, label, links, forwards, nat } = namespace
    const inside = new Set([...this.inside.values()].flat())
    const top = links.filter((one) => !inside.has(one.id))
    const shown = top.filter((one) => !this.isUnused(one))
    const families = forwards.map((family) => (family === 'inet' ? 'IPv4' : family.replace('inet6', 'IPv6')))
    return {
      id,
      label: visible(label),
      notes: families.length === 0 ? [] : [`forwards ${families.join(' and ')}`],
      isBelow: this.edges.some(({ type, to }) => type === 'pair' && to.startsWith(`${id}.`)),
      boxes: (shown.length === 0 ? top : shown).map((one) => this.box(namespace, one, order)),
      nat: nat.map(({ text }) => visible(text)),
    }
  }

  private box(namespace: GraphNamespace, { id, link, addresses }: GraphLink, order: Order): Box {
    const inside = this.inside.get(id) ?? []
    const ports = namespace.links.filter((one) => inside.includes(one.id))
    const others = addresses.filter((one) => !LOOPBACK.has(one))
    const routes = namespace.defaultRoutes.filter((route) => route.link === id && route.outside !== true)
    return {
      id,
      name: visible(link.name),
      kind: this.kindOf(id, link),
      up: isUp(link),
      troubles: troublesOf(link),
      addresses: others.length === 0 ? addresses : others,
      routes: routes.map(({ text }) => text),
      ports: ports
        .sort((a, b) => this.partnerOf(a.id, order) - this.partnerOf(b.id, order))
        .map((one) => this.box(namespace, one, order)),
      leads: this.edges.some(({ from }) => from === id),
    }
  }

  /** Where the other end of a port is drawn. In the same order lines do not cross. */
  private partnerOf(id: string, order: Order): number {
    const edge = this.edges.find(({ type, from, to }) => type === 'pair' && (from === id || to === id))
    const other = [edge?.from, edge?.to].find((end) => end !== id)
    return order.get(String(other).replace(/\..*/, '')) ?? 0
  }

  /** The line between the ends of a pair shows what they are. */
  private kindOf(id: string, link: Link): string {
    const { kind = '' } = link
    if (this.edges.some(({ type, from, to }) => type === 'pair' && (from === id || to === id))) return ''
    return PLAIN_KINDS.has(kind) ? kind : kindWords(link)
  }

  /** A loopback with its usual addresses, and a tunnel that nobody has configured. */
  private isUnused({ id, link, addresses }: GraphLink): boolean {
    if (this.connected.has(id)) return false
    if (link.type === 'loopback') return addresses.every((one) => LOOPBACK.has(one))
    return FALLBACK_KINDS.has(link.kind ?? '') && !isUp(link) && addresses.length === 0
  }

  /** Containers are above the host, and the end of a pair that is a port is below the other one. */
  private directed(edge: Edge): Edge {
    const { type, from, to } = edge
    return type === 'pair' && this.depth(from) > this.depth(to) ? { type, from: to, to: from } : edge
  }

  private depth(id: string): number {
    const [namespace] = id.split('.')
    const { links, state } = this.graph.namespaces.find((one) => one.id === namespace) as GraphNamespace
    const isPort = links.find((one) => one.id === id)?.link.master !== undefined
    return (state.namespace.own === true ? 1e6 : links.length) + (isPort ? 0.5 : 0)
  }
}

export const drawingOf = (graph: Graph): Drawing => new Drawer(graph).draw()
