/** docs/errors.md equals the output of scripts/errors.ts: each request is repeated and fails with the same error. */
import { execFileSync } from 'node:child_process'
import { release } from 'node:os'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { inNamespace } from '../kernel/namespace.ts'
import { readPage } from './blocks.ts'
import { UNMEASURED } from './programs.ts'

const PAGE = 'docs/errors.md'
const SCRIPT = fileURLToPath(new URL('../../scripts/errors.ts', import.meta.url))

/** The page without the kernel's messages, which differ between versions. */
const withoutSentences = (text: string): string =>
  text
    .replace(/on Linux \d+\.\d+/, 'on Linux')
    .replace(/^> .*$/gm, '>')
    .replace(/, extack\.\w+: .*$/gm, '')

if (inNamespace(t, import.meta.url)) {
  const root = process.getuid?.() === 0
  t.test('the page equals the output', { skip: root ? false : 'needs root, to run requests as nobody' }, async (t) => {
    const written = execFileSync(process.execPath, [...process.execArgv, SCRIPT, '--print'], {
      encoding: 'utf8',
      env: UNMEASURED,
    })
    const page = readPage(PAGE)
    const here = release().split('.').slice(0, 2).join('.')
    const kernel = /on Linux (\d+\.\d+)/.exec(page)?.[1]
    if (kernel === here) t.equal(written, page)
    else
      t.equal(
        withoutSentences(written),
        withoutSentences(page),
        `written on Linux ${kernel}: without the kernel's messages`,
      )
  })
}
