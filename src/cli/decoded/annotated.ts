/** Messages as annotated trees. */
import { formatHex } from '../../netlink/codec/text/format.ts'
import { whyNoMessage } from '../captured.ts'
import type { Colours } from '../colours.ts'
import { factLines } from '../facts.ts'
import { visible } from '../terminal.ts'
import { Tree } from '../tree.ts'
import type { Form } from './form.ts'
import { titleOf } from './form.ts'

const hexLines = (bytes: Uint8Array): string[] =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const hex = Array.from(bytes.subarray(row * 16, row * 16 + 16), (byte) => formatHex(Uint8Array.of(byte)))
    return `${String(row * 16).padStart(5)}  ${hex.join(' ')}`
  })

export const annotated = (colours: Colours): Form => ({
  withSpans: true,
  message: (decoded) => {
    const { captured, number, described, answer } = decoded
    const { bytes, order } = captured
    const [name, rest] = titleOf(decoded)
    const lines =
      described === undefined
        ? [...hexLines(bytes), `       ${colours.red(`! ${whyNoMessage(captured)}`)}`]
        : new Tree(bytes, described, order, colours).draw()
    const facts = answer?.refusal === undefined ? [] : ['', ...factLines(answer.refusal, colours)]
    const title = `${colours.bold(name)}  ${colours.dim(visible(rest))}`
    return `${number === 1 ? '' : '\n'}${[title, ...lines, ...facts].join('\n')}\n`
  },
  end: () => '',
})
