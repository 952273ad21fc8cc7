/** The code in README.md and docs/: every fenced block of a page, and what the tests do with it. */
import { readFileSync } from 'node:fs'
import { pages } from './pages.ts'

export interface Block {
  readonly page: string
  /** The line after the fence, counted from 1. */
  readonly line: number
  readonly heading: string
  readonly language: string
  readonly text: string
}

/** What is done with a block: see `pages.ts`. */
export type Handling =
  | 'program'
  | 'background'
  | 'console'
  | 'shell'
  | 'script'
  | 'output'
  | 'file'
  | 'package'
  | { readonly notRun: string }

export interface Handled extends Block {
  readonly handling: Handling
}

const FENCE = '```'

export const readPage = (page: string): string => readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')

/** The blocks of a page, in order. */
export const blocksIn = (page: string, text: string): Block[] => {
  const blocks: Block[] = []
  let heading = ''
  let open: { readonly line: number; readonly language: string; readonly lines: string[] } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (open === undefined) {
      if (line.startsWith('#')) heading = line.replace(/^#+ /, '')
      if (line.startsWith(FENCE)) open = { line: index + 2, language: line.slice(FENCE.length), lines: [] }
    } else if (line === FENCE) {
      blocks.push({ page, line: open.line, heading, language: open.language, text: open.lines.join('\n') })
      open = undefined
    } else open.lines.push(line)
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: a block without an end`)
  return blocks
}

/** The blocks of a page with what is done with each. Throws if the page and its list differ. */
export const handledBlocks = (page: string): Handled[] => {
  const blocks = blocksIn(page, readPage(page))
  const listed = pages[page] ?? []
  const said = ({ heading, language }: Block): string => `${heading}: ${language}`
  const differing = Math.max(blocks.length, listed.length)
  for (let place = 0; place < differing; place++) {
    const [block, entry] = [blocks[place], listed[place]]
    const [found, expected] = [block && said(block), entry && `${entry[0]}: ${entry[1]}`]
    if (found !== expected)
      throw new Error(`${page}: block ${place + 1} is "${found}", and "${expected}" in test/docs/pages.ts`)
  }
  return blocks.map((block, place) => ({ ...block, handling: (listed[place] as (typeof listed)[number])[2] }))
}

export const blocksOf = (page: string, ...handlings: readonly Handling[]): Handled[] =>
  handledBlocks(page).filter(({ handling }) => handlings.includes(handling))

/** The name of the file that a block shows, from its first line: `// lab.js`. */
export const fileOf = ({ page, line, text }: Block): string => {
  const name = /^\/\/ (\S+)\n/.exec(text)?.[1]
  if (name === undefined) throw new Error(`${page}:${line}: a file without a name in its first line`)
  return name
}
