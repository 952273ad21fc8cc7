/** Visits every node that a root can reach, once, with the path by which it was first reached. */

import { constantOf } from '../../src/netlink/codec/constants.ts'
import type { Attributes, Node, Struct } from '../../src/netlink/codec/node.ts'

export interface Visit {
  /** The path: `RTM_NEWLINK/IFLA_LINKINFO/IFLA_INFO_DATA/vlan`. Stable as long as the table is. */
  readonly path: string
  readonly node: Node
  /** The table of the attribute that is or contains the node, if any. */
  readonly table: Attributes | undefined
  /** The header of the message that contains the node. */
  readonly header: Struct | undefined
  /** The struct of which the node is a field. */
  readonly struct: Struct | undefined
}

/** The children of a node, with their part of the path. */
const below = ({ node, path, table, header, struct }: Visit): Visit[] => {
  const at = (step: string, inner: Node): Visit => ({ path: `${path}/${step}`, node: inner, table, header, struct })
  switch (node.type) {
    case 'struct':
      return node.fields.map((field) => ({ ...at(field.key, field.node), struct: node }))
    case 'list':
    case 'items':
    case 'groups':
      return [at('*', node.of)]
    case 'vector':
      return [at('*', node.of)]
    case 'attributes':
      return Object.entries(node.rows).map(([key, row]) => ({
        ...at(constantOf(node, key), row.node),
        table: node,
        struct: undefined,
      }))
    case 'message':
      return [
        { path: `${path}/header`, node: node.header as Node, table: undefined, header: node.header, struct: undefined },
        { path, node: node.attributes as Node, table: undefined, header: node.header, struct: undefined },
      ]
    case 'records':
      return [
        at('header', node.header as Node),
        { path, node: node.attributes as Node, table, header, struct: undefined },
      ]
    case 'select':
      return [...Object.entries(node.cases).map(([word, inner]) => at(word, inner)), at('otherwise', node.otherwise)]
    case 'scalar':
    case 'bool':
    case 'uint':
    case 'identifier':
    case 'text':
    case 'bytes':
    case 'flag':
    case 'enum':
    case 'flags':
      return []
  }
}

/** Tables may be recursive (a veth's peer is a link), so each node is entered once. */
export const walk = (roots: Iterable<readonly [string, Node]>): Visit[] => {
  const seen = new Set<Node>()
  const visits: Visit[] = []
  const waiting: Visit[] = [...roots].map(([path, node]) => ({
    path,
    node,
    table: undefined,
    header: undefined,
    struct: undefined,
  }))
  for (let visit = waiting.shift(); visit !== undefined; visit = waiting.shift()) {
    if (seen.has(visit.node)) continue
    seen.add(visit.node)
    visits.push(visit)
    waiting.push(...below(visit))
  }
  return visits
}
