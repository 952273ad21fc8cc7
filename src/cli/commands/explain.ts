/** `rtnl-dump explain`: explains the refusals in captured messages. Needs no kernel and no privilege. */
import type { Command } from 'commander'
import type { ByteOrder } from '../../netlink/codec/order.ts'
import type { Colours } from '../colours.ts'
import type { Environment } from '../command.ts'
import { addExamples } from '../command.ts'
import type { Explanation, FieldLocation, Missing } from '../explanation.ts'
import { explainRefusal } from '../explanation.ts'
import { PartialError } from '../failure.ts'
import { wrap } from '../format/words.ts'
import type { Captured, OrderOptions } from '../input.ts'
import { addByteOrder, orderOf, readCaptured } from '../input.ts'
import { arrayParts, toJson } from '../json.ts'
import { describeMessage } from '../message.ts'
import { findRefusals } from '../refusals.ts'
import { visible } from '../terminal.ts'
import { Tree } from '../tree.ts'

interface ExplainOptions extends OrderOptions {
  readonly json?: true
}

/** Width of the labels. */
const LABEL = 11
const INDENT = ' '.repeat(2 + LABEL)

const nameText = (path: string, constant: string | undefined): string =>
  constant === undefined ? path : `${path} (${constant})`

/** `linkinfo.data.id (IFLA_VXLAN_ID) at byte 60`. */
const locationText = ({ path, constant, offset }: FieldLocation): string =>
  path === undefined ? `byte ${offset}` : `${nameText(path, constant)} at byte ${offset}`

const missingText = ({ path, constant, nest }: Missing): string =>
  nameText(path, constant) + (nest === undefined ? '' : `, in ${locationText(nest)}`)

type Fact = readonly [label: string, text: string | undefined]

const UNKNOWN = 'unknown: the request was not captured, and the answer does not contain it'
const HEADER_ONLY = 'only its header is known; capture the request too for a full explanation'

const factsOf = (explained: Explanation): readonly Fact[] => {
  const { asked = UNKNOWN, code, errno, meaning, said, field, missing, accepts, hint, whole, request } = explained
  return [
    ['asked', asked],
    ['request', whole || request.length === 0 ? undefined : HEADER_ONLY],
    ['answer', `${code} (${errno}): ${meaning}`],
    ['kernel', said ?? 'no words of its own'],
    ['at fault', field && locationText(field)],
    ['sent', field?.sent],
    ['accepted', accepts],
    ['missing', missing && missingText(missing)],
    ['hint', hint],
  ]
}

const factLines = (explained: Explanation, colours: Colours): string[] =>
  factsOf(explained).flatMap(([label, text]) => {
    if (text === undefined) return []
    const [first = '', ...more] = wrap(visible(text).split(' '), INDENT)
    return [`  ${colours.dim(label.padEnd(LABEL))}${first.slice(INDENT.length)}`, ...more]
  })

/** The part of the request around the field at fault. */
const treeLines = (
  { request, whole, field, missing, wanted }: Explanation,
  order: ByteOrder,
  colours: Colours,
): string[] => {
  if (!whole || wanted) return []
  const absent = missing && {
    nest: missing.nest?.offset,
    label: missing.constant ?? `attribute ${missing.path.slice(missing.path.lastIndexOf('#') + 1)}`,
  }
  const marks = { offset: field?.offset, missing: absent }
  return ['', ...new Tree(request, describeMessage(request, order), order, colours, marks).focus()]
}

const writeText = async (
  { out, colours }: Environment,
  all: readonly Explanation[],
  order: ByteOrder,
): Promise<void> => {
  for (const [index, explained] of all.entries()) {
    const title = colours.bold(visible(explained.message))
    const lines = [title, '', ...factLines(explained, colours), ...treeLines(explained, order, colours)]
    await out.write(`${index === 0 ? '' : '\n'}${lines.join('\n')}\n`)
  }
}

const writeJson = async ({ out }: Environment, all: readonly Explanation[]): Promise<void> => {
  for (const [index, one] of all.entries()) await out.write(arrayParts.before(index) + toJson(one))
  await out.write(arrayParts.end(all.length))
}

/** Whether bytes are neither a message nor zeros. Programs send zeros after a message, which the kernel ignores. */
const isLost = ({ bytes, whole }: Captured): boolean => !whole && bytes.some((byte) => byte !== 0)

const run = async (environment: Environment, files: readonly string[], options: ExplainOptions): Promise<void> => {
  const order = orderOf(options)
  const captured = await readCaptured(environment.io, files, order)
  const messages = captured.filter(({ whole }) => whole).map(({ bytes }) => bytes)
  const all = findRefusals(messages, order).map((error) => explainRefusal(error, order))
  if (options.json === true) await writeJson(environment, all)
  else if (all.length > 0) await writeText(environment, all, order)
  else await environment.out.write(`nothing was refused; messages read: ${messages.length}\n`)
  const lost = captured.filter(isLost).length
  if (lost > 0) throw new PartialError(`${lost} of ${captured.length} pieces of the input are no messages`)
}

export const installExplain = (program: Command, environment: Environment): void => {
  const command = program
    .command('explain')
    .summary('why did the kernel refuse?')
    .description(
      'Explains refusals: what was asked, what the kernel said, which field is at fault. Reads requests and answers as ' +
        '`decode` does, of one or many exchanges. An answer that holds its request is enough. Needs no privilege.',
    )
    .argument('[files...]', 'what to read; - is standard input', ['-'])
  addByteOrder(command)
    .option('--json', 'one JSON document: an array')
    .action((files: string[], options: ExplainOptions) => run(environment, files, options))
  addExamples(command, [
    ['strace -f -e trace=network -e read=all -e write=all PROGRAM 2>&1 | rtnl-dump explain', 'of a program'],
    ['rtnl-dump explain request.bin answer.bin', 'captured in files'],
    ['rtnl-dump explain --json answers.hex', 'for a program'],
  ])
}
