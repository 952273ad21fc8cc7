/** Messages as C: an array for each, with a comment for each field. */

import { whyNoMessage } from '../captured.ts'
import { noColours } from '../colours.ts'
import { visible } from '../terminal.ts'
import { Tree } from '../tree.ts'
import type { Form } from './form.ts'
import { titleOf } from './form.ts'

const ROW = 8
const COLUMN = 6 * ROW

/** Text inside of a comment. */
const comment = (text: string): string => visible(text).replaceAll('*/', '*\\/').replaceAll('/*', '/\\*').trim()

const rows = (bytes: Uint8Array, label: string): string[] =>
  Array.from({ length: Math.ceil(bytes.length / ROW) }, (_, row) => {
    const part = Array.from(
      bytes.subarray(row * ROW, row * ROW + ROW),
      (byte) => `0x${byte.toString(16).padStart(2, '0')},`,
    )
    const line = `\t${part.join(' ')}`
    return row === 0 && label !== '' ? `${line.padEnd(COLUMN)} /* ${label} */` : line
  })

export const c: Form = {
  withSpans: true,
  message: (decoded) => {
    const { captured, number, described } = decoded
    const { bytes, order } = captured
    const parts =
      described === undefined
        ? [{ from: 0, until: bytes.length, label: `! ${whyNoMessage(captured)}`, text: '', depth: 0, problem: false }]
        : new Tree(bytes, described, order, noColours).parts()
    const lines = parts.flatMap(({ from, until, label, text, depth, problem }) => {
      const words = comment(`${'  '.repeat(depth)}${label} ${problem ? '! ' : ''}${text}`)
      return from === until ? [`\t/* ${words} */`] : rows(bytes.subarray(from, until), words)
    })
    const name = `message_${number}[${bytes.length}] __attribute__((aligned(4)))`
    const start = `${number === 1 ? '' : '\n'}/* ${comment(titleOf(decoded).join(' '))} */\n`
    return `${start}static const unsigned char ${name} = {\n${lines.join('\n')}\n};\n`
  },
  end: () => '',
}
