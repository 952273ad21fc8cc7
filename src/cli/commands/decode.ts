/**
 * `rtnl-dump decode`: explains messages from a file or standard input byte by byte. Needs no kernel and no privilege.
 */
import type { Command } from 'commander'
import type { ByteOrder } from '../../netlink/codec/order.ts'
import { formatHex } from '../../netlink/codec/text/format.ts'
import type { Colours } from '../colours.ts'
import type { Environment } from '../command.ts'
import { addExamples } from '../command.ts'
import { PartialError } from '../failure.ts'
import type { Captured, OrderOptions } from '../input.ts'
import { addByteOrder, orderOf, readCaptured, whyNoMessage } from '../input.ts'
import { arrayParts, toJson } from '../json.ts'
import type { Described } from '../message.ts'
import { describeMessage } from '../message.ts'
import { Tree } from '../tree.ts'

interface DecodeOptions extends OrderOptions {
  readonly json?: true
}

/** The description of a message; undefined for bytes that are no message. */
const describe = ({ bytes, whole }: Captured, order: ByteOrder): Described | undefined =>
  whole ? describeMessage(bytes, order) : undefined

const noMessageLines = (bytes: Uint8Array): string[] =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const hex = Array.from(bytes.subarray(row * 16, row * 16 + 16), (byte) => formatHex(Uint8Array.of(byte)))
    return `${String(row * 16).padStart(5)}  ${hex.join(' ')}`
  })

const treeText = (bytes: Uint8Array, described: Described | undefined, order: ByteOrder, colours: Colours): string[] =>
  described === undefined
    ? [...noMessageLines(bytes), `       ${colours.red(`! ${whyNoMessage(bytes, order)}`)}`]
    : new Tree(bytes, described, order, colours).draw()

const titleOf = (bytes: Uint8Array, described: Described | undefined, position: string, colours: Colours): string => {
  const name = described === undefined ? 'no message' : (described.name ?? `type ${described.header.type}`)
  return `${colours.bold(name)}  ${colours.dim(`(${position}, ${bytes.length} bytes)`)}`
}

const jsonOf = (bytes: Uint8Array, described: Described | undefined, order: ByteOrder): object => {
  if (described === undefined)
    return { bytes, problems: [{ path: '', offset: 0, message: whyNoMessage(bytes, order) }] }
  const { header, name, value, problems } = described
  return { name, header, value, problems }
}

/** Describes one message at a time, so that memory does not hold the descriptions of a large capture. */
const run = async ({ io, out, colours }: Environment, file: string, options: DecodeOptions): Promise<void> => {
  const order = orderOf(options)
  const captured = await readCaptured(io, [file], order)
  const json = options.json === true
  let faulty = 0
  for (const [index, one] of captured.entries()) {
    const { bytes } = one
    const described = describe(one, order)
    if (described === undefined || described.problems.length > 0) faulty++
    const title = titleOf(bytes, described, `${index + 1} of ${captured.length}`, colours)
    const text = json
      ? arrayParts.before(index) + toJson(jsonOf(bytes, described, order))
      : `${index === 0 ? '' : '\n'}${title}\n${treeText(bytes, described, order, colours).join('\n')}\n`
    await out.write(text)
  }
  if (json) await out.write(arrayParts.end(captured.length))
  if (faulty > 0) throw new PartialError(`${faulty} of ${captured.length} messages could not be read in full`)
}

export const installDecode = (program: Command, environment: Environment): void => {
  const command = program
    .command('decode')
    .summary('explain messages from a file or a paste')
    .description(
      'Explains netlink messages byte by byte. Reads bytes as they are, or hexadecimal text: plain, or as ' +
        '`strace -e write=FD`, `xxd` and `hexdump -C` print it, or strings and lists of bytes as languages print them. ' +
        'Needs no privilege.',
    )
    .argument('[file]', 'what to read; - is standard input', '-')
  addByteOrder(command)
    .option('--json', 'one JSON document: an array')
    .action((file: string, options: DecodeOptions) => run(environment, file, options))
  addExamples(command, [
    ['strace -e trace=sendmsg -e write=3 ip link set lo up 2>&1 | rtnl-dump decode', 'what does ip send?'],
    ['xxd message.bin | rtnl-dump decode', 'a message in a file'],
    ['rtnl-dump decode --be --json message.bin', 'one from a big-endian machine, for a program'],
  ])
}
