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
import type { CapturedMessage, Refusal } from '../refusals.ts'
import { RefusalFinder } from '../refusals.ts'
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

const textOf = (colours: Colours, { explained, answer }: Explained, index: number): string => {
  const title = colours.bold(visible(explained.message))
  const lines = [title, '', ...factLines(explained, colours), ...treeLines(explained, answer, colours)]
  return `${index === 0 ? '' : '\n'}${lines.join('\n')}\n`
}

/** Whether bytes that are no message are not all zeros. Programs send zeros after a message, which the kernel ignores. */
const isLost = ({ bytes }: Captured): boolean => bytes.some((byte) => byte !== 0)

/** Writes each refusal when its request is known. */
const run = async (environment: Environment, files: readonly string[], options: ExplainOptions): Promise<void> => {
  const { out, colours } = environment
  const finder = new RefusalFinder()
  let refused = 0
  let messages = 0
  let others = 0
  let lost = 0
  const write = async (found: readonly Refusal[]): Promise<void> => {
    for (const { error, answer } of found) {
      const index = refused++
      const explained = explainRefusal(error, answer.order, answer.protocol)
      if (options.json === true) await out.write(arrayParts.before(index) + toJson(explained))
      else await out.write(textOf(colours, { explained, answer }, index))
    }
  }
  for await (const some of readCaptured(environment, files, options)) {
    for (const captured of some) {
      if (captured.whole) {
        messages++
        await write(finder.add(captured))
      } else {
        others++
        if (isLost(captured)) lost++
      }
    }
    await out.flush()
  }
  await write(finder.end())
  if (options.json === true) await out.write(arrayParts.end(refused))
  else if (refused === 0) await out.write(`nothing was refused; messages read: ${messages}\n`)
  if (lost > 0) throw new PartialError(`${lost} of ${messages + others} pieces of the input are no messages`)
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
