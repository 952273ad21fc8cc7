/** Selects: values whose layout depends on another value. */
import type { Node, Select } from './node.ts'

/** The values that a select can depend on: the attributes of its nest and the header of its message. */
export interface Scope {
  readonly header: { [key: string]: unknown }
  readonly attributes: { [key: string]: unknown }
}

/** The scope outside of any message. */
export const NO_SCOPE: Scope = { header: {}, attributes: {} }

/** The case that the scope's values select. */
export const choose = (node: Select, scope: Scope): Node => {
  const by = node.by.startsWith('header.') ? scope.header[node.by.slice(7)] : scope.attributes[node.by]
  const word = String(by)
  return by !== undefined && Object.hasOwn(node.cases, word) ? (node.cases[word] as Node) : node.otherwise
}

/** The same if the case is a select as well: the first node that is not a select. */
export const chooseAll = (node: Select, scope: Scope): Node => {
  const chosen = choose(node, scope)
  return chosen.type === 'select' ? chooseAll(chosen, scope) : chosen
}
