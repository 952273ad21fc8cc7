/** docs/errors.md is what scripts/errors.ts writes here and now: each request is made, and refused in these words. */
import { execFileSync } from 'node:child_process'
import { release } from 'node:os'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { inNamespace } from '../kernel/namespace.ts'
import { readPage } from './blocks.ts'
import { UNMEASURED } from './programs.ts'

const PAGE = 'docs/errors.md'
const SCRIPT = fileURLToPath(new URL('../../scripts/errors.ts', import.meta.url))

/** The page without what the kernel words as it likes: its sentences, which differ from version to version. */
const withoutSentences = (text: string): string =>
  text
    .replace(/from Linux \d+\.\d+/, 'from Linux')
    .replace(/^> .*$/gm, '>')
    .replace(/, extack\.\w+: .*$/gm, '')

if (inNamespace(t, import.meta.url)) {
  const root = process.getuid?.() === 0
  t.test('the page is what is refused', { skip: root ? false : 'only root can become nobody' }, async (t) => {
    const written = execFileSync(process.execPath, [...process.execArgv, SCRIPT, '--print'], {
      encoding: 'utf8',
      env: UNMEASURED,
    })
    const page = readPage(PAGE)
    const here = release().split('.').slice(0, 2).join('.')
    const kernel = /from Linux (\d+\.\d+)/.exec(page)?.[1]
    if (kernel === here) t.equal(written, page)
    else t.equal(withoutSentences(written), withoutSentences(page), `in other words than those of Linux ${kernel}`)
  })
}
