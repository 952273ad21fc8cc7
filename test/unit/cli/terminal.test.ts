/** The function that makes text safe for terminals. */
import fc from 'fast-check'
import t from 'tap'
import { alignColumns } from '../../../src/cli/columns.ts'
import { toJson } from '../../../src/cli/json.ts'
import { Output } from '../../../src/cli/output.ts'
import { OWN_ESCAPE, terminalText, visible, visibleJson, widthOf } from '../../../src/cli/terminal.ts'
import { dangerIn, hostileText } from './hostile-text.ts'
import { Sink } from './world.ts'

t.test('how escaped characters look', async (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ['plain text ~', 'plain text ~'],
    ['h\u00e9 \u732b \u{1f600}', 'h\u00e9 \u732b \u{1f600}'],
    ['\u001b[31m', '\\x1b[31m'],
    ['a\nb\tc\r', 'a\\x0ab\\x09c\\x0d'],
    ['\u007f\u0085\u009b', '\\x7f\\u0085\\u009b'],
    ['\u202e\u2066\u200f\u061c\u2028\u200b\ufeff', '\\u202e\\u2066\\u200f\\u061c\\u2028\\u200b\\ufeff'],
    ['\u{e0041}', '\\u{e0041}'],
    ['a\udcffb\udc80', 'a\\xffb\\x80'],
    ['\ud800x', '\\ud800x'],
  ]
  for (const [text, expected] of cases) t.equal(visible(text), expected)
  t.equal(terminalText('a\n\tb\u001b[31m'), 'a\n\tb\\x1b[31m', 'of a stream line ends and tabs are its own')
  t.equal(terminalText(`${OWN_ESCAPE}31mred\u001b[0m`), '\u001b[31mred\\x1b[0m', 'and so are its colours')
})

t.test('any text: nothing dangerous remains, and safe text is unchanged', async (t) => {
  const isSafe = (text: string): boolean => {
    const [shown, written] = [visible(text), terminalText(text)]
    const again = visible(shown) === shown && terminalText(written) === written
    return again && dangerIn(shown) === undefined && dangerIn(written) === undefined && !/[\n\t]/.test(shown)
  }
  t.doesNotThrow(() => fc.assert(fc.property(hostileText, isSafe), { numRuns: 5000 }))
})

t.test('any JSON: nothing dangerous remains, and its value is unchanged', async (t) => {
  const saysTheSame = (value: unknown): boolean => {
    const json = visibleJson(JSON.stringify(value))
    return dangerIn(json) === undefined && JSON.stringify(JSON.parse(json)) === JSON.stringify(value)
  }
  const values = fc.dictionary(hostileText, fc.oneof(hostileText, fc.array(hostileText)))
  t.doesNotThrow(() => fc.assert(fc.property(values, saysTheSame), { numRuns: 2000 }))
  t.equal(
    toJson({ error: Object.assign(new TypeError('\u009b'), { code: 'EACCES' }) }),
    '{"error":{"name":"TypeError","code":"EACCES","message":"\\u009b"}}',
  )
})

t.test('a stream gets nothing dangerous, however the output is divided into writes', async (t) => {
  const isSafe = async (pieces: readonly string[]): Promise<boolean> => {
    const sink = new Sink()
    const output = new Output(sink)
    for (const piece of pieces) await output.write(piece)
    await output.flush()
    return dangerIn(sink.text) === undefined
  }
  await t.resolves(fc.assert(fc.asyncProperty(fc.array(hostileText, { maxLength: 5 }), isSafe), { numRuns: 300 }))
})

t.test('columns are as wide as the printed text', async (t) => {
  const cases: readonly (readonly [string, number])[] = [
    ['', 0],
    ['eth0', 4],
    ['a\udcff', 5],
    ['\u202e', 6],
    ['h\u00e9', 2],
    ['he\u0301', 2],
    ['\u732b', 2],
    ['\uff21', 2],
    ['\u{1f600}', 2],
    [`${OWN_ESCAPE}1mbold${OWN_ESCAPE}22m`, 4],
  ]
  for (const [text, width] of cases) t.equal(widthOf(text), width, JSON.stringify(text))
  t.same(
    alignColumns([
      ['\u732b\u732b', 'x'],
      ['abc', 'y'],
    ]),
    ['\u732b\u732b  x', 'abc   y'],
  )
})
