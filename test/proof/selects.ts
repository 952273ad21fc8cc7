/** Selects compare words; a word that the selector never has is a case that never applies. */
import type { Node } from '../../src/netlink/codec/node.ts'
import type { Visit } from './walk.ts'

const selectorOf = (by: string, { table, header, struct }: Visit): Node | undefined => {
  if (by.startsWith('header.')) return header?.fields.find(({ key }) => key === by.slice('header.'.length))?.node
  return struct?.fields.find(({ key }) => key === by)?.node ?? table?.rows[by]?.node
}

/** The mistakes in the selects among the nodes. */
export const selectsOf = (visits: readonly Visit[]): string[] =>
  visits.flatMap((visit) => {
    const { node, path } = visit
    if (node.type !== 'select') return []
    const selector = selectorOf(node.by, visit)
    if (selector === undefined) return [`${path}: nothing there is called ${node.by}`]
    // Kinds of links are free text: each is the name of a kernel module's link operations.
    if (selector.type === 'text') return []
    if (selector.type !== 'enum') return [`${path}: ${node.by} is no word`]
    const words = new Set(selector.words.values())
    return Object.keys(node.cases).flatMap((word) => (words.has(word) ? [] : [`${path}: ${node.by} is never ${word}`]))
  })
