/** The graph as a JSON document: what was read of every namespace, and the ids that edges refer to. */
import type { Graph, GraphNamespace } from './model.ts'

/** The version of the format. */
const VERSION = 1

const namespaceJson = ({ id, label, links, defaultRoutes, forwards, nat, state }: GraphNamespace): object => {
  const { namespace, lists, nft } = state
  return {
    id,
    label,
    ...namespace,
    forwards,
    defaultRoutes,
    nat,
    ...lists,
    links: links.map((one) => ({ id: one.id, ...one.link })),
    ...(nft === undefined ? {} : { nft }),
  }
}

export const graphJson = ({ namespaces, outsides, edges }: Graph): object => ({
  version: VERSION,
  namespaces: namespaces.map(namespaceJson),
  outsides,
  edges,
})
