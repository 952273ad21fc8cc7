/** Drawings in the language of Mermaid, which many web pages and editors render. */
import type { Box, Drawing, DrawnNamespace } from './drawing.ts'
import type { Edge } from './model.ts'

/** Characters that would end a label, as Mermaid's entities. */
const escaped = (text: string): string => text.replace(/[#"<>&]/g, (character) => `#${character.charCodeAt(0)};`)

const nodeId = (id: string): string => id.replaceAll('.', '_')

const label = (...lines: readonly string[]): string =>
  `"${lines
    .filter((line) => line !== '')
    .map(escaped)
    .join('<br/>')}"`

const boxLine = ({ id, name, kind, troubles, addresses, routes }: Box): string =>
  `${nodeId(id)}[${label(name, kind, ...troubles, ...addresses, ...routes)}]`

/** A link with ports is a group: the link itself, and its ports. */
const boxLines = (box: Box): string[] => [
  boxLine(box),
  ...box.ports.flatMap((port) => [boxLine(port), `${nodeId(port.id)} --- ${nodeId(box.id)}`]),
]

const namespaceLines = ({ id, label: name, notes, boxes, nat }: DrawnNamespace): string[] => [
  `  subgraph ${id}[${label(name, ...notes)}]`,
  ...boxes.flatMap(boxLines).map((line) => `    ${line}`),
  ...(nat.length === 0 ? [] : [`    ${natId(id)}[${label('NAT', ...nat)}]`]),
  '  end',
]

/** A namespace and its NAT have one id in the graph; in Mermaid they need two. */
const natId = (id: string): string => `${id}_nat`

const ARROWS: { readonly [type in Edge['type']]: string } = {
  pair: '===',
  port: '---',
  lower: '---',
  nat: '-.->',
  outside: '-.-',
}

const edgeLine = ({ type, from, to }: Edge): string => {
  const end = (id: string): string => (type === 'nat' && !id.includes('.') ? natId(id) : nodeId(id))
  return `  ${end(from)} ${ARROWS[type]} ${end(to)}`
}

/** The drawing as a flowchart of Mermaid. */
export const mermaidOf = ({ namespaces, outsides, edges }: Drawing): string =>
  `${[
    'flowchart TB',
    ...namespaces.flatMap(namespaceLines),
    ...outsides.map(({ id, lines }) => `  ${nodeId(id)}([${label(...lines)}])`),
    ...edges.map(edgeLine),
  ].join('\n')}\n`
