/** `rtnl-dump links`, `addresses`, ...: one kind of object, as lines, as JSON or byte by byte. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { ByteOrder } from '../netlink/codec/decode.ts'
import { readNames } from '../rtnl/devices.ts'
import { kinds } from '../rtnl/events.ts'
import { Rtnl } from '../rtnl/rtnl.ts'
import type { Environment } from './command.ts'
import { addExamples } from './command.ts'
import type { Context } from './format/words.ts'
import { arrayParts, toJson } from './json.ts'
import { describeMessage } from './message.ts'
import type { Dumped } from './objects.ts'
import { collectionOf } from './objects.ts'
import { dumpedMessages, keepAnswers } from './raw.ts'
import { Tree } from './tree.ts'

interface OutputOptions {
  readonly json?: true
  readonly jsonLines?: true
  readonly raw?: true
  readonly details?: true
}

const writeJson = async ({ out }: Environment, values: Iterable<object>): Promise<void> => {
  let written = 0
  for (const value of values) await out.write(arrayParts.before(written++) + toJson(value))
  await out.write(arrayParts.end(written))
}

/** As they come: constant memory, at the reader's pace. */
const writeJsonLines = async ({ out }: Environment, values: AsyncIterable<object>): Promise<void> => {
  for await (const value of values) {
    const busy = out.write(`${toJson(value)}\n`)
    if (busy !== undefined) await busy
  }
}

const writeTrees = async (
  { out, colours }: Environment,
  messages: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  order: ByteOrder,
): Promise<void> => {
  let count = 0
  for await (const bytes of messages) {
    const described = describeMessage(bytes, order)
    const lines = new Tree(bytes, described, order, colours).draw()
    await out.write(`${count++ === 0 ? '' : '\n'}${colours.bold(String(described.name))}\n${lines.join('\n')}\n`)
  }
}

const writeLines = async (environment: Environment, what: Dumped, values: Iterable<object>, context: Context) => {
  for (const value of values) await environment.out.write(`${what.format(value, context).join('\n')}\n`)
}

/** One object: asked for by its name, so that the kernel looks it up. Undefined where many are wanted. */
const writeOne = async (
  environment: Environment,
  rtnl: Rtnl,
  what: Dumped,
  options: OutputOptions,
): Promise<boolean> => {
  const kept: Uint8Array[] = []
  const asking = options.raw
    ? await Rtnl.open({ socket: keepAnswers(rtnl.socket, kinds[what.object].type, kept) })
    : rtnl
  const value = await what.one?.(asking, options as { [name: string]: unknown })
  if (value === undefined) return false
  if (options.raw) await writeTrees(environment, kept, rtnl.socket.order)
  else if (options.jsonLines) await environment.out.write(`${toJson(value)}\n`)
  else if (options.json) await writeJson(environment, [value])
  else await writeLines(environment, what, [value], await contextOf(environment, rtnl, what, options))
  return true
}

const contextOf = async (
  { colours }: Environment,
  rtnl: Rtnl,
  { named }: Dumped,
  { details }: OutputOptions,
): Promise<Context> => ({
  colours,
  details: details === true,
  names: named ? await readNames(rtnl.socket) : new Map(),
})

const run = async (environment: Environment, what: Dumped, options: OutputOptions): Promise<void> => {
  await using rtnl = await environment.io.open('inline')
  if (await writeOne(environment, rtnl, what, options)) return
  const filter = what.filter(options as { [name: string]: unknown })
  const collection = collectionOf(rtnl, what)
  if (options.raw)
    return await writeTrees(environment, dumpedMessages(rtnl.socket, kinds[what.object], filter), rtnl.socket.order)
  if (options.jsonLines) return await writeJsonLines(environment, collection.iterate(filter))
  const values = await collection.list(filter)
  if (options.json) return await writeJson(environment, values)
  await writeLines(environment, what, values, await contextOf(environment, rtnl, what, options))
}

/** Adds the command of one kind of object. */
export const installDump = (program: Command, environment: Environment, what: Dumped): void => {
  const command = program.command(what.name).aliases(what.aliases).summary(what.summary)
  command.description(`Shows ${what.summary}.`)
  what.options(command)
  command
    .addOption(
      new Option('--details', 'more of what the kernel says; --json has everything').conflicts(['json', 'raw']),
    )
    .addOption(new Option('--json', 'one JSON document: an array').conflicts(['jsonLines', 'raw']))
    .addOption(new Option('--json-lines', 'one JSON object a line, as they come').conflicts(['raw', 'details']))
    .addOption(new Option('--raw', 'each message byte by byte: offset, bytes, constant, value'))
    .action((options: OutputOptions) => run(environment, what, options))
  addExamples(command, what.examples)
}
