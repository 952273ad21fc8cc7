/** Drawings as SVG. Graphviz in WebAssembly does the layout; it is loaded only for that. */
import { UsageError } from '../failure.ts'
import { palette } from './palette.ts'

const MISSING =
  "an SVG needs the package @viz-js/viz: `npm install @viz-js/viz`; or pipe --format dot to Graphviz's `dot -Tsvg`"

type Viz = typeof import('@viz-js/viz')

const importViz = (): Promise<Viz> => import('@viz-js/viz')

/** Loads Graphviz. @throws {UsageError} if the package is not installed. */
export const loadSvg = async (load = importViz): Promise<Viz> => {
  try {
    return await load()
  } catch (error) {
    throw new UsageError(MISSING, { cause: error })
  }
}

/** Fonts with the widths that Graphviz assumes. */
const FONTS: readonly (readonly [RegExp, string])[] = [
  [
    /font-family="Courier[^"]*"/g,
    `font-family="ui-monospace,'Liberation Mono','DejaVu Sans Mono',Menlo,Consolas,monospace"`,
  ],
  [/font-family="Helvetica[^"]*"/g, `font-family="Helvetica,Arial,'Liberation Sans',sans-serif"`],
]

/** Rules that replace every colour in a dark window. Attributes of SVG give way to any rule. */
const darkRules = (): string =>
  Object.values(palette)
    .map(([light, dark]) => `[fill="${light}"]{fill:${dark}}[stroke="${light}"]{stroke:${dark}}`)
    .join('')

const STYLE = `<style>text{white-space:pre}@media (prefers-color-scheme:dark){${darkRules()}}</style>`

/** Removes each part of the text from `start` to `end`, and the line feed after it. */
const without = (text: string, start: string, end: string): string =>
  text
    .split(start)
    .map((part, index) => (index === 0 ? part : part.slice(part.indexOf(end) + end.length).replace(/^\n/, '')))
    .join('')

/**
 * Draws a graph of Graphviz. `title`: what the picture shows. `style`: rules for it, by default those of dark windows.
 *
 * @throws {UsageError} if @viz-js/viz is not installed.
 */
export const svgOf = async (dot: string, title: string, style = STYLE): Promise<string> => {
  const { instance } = await loadSvg()
  const viz = await instance()
  let svg = viz.renderString(dot, { format: 'svg' })
  svg = without(without(svg.slice(svg.indexOf('<svg')), '<!--', '-->'), '<title>', '</title>')
  for (const [pattern, font] of FONTS) svg = svg.replaceAll(pattern, font)
  const end = svg.indexOf('>')
  return `${svg.slice(0, end)} role="img">\n<title>${title}</title>\n${style}${svg.slice(end + 1)}`
}
