/** Every code block of README.md and docs/ is in the list of tested blocks, and the list has no others. */
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { blocksIn, handledBlocks, readPage } from './blocks.ts'
import { pages } from './pages.ts'

t.test('every page, every block', async (t) => {
  const files = readdirSync(new URL('../../docs', import.meta.url), { encoding: 'utf8', recursive: true })
  // docs/api/ is made of the doc comments
  const docs = files.filter((name) => name.endsWith('.md') && !name.startsWith('api/'))
  t.same(Object.keys(pages).sort(), ['README.md', 'examples/README.md', ...docs.map((name) => `docs/${name}`)].sort())
  for (const page of Object.keys(pages)) t.doesNotThrow(() => handledBlocks(page), page)
})

t.test('a missing block is found', async (t) => {
  t.match(blocksIn('x.md', '# One\n```ts\na\n\nb\n```\n## Two\ntext\n```\n```\n'), [
    { page: 'x.md', line: 3, heading: 'One', language: 'ts', text: 'a\n\nb' },
    { page: 'x.md', line: 10, heading: 'Two', language: '', text: '' },
  ])
  t.throws(() => blocksIn('x.md', '```ts\na'), { message: 'x.md:2: a block without an end' })
})

t.test('blocks that are not run have a reason', async (t) => {
  for (const page of Object.keys(pages))
    for (const { handling, heading } of handledBlocks(page))
      if (typeof handling === 'object') t.ok(handling.notRun.length > 20, `${page}, ${heading}: ${handling.notRun}`)
})

/** The text of a page without its blocks of code. */
const prose = (page: string): string => readPage(page).replace(/^```.*?^```$/gms, '')

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsIn = (page: string): string[] =>
  [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

t.test('links lead to files and headings that exist', async (t) => {
  for (const page of Object.keys(pages))
    for (const [, target = ''] of prose(page).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)) {
      const [path = '', anchor] = target.split('#')
      const to = path === '' ? page : join(dirname(page), path)
      // scripts/check-package.sh checks the links to what `npm run docs` writes
      if (to.startsWith('docs/api/')) continue
      t.ok(existsSync(new URL(`../../${to}`, import.meta.url)), `${page}: ${target}`)
      if (anchor !== undefined) t.ok(anchorsIn(to).includes(anchor), `${page}: ${target}`)
    }
})
