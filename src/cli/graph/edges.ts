/** What connects the links of a graph. */
import type { FoundNamespace } from '../found-namespaces.ts'
import type { Edge, GraphLink, GraphNamespace, Outside } from './model.ts'

/** Kinds whose `link` is their other end. */
const PAIRS = new Set<string | undefined>(['veth', 'netkit', 'vxcan'])

const isSame = (a: FoundNamespace, b: FoundNamespace): boolean =>
  a.inode === undefined || b.inode === undefined ? a.netns === b.netns && a.own === b.own : a.inode === b.inode

const nameOf = ({ netns, host, command, pid }: FoundNamespace): string =>
  netns ?? (host === true ? 'the host' : `${command ?? 'process'} ${pid}`)

/** The other end of a link, or the link below it: an id of the graph, or the line of something outside. */
type Other = { readonly id: string } | { readonly line: string }

class Connections {
  readonly edges: Edge[] = []
  private readonly lines = new Map<string, string[]>()
  private readonly namespaces: readonly GraphNamespace[]
  private readonly ids: ReadonlySet<string>

  constructor(namespaces: readonly GraphNamespace[]) {
    this.namespaces = namespaces
    this.ids = new Set(namespaces.flatMap(({ links }) => links.map(({ id }) => id)))
  }

  get outsides(): Outside[] {
    return [...this.lines].map(([id, lines]) => ({ id, lines: [...new Set(lines)] }))
  }

  add(type: Edge['type'], from: string, to: string): void {
    this.edges.push({ type, from, to })
  }

  /** Adds a line to the node outside of a link. The first line also connects the two. */
  outside(link: string, line: string): void {
    const id = `${link}.outside`
    const lines = this.lines.get(id)
    if (lines !== undefined) return void lines.push(line)
    this.lines.set(id, [line])
    this.add('outside', link, id)
  }

  addAll(namespace: GraphNamespace): void {
    for (const { link, gateway, outside } of namespace.defaultRoutes)
      if (link !== undefined && outside === true) this.outside(link, `gateway ${gateway}`)
    for (const one of namespace.links) {
      if (one.link.master !== undefined) this.add('port', one.id, `${namespace.id}.${one.link.master}`)
      this.addOther(namespace, one)
    }
    for (const { id } of namespace.links)
      if (namespace.nat.some(({ exits }) => exits.includes(id))) this.add('nat', namespace.id, id)
      else if (namespace.nat.some(({ sources }) => sources.includes(id))) this.add('nat', id, namespace.id)
  }

  /** Connects a link with its peer, once, or with its lower link. */
  private addOther(namespace: GraphNamespace, { id, link }: GraphLink): void {
    const { link: index, linkNetnsid, kind } = link
    if (index === undefined || index === 0 || (index === link.index && linkNetnsid === undefined)) return
    const other = this.otherOf(namespace, index, linkNetnsid)
    if ('line' in other) this.outside(id, other.line)
    else if (!PAIRS.has(kind)) this.add('lower', id, other.id)
    else if (!this.edges.some(({ type, from, to }) => type === 'pair' && from === other.id && to === id))
      this.add('pair', id, other.id)
  }

  private otherOf({ id, state }: GraphNamespace, index: number, nsid: number | undefined): Other {
    if (nsid === undefined) return this.found(`${id}.${index}`, `interface ${index}`)
    const peer = state.peers.get(nsid)
    if (peer === undefined) return { line: `interface ${index} of an unknown namespace` }
    const namespace = this.namespaces.find((one) => isSame(one.state.namespace, peer))
    return this.found(`${namespace?.id}.${index}`, `interface ${index} of ${nameOf(peer)}`)
  }

  /** A link that was removed while the others were read is outside as well. */
  private found(id: string, line: string): Other {
    return this.ids.has(id) ? { id } : { line }
  }
}

export const connect = (
  namespaces: readonly GraphNamespace[],
): { readonly edges: readonly Edge[]; readonly outsides: readonly Outside[] } => {
  const connections = new Connections(namespaces)
  for (const namespace of namespaces) connections.addAll(namespace)
  return { edges: connections.edges, outsides: connections.outsides }
}
