/** Every code block of README.md and docs/ is in the list of tested blocks, and the list has no others. */
import { readdirSync } from 'node:fs'
import t from 'tap'
import { blocksIn, handledBlocks } from './blocks.ts'
import { pages } from './pages.ts'

t.test('every page, every block', async (t) => {
  const files = readdirSync(new URL('../../docs', import.meta.url), { encoding: 'utf8', recursive: true })
  const docs = files.filter((name) => name.endsWith('.md'))
  t.same(Object.keys(pages).sort(), ['README.md', ...docs.map((name) => `docs/${name}`)].sort())
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
