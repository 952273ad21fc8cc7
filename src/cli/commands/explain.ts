/** `rtnl-dump explain`: explains the refusals in captured messages. Needs no kernel and no privilege. */
import type { Command } from 'commander'
import type { Captured, InputOptions } from '../captured.ts'
import type { Colours } from '../colours.ts'
import type { Environment } from '../command.ts'
import { addExamples } from '../command.ts'
import type { Explanation } from '../explanation.ts'
import { explainRefusal } from '../explanation.ts'
import { factLines } from '../facts.ts'
import { PartialError } from '../failure.ts'
import { addInputOptions, readCaptured } from '../input.ts'
import { arrayParts, toJson } from '../json.ts'
import { describeMessage } from '../message.ts'
import type { CapturedMessage } from '../refusals.ts'
import { findRefusals } from '../refusals.ts'
import { visible } from '../terminal.ts'
import { Tree } from '../tree.ts'

interface ExplainOptions extends InputOptions {
  readonly json?: true
}

interface Explained {
  readonly explained: Explanation
  /** The message of the refusal. */
  readonly answer: CapturedMessage
}

/** The part of the request around the field at fault. */
const treeLines = (
  { request, whole, field, missing, wanted }: Explanation,
  { order, protocol }: CapturedMessage,
  colours: Colours,
): string[] => {
  if (!whole || wanted) return []
  const absent = missing && {
    nest: missing.nest?.offset,
    label: missing.constant ?? `attribute ${missing.path.slice(missing.path.lastIndexOf('#') + 1)}`,
  }
  const marks = { offset: field?.offset, missing: absent }
  return ['', ...new Tree(request, describeMessage(request, order, protocol), order, colours, marks).focus()]
}

const writeText = async ({ out, colours }: Environment, all: readonly Explained[]): Promise<void> => {
  for (const [index, { explained, answer }] of all.entries()) {
    const title = colours.bold(visible(explained.message))
    const lines = [title, '', ...factLines(explained, colours), ...treeLines(explained, answer, colours)]
    await out.write(`${index === 0 ? '' : '\n'}${lines.join('\n')}\n`)
  }
}

const writeJson = async ({ out }: Environment, all: readonly Explained[]): Promise<void> => {
  for (const [index, one] of all.entries()) await out.write(arrayParts.before(index) + toJson(one.explained))
  await out.write(arrayParts.end(all.length))
}

/** Whether bytes are neither a message nor zeros. Programs send zeros after a message, which the kernel ignores. */
const isLost = ({ bytes, whole }: Captured): boolean => !whole && bytes.some((byte) => byte !== 0)

const run = async (environment: Environment, files: readonly string[], options: ExplainOptions): Promise<void> => {
  const captured: Captured[] = []
  for await (const some of readCaptured(environment, files, options)) for (const one of some) captured.push(one)
  const messages = captured.filter(({ whole }) => whole)
  const all = findRefusals(messages).map(({ error, answer }) => ({
    explained: explainRefusal(error, answer.order, answer.protocol),
    answer,
  }))
  if (options.json === true) await writeJson(environment, all)
  else if (all.length > 0) await writeText(environment, all)
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
  addInputOptions(command)
    .option('--json', 'one JSON document: an array')
    .action((files: string[], options: ExplainOptions) => run(environment, files, options))
  addExamples(command, [
    ['strace -f -e trace=network -e read=all -e write=all PROGRAM 2>&1 | rtnl-dump explain', 'of a program'],
    ['rtnl-dump explain request.bin answer.bin', 'captured in files'],
    ['rtnl-dump explain --json answers.hex', 'for a program'],
  ])
}
