/** Drawings in the language of Graphviz. */

import type { Box, Drawing, DrawnNamespace } from './drawing.ts'
import type { Edge, Outside } from './model.ts'
import { colourOf } from './palette.ts'

/** Above this number of namespaces they are drawn side by side with what they are connected to, not above it. */
const MANY = 8

/** Up to this number of ports, lines reach them however they are placed. */
const FEW = 4

/** Characters of a line of a rule. */
const WIDTH = 60

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text inside a label, which is HTML. */
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] as string)

const nodeId = (id: string): string => id.replaceAll('.', '_')

interface Style {
  readonly size: number
  readonly colour: Parameters<typeof colourOf>[0]
  readonly bold?: boolean
  readonly mono?: boolean
}

const styled = (text: string, { size, colour, bold = false, mono = false }: Style): string => {
  const face = mono ? ' face="Courier"' : ''
  const inner = escaped(text)
  return `<font point-size="${size}" color="${colourOf(colour)}"${face}>${bold ? `<b>${inner}</b>` : inner}</font>`
}

/** Lines one below the other. */
const stack = (lines: readonly string[], align: 'center' | 'left' = 'center'): string => {
  const rows = lines.map((line) => `<tr><td align="${align}">${line}</td></tr>`)
  return `<table border="0" cellborder="0" cellspacing="0" cellpadding="1">${rows.join('')}</table>`
}

/** The same for a tall cell, in which a table would stretch. */
const closeStack = (lines: readonly string[]): string => lines.join('<br/><font point-size="4"> <br/></font>')

const linesOf = ({ name, kind, up, troubles, addresses, routes }: Box, size: number): string[] => [
  styled(name, { size, colour: up ? 'ink' : 'down', bold: true, mono: true }),
  ...(kind === '' ? [] : [styled(kind, { size: 10, colour: up ? 'dim' : 'down' })]),
  ...troubles.map((text) => styled(text, { size: 10, colour: 'down' })),
  ...addresses.map((text) => styled(text, { size: 11, colour: 'addresses', mono: true })),
  ...routes.map((text) => styled(text, { size: 10, colour: 'dim', mono: true })),
]

const cell = (content: string, attributes: string, fill: Style['colour'], frame: Style['colour']): string =>
  `<td border="1" style="rounded" cellpadding="5" color="${colourOf(frame)}" bgcolor="${colourOf(fill)}" ${attributes}>${content}</td>`

/** The frame of a link that is down is red. */
const frameOf = ({ up }: Box, usual: Style['colour']): Style['colour'] => (up ? usual : 'down')

/** Height of a port that is drawn beside what it is connected to, in points: about that of a namespace with one link. */
const TALL = 114

const portCell = (port: Box, tall: boolean): string => {
  const place = `port="${nodeId(port.id)}"${tall ? ` height="${TALL}"` : ''}`
  return cell(stack(linesOf(port, 12)), place, 'link', frameOf(port, 'bridgeFrame'))
}

/** A row of a table, or nothing if there are no cells. */
const row = (cells: readonly string[]): string => (cells.length === 0 ? '' : `<tr>${cells.join('')}</tr>`)

/** A table inside a cell, so that the ports above and below the title have a width of their own. */
const cellOf = (body: string): string =>
  body === '' ? '' : `<td><table border="0" cellborder="0" cellspacing="6" cellpadding="0">${body}</table></td>`

/**
 * A link with ports is a frame with the ports at its edges: above and below, or left and right. The ports from which an edge
 * leads on are at the lower edge.
 */
const withPorts = (box: Box, sideways: boolean): string => {
  const lines = linesOf(box, 14)
  const title = `<td>${sideways ? closeStack(lines) : stack(lines)}</td>`
  const [before, after] = [false, true].map((leads) => {
    const cells = box.ports
      .filter((port) => port.leads === leads)
      .map((port) => portCell(port, sideways && box.ports.length > FEW))
    return cellOf(sideways ? cells.map((one) => row([one])).join('') : row(cells))
  })
  const parts = [before, title, after].filter((part) => part !== '') as string[]
  const body = sideways ? row(parts) : parts.map((part) => row([part])).join('')
  const frame = `color="${colourOf(frameOf(box, 'bridgeFrame'))}" bgcolor="${colourOf('bridge')}"`
  return `<table border="1" style="rounded" cellborder="0" cellspacing="1" cellpadding="2" ${frame}>${body}</table>`
}

const isMaster = ({ kind, ports }: Box): boolean => ports.length > 0 || kind === 'bridge'

const labelOf = (box: Box, sideways: boolean): string => {
  if (box.ports.length > 0) return withPorts(box, sideways)
  const [fill, frame] = isMaster(box) ? (['bridge', 'bridgeFrame'] as const) : (['link', 'ink'] as const)
  const content = cell(stack(linesOf(box, 13)), '', fill, frameOf(box, frame))
  return `<table border="0" cellborder="0" cellspacing="0"><tr>${content}</tr></table>`
}

