/** docs/from-ip.md: its programs run, its links lead somewhere, and a test runs each of its tables. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { inSandbox, ip } from '../../kernel/namespace.ts'
import { readPage } from '../blocks.ts'
import { runPrograms } from '../programs.ts'
import { PAGE, rows } from './page.ts'

/** The sources of the tests that name a heading. */
const tests = ['.', '../../guest/inside']
  .map((folder) => new URL(`${folder}/`, import.meta.url))
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.test.ts') || name === 'from-ip.ts')
      .map((name) => readFileSync(new URL(name, folder), 'utf8')),
  )

/** What the page says that is printed. */
const PRINTED = 'ENODEV RTM_GETLINK nope: ENODEV: No such device'

if (inSandbox(t, import.meta.url)) {
  t.test('its programs', async (t) => {
    ip('link set lo up')
    ip('netns add blue')
    const { code, stdout, stderr } = await runPrograms(PAGE)
    t.same([code, stderr], [0, ''])
    t.ok(stdout.includes(`${PRINTED}\n`), stdout)
    t.ok(readPage(PAGE).includes(`// ${PRINTED}\n`), 'the page says so')
    t.match(stdout, '"address": "127.0.0.1/8"')
  })

  t.test('its links', async (t) => {
    const text = readPage(PAGE)
    const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(' ', '-'),
    )
    for (const [, anchor = ''] of text.matchAll(/\]\(#([^)]+)\)/g)) t.ok(anchors.includes(anchor), `#${anchor}`)
    for (const [, file = ''] of text.matchAll(/\]\(([^#)]+)/g))
      t.ok(existsSync(new URL(`../../../docs/${file}`, import.meta.url)), file)
  })

  t.test('its tables', async (t) => {
    t.ok(rows.length >= 120, `${rows.length} rows`)
    for (const { line, command, call } of rows) t.ok(command !== '' && call !== '', `line ${line} is complete`)
    for (const heading of new Set(rows.map((row) => row.heading)))
      t.ok(
        tests.some((source) => source.includes(`'${heading}'`)),
        `a test runs the rows under "${heading}"`,
      )
  })
}
