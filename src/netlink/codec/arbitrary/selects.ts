/** The words that selects depend on, so that generated values contain them often. */
import type { Message, Node, Select } from '../node.ts'

/** Words that the selects in a node compare with header fields, by field. */
const askedOfHeader = (
  node: Node,
  seen = new Set<Node>(),
  asked = new Map<string, string[]>(),
): Map<string, string[]> => {
  if (seen.has(node)) return asked
  seen.add(node)
  if (node.type === 'select') {
    const field = /^header\.(.+)/.exec(node.by)?.[1]
    if (field !== undefined) asked.set(field, [...(asked.get(field) ?? []), ...Object.keys(node.cases)])
    for (const inner of [...Object.values(node.cases), node.otherwise]) askedOfHeader(inner, seen, asked)
  } else if (node.type === 'attributes') {
    for (const row of Object.values(node.rows)) askedOfHeader(row.node, seen, asked)
  } else if (node.type === 'items' || node.type === 'list') askedOfHeader(node.of, seen, asked)
  else if (node.type === 'records') askedOfHeader(node.attributes, seen, asked)
  return asked
}

const ASKED = new WeakMap<Message, Map<string, string[]>>()

/** Words of the header fields that the selects in a message depend on, by field. */
export const wordsFor = (node: Message): Map<string, string[]> => {
  const asked = ASKED.get(node) ?? askedOfHeader(node.attributes)
  ASKED.set(node, asked)
  return asked
}

/** The words of a select's cases that the node it depends on can decode to. */
export const sayable = (node: Node, words: readonly string[]): string[] => {
  if (node.type !== 'enum') return [...words]
  const numbers = words.map((word) => node.numbers[word] as number)
  return numbers.filter((number) => node.words.has(number)).map((number) => node.words.get(number) as string)
}

/** Whether a node is a select that depends on an attribute of its nest. */
export const bySibling = (node: Node): node is Select => node.type === 'select' && !node.by.startsWith('header.')
