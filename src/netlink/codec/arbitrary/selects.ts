/** The words that selects depend on, so that generated values contain them often. */
import type { Message, Node, Select } from '../node.ts'

/** Words that the selects in a node compare with header fields, by field. */
const headerWords = (
  node: Node,
  seen = new Set<Node>(),
  selecting = new Map<string, string[]>(),
): Map<string, string[]> => {
  if (seen.has(node)) return selecting
  seen.add(node)
  if (node.type === 'select') {
    const field = /^header\.(.+)/.exec(node.by)?.[1]
    if (field !== undefined) selecting.set(field, [...(selecting.get(field) ?? []), ...Object.keys(node.cases)])
    for (const inner of [...Object.values(node.cases), node.otherwise]) headerWords(inner, seen, selecting)
  } else if (node.type === 'attributes') {
    for (const row of Object.values(node.rows)) headerWords(row.node, seen, selecting)
  } else if (node.type === 'items' || node.type === 'list') headerWords(node.of, seen, selecting)
  else if (node.type === 'records') headerWords(node.attributes, seen, selecting)
  return selecting
}

const HEADER_WORDS = new WeakMap<Message, Map<string, string[]>>()

/** Words of the header fields that the selects in a message depend on, by field. */
export const wordsFor = (node: Message): Map<string, string[]> => {
  const selecting = HEADER_WORDS.get(node) ?? headerWords(node.attributes)
  HEADER_WORDS.set(node, selecting)
  return selecting
}

/** The words of a select's cases that the node which it depends on can decode to. */
export const decodableWords = (node: Node, words: readonly string[]): string[] => {
  if (node.type !== 'enum') return [...words]
  const numbers = words.map((word) => node.numbers[word] as number)
  return numbers.filter((number) => node.words.has(number)).map((number) => node.words.get(number) as string)
}

/** Whether a node is a select that depends on an attribute of its nest. */
export const bySibling = (node: Node): node is Select => node.type === 'select' && !node.by.startsWith('header.')
