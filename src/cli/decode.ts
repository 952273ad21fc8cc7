/** `rtnl-dump decode`: messages from a file or a paste, explained byte by byte. Needs no kernel and no privilege. */
import type { Command } from 'commander'
import type { ByteOrder } from '../netlink/codec/decode.ts'
import { formatHex } from '../netlink/codec/text.ts'
import type { Environment } from './command.ts'
import { addExamples } from './command.ts'
import { PartialError } from './failure.ts'
import type { Captured, OrderOptions } from './input.ts'
import { addByteOrder, orderOf, readCaptured, whyNoMessage } from './input.ts'
import { arrayParts, toJson } from './json.ts'
import type { Described } from './message.ts'
import { describeMessage } from './message.ts'
import { Tree } from './tree.ts'

interface DecodeOptions extends OrderOptions {
  readonly json?: true
}

/** A message found, or the bytes at the end of a block that are none. */
interface Found {
  readonly bytes: Uint8Array
  /** Undefined for bytes that are no message. */
  readonly described: Described | undefined
}

const describeAll = (captured: readonly Captured[], order: ByteOrder): Found[] =>
  captured.map(({ bytes, whole }) => ({ bytes, described: whole ? describeMessage(bytes, order) : undefined }))

const noMessageLines = (bytes: Uint8Array): string[] =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
    const hex = Array.from(bytes.subarray(row * 16, row * 16 + 16), (byte) => formatHex(Uint8Array.of(byte)))
    return `${String(row * 16).padStart(5)}  ${hex.join(' ')}`
  })

const writeTrees = async ({ out, colours }: Environment, found: readonly Found[], order: ByteOrder): Promise<void> => {
  for (const [index, { bytes, described }] of found.entries()) {
    const name = described === undefined ? 'no message' : (described.name ?? `type ${described.header.type}`)
    const title = `${colours.bold(name)}  ${colours.dim(`(${index + 1} of ${found.length}, ${bytes.length} bytes)`)}`
    const lines =
      described === undefined
        ? [...noMessageLines(bytes), `       ${colours.red(`! ${whyNoMessage(bytes, order)}`)}`]
        : new Tree(bytes, described, order, colours).draw()
    await out.write(`${index === 0 ? '' : '\n'}${title}\n${lines.join('\n')}\n`)
  }
}

const jsonOf = ({ bytes, described }: Found, order: ByteOrder): object => {
  if (described === undefined)
    return { bytes, problems: [{ path: '', offset: 0, message: whyNoMessage(bytes, order) }] }
  const { header, name, value, problems } = described
  return { name, header, value, problems }
}

const writeJson = async ({ out }: Environment, found: readonly Found[], order: ByteOrder): Promise<void> => {
  for (const [index, one] of found.entries()) await out.write(arrayParts.before(index) + toJson(jsonOf(one, order)))
  await out.write(arrayParts.end(found.length))
}

const run = async (environment: Environment, file: string, options: DecodeOptions): Promise<void> => {
  const order = orderOf(options)
  const found = describeAll(await readCaptured(environment.io, [file], order), order)
  if (options.json === true) await writeJson(environment, found, order)
  else await writeTrees(environment, found, order)
  const faulty = found.filter(({ described }) => described === undefined || described.problems.length > 0).length
  if (faulty > 0) throw new PartialError(`${faulty} of ${found.length} messages could not be read in full`)
}

export const installDecode = (program: Command, environment: Environment): void => {
  const command = program
    .command('decode')
    .summary('explain messages from a file or a paste')
    .description(
      'Explains netlink messages byte by byte. Reads bytes as they are, or hexadecimal text: plain, or as ' +
        '`strace -e write=FD`, `xxd` and `hexdump -C` print it. Needs no privilege.',
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