/** Breaks a rule into lines at spaces. */
const broken = (rule: string): string[] => {
  const lines: string[] = []
  for (const word of rule.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > WIDTH)
      lines.push(`${lines.length === 0 ? '' : '  '}${word}`)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

const natLabel = (nat: readonly string[]): string => {
  const lines = [
    styled('NAT', { size: 12, colour: 'ink', bold: true }),
    ...nat
      .flatMap(broken)
      .map((text) => styled(text.replaceAll(/^ +/g, '\u00a0\u00a0'), { size: 10, colour: 'ink', mono: true })),
  ]
  return `<table border="0" cellborder="0" cellspacing="0"><tr>${cell(stack(lines, 'left'), '', 'nat', 'natFrame')}</tr></table>`
}

const namespaceLabel = ({ label, notes }: DrawnNamespace): string =>
  stack(
    [
      styled(label, { size: 14, colour: 'ink', bold: true }),
      ...notes.map((text) => styled(text, { size: 10, colour: 'dim' })),
    ],
    'left',
  )

const CLUSTER = `style="rounded,filled" fillcolor="${colourOf('namespace')}" color="${colourOf('namespaceFrame')}" margin=14 labeljust=l`

const namespaceLines = (namespace: DrawnNamespace, sideways: boolean): string[] => {
  const { id, boxes, nat, isBelow } = namespace
  const nodes = boxes.map((box) => `    ${nodeId(box.id)} [label=<${labelOf(box, sideways)}>]`)
  return [
    `  subgraph cluster_${id} {`,
    `    graph [${CLUSTER} labelloc=${isBelow && !sideways ? 'b' : 't'} label=<${namespaceLabel(namespace)}>]`,
    ...nodes,
    ...(nat.length === 0 ? [] : [`    ${id} [label=<${natLabel(nat)}>]`]),
    '  }',
  ]
}

const outsideLine = ({ id, lines }: Outside): string => {
  const text = lines.map((line) => styled(line, { size: 11, colour: 'dim' }))
  const style = `shape=box style="rounded,dashed" color="${colourOf('namespaceFrame')}" margin="0.12,0.06"`
  return `  ${nodeId(id)} [${style} label=<${stack(text)}>]`
}

const EDGE_STYLES: { readonly [type in Edge['type']]: string } = {
  pair: `color="${colourOf('pair')}" penwidth=2`,
  port: `color="${colourOf('bridgeFrame')}"`,
  lower: `color="${colourOf('ink')}"`,
  nat: `color="${colourOf('natFrame')}" style=dashed dir=forward arrowsize=0.7`,
  outside: `color="${colourOf('namespaceFrame')}" style=dashed`,
}

/** Where a port is drawn: the box that contains it, and the edge of the box. */
interface PortPlace {
  readonly box: string
  readonly leads: boolean
}

const portsOf = ({ namespaces }: Drawing): ReadonlyMap<string, PortPlace> =>
  new Map(
    namespaces.flatMap(({ boxes }) =>
      boxes.flatMap((box) => box.ports.map(({ id, leads }) => [id, { box: box.id, leads }] as const)),
    ),
  )

/** The drawing as a graph of Graphviz (`dot -Tsvg`). */
export const dotOf = (drawing: Drawing): string => {
  const { namespaces, outsides, edges } = drawing
  const sideways = namespaces.length > MANY
  const ports = portsOf(drawing)
  // lines that lead to many places need space to part
  const ranksep = sideways ? 1.2 : 0.6
  const [above, below] = sideways ? ['w', 'e'] : ['n', 's']
  const end = (id: string): string => {
    const port = ports.get(id)
    return port === undefined ? nodeId(id) : `${nodeId(port.box)}:${nodeId(id)}:${port.leads ? below : above}`
  }
  const edgeLine = ({ type, from, to }: Edge): string =>
    `  ${end(from)}${sideways && !ports.has(from) ? ':e' : ''} -> ${end(to)} [${EDGE_STYLES[type]}]`
  return `${[
    'digraph network {',
    `  graph [rankdir=${sideways ? 'LR' : 'TB'} fontname="Helvetica" bgcolor="${colourOf('paper')}" pad=0.3 nodesep=0.35 ranksep=${ranksep}]`,
    '  node [shape=plain fontname="Helvetica"]',
    '  edge [dir=none]',
    ...namespaces.flatMap((namespace) => namespaceLines(namespace, sideways)),
    ...outsides.map(outsideLine),
    ...edges.map(edgeLine),
    '}',
  ].join('\n')}\n`
}
