/** `rtnl-dump trace`: runs a program and shows its netlink conversation. strace does the watching. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { Datagram } from '../../capture/datagram.ts'
import type { Captured } from '../captured.ts'
import { cut } from '../captured.ts'
import type { Environment } from '../command.ts'
import { addExamples } from '../command.ts'
import { Conversation } from '../conversation.ts'
import { annotated } from '../decoded/annotated.ts'
import type { Decoded } from '../decoded/form.ts'
import { describeCaptured } from '../decoded/form.ts'
import { jsonLines } from '../decoded/json.ts'
import { OutcomeCode } from '../failure.ts'
import { ConversationView } from '../tracing/conversation-view.ts'
import type { TargetOptions } from '../tracing/tracing.ts'
import { addTarget, targetOf, traceProgram } from '../tracing/tracing.ts'

interface TraceOptions extends TargetOptions {
  readonly raw?: true
  readonly jsonLines?: true
}

/** Turns messages into text; without a message: the text that was held back. */
type Writer = (decoded?: Decoded) => string | Promise<string>

const writerOf = ({ colours }: Environment, { raw, jsonLines: lines }: TraceOptions): Writer => {
  if (raw === true || lines === true) {
    const form = raw === true ? annotated(colours) : jsonLines
    return (decoded) => (decoded === undefined ? '' : form.message(decoded))
  }
  const view = new ConversationView(colours)
  return (decoded) => (decoded === undefined ? view.flush() : view.add(decoded)).map((line) => `${line}\n`).join('')
}

const run = async (environment: Environment, command: readonly string[], options: TraceOptions): Promise<void> => {
  const { out, err } = environment
  const writer = writerOf(environment, options)
  const conversation = new Conversation()
  let number = 0
  const target = targetOf('trace', command, options)
  const show = async (datagrams: readonly Datagram[]): Promise<void> => {
    const messages: Captured[] = []
    for (const datagram of datagrams) cut(datagram, {}, messages)
    for (const captured of messages) {
      const answer = conversation.add(captured)
      await out.write(
        await writer({
          captured,
          number: ++number,
          described: describeCaptured(captured, options.raw === true),
          answer,
        }),
      )
    }
    if (messages.length === 0) await out.write(await writer())
    await out.flush()
  }
  const finish = async (): Promise<void> => {
    await out.write(await writer())
    if (number === 0) err.write('rtnl-dump: no netlink messages were sent or received\n')
    await err.flush()
  }
  try {
    await traceProgram(environment, target, show)
  } catch (error) {
    if (error instanceof OutcomeCode) await finish()
    throw error
  }
  await finish()
}

export const installTrace = (program: Command, environment: Environment): void => {
  const command = program
    .command('trace')
    .summary('what a program asks, and what the kernel answers')
    .description(
      'Runs a program, or attaches to one, and shows its netlink messages: requests with their answers, times, and the ' +
        'field that a refusal is about. strace must be installed. The output of the program goes to stderr. The exit ' +
        'code is that of the program.',
    )
  addTarget(command)
    .addOption(new Option('--raw', 'each message byte by byte, as decode shows it').conflicts(['jsonLines']))
    .addOption(new Option('--json-lines', 'one JSON object a line'))
    .action((words: string[], options: TraceOptions) => run(environment, words, options))
  addExamples(command, [
    ['rtnl-dump trace -- ip link add br0 type bridge', 'one program'],
    ['rtnl-dump trace --raw -- nft list ruleset', 'every byte'],
    ['rtnl-dump trace -p 1234', 'a process, until Ctrl-C'],
  ])
}
