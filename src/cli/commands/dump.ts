/** `rtnl-dump links`, `addresses`, ...: lists one kind of object as lines, as JSON or byte by byte. */
import type { Command } from 'commander'
import { Option } from 'commander'
import { readNames } from '../../rtnl/devices.ts'
import { objects } from '../../rtnl/objects.ts'
import { Rtnl } from '../../rtnl/rtnl.ts'
import type { Environment } from '../command.ts'
import { addExamples } from '../command.ts'
import type { Dumped } from '../dumped.ts'
import type { Context } from '../format/words.ts'
import { toJson } from '../json.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { inEachNamespace, titleOf } from '../namespaces.ts'
import { collectionOf } from '../objects.ts'
import { JsonArray, labelled } from '../shown.ts'
import { keepAnswers } from './raw.ts'

interface OutputOptions {
  readonly json?: true
  readonly jsonLines?: true
  readonly raw?: true
  readonly details?: true
  /** Of links. */
  readonly stats?: true
}

/** Streams objects in constant memory, with backpressure. */
const writeJsonLines = async (
  { out }: Environment,
  values: AsyncIterable<object>,
  netns: string | undefined,
): Promise<void> => {
  for await (const value of values) {
    const busy = out.write(`${toJson(labelled(value, netns))}\n`)
    if (busy !== undefined) await busy
  }
}

/** Shows messages byte by byte. */
const writeRaw = async (
  environment: Environment,
  rtnl: Rtnl,
  messages: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> => {
  const { writeTrees } = await import('../trees.ts')
  await writeTrees(environment, messages, rtnl.socket.order)
}

const writeLines = async (environment: Environment, what: Dumped, values: Iterable<object>, context: Context) => {
  for (const value of values) await environment.out.write(`${what.format(value, context).join('\n')}\n`)
}

/** The JSON array to add objects to, and their namespace if there are several. */
interface Target {
  readonly netns: string | undefined
  readonly json: JsonArray
}

/** Shows the one object that the options select, which the kernel looks up. False if they select a list. */
const writeOne = async (
  environment: Environment,
  rtnl: Rtnl,
  what: Dumped,
  options: OutputOptions,
  { netns, json }: Target,
): Promise<boolean> => {
  const kept: Uint8Array[] = []
  const asking = options.raw
    ? await Rtnl.open({ socket: keepAnswers(rtnl.socket, objects[what.name].kind.type, kept) })
    : rtnl
  const value = await what.one?.(asking, options as { [name: string]: unknown })
  if (value === undefined) return false
  if (options.raw) await writeRaw(environment, rtnl, kept)
  else if (options.jsonLines) await environment.out.write(`${toJson(labelled(value, netns))}\n`)
  else if (options.json) await json.add([labelled(value, netns)])
  else await writeLines(environment, what, [value], await contextOf(environment, rtnl, what, options))
  return true
}

const contextOf = async (
  { colours }: Environment,
  rtnl: Rtnl,
  { named }: Dumped,
  { details, stats }: OutputOptions,
): Promise<Context> => ({
  colours,
  details: details === true,
  stats: stats === true,
  names: named ? await readNames(rtnl.socket) : new Map(),
})

const dumpOf = async (
  environment: Environment,
  rtnl: Rtnl,
  what: Dumped,
  options: OutputOptions,
  target: Target,
): Promise<void> => {
  if (await writeOne(environment, rtnl, what, options, target)) return
  const { netns, json } = target
  const filter = what.filter(options as { [name: string]: unknown })
  const collection = collectionOf(rtnl, what.name)
  if (options.raw) return await writeRaw(environment, rtnl, collection.messages(filter, what.with))
  if (options.jsonLines) return await writeJsonLines(environment, collection.iterate(filter, what.with), netns)
  const shown = options.json || options.details ? {} : { only: what.fields }
  const values = await collection.list(filter, { ...what.with, ...shown } as object)
  if (options.json) return await json.add(values.map((value) => labelled(value, netns)))
  await writeLines(environment, what, values, await contextOf(environment, rtnl, what, options))
}

const run = async (
  environment: Environment,
  what: Dumped,
  options: OutputOptions & NamespaceOptions,
): Promise<void> => {
  const json = new JsonArray(environment)
  const titled = options.json !== true && options.jsonLines !== true
  let count = 0
  const listIn = async (rtnl: Rtnl, netns: string | undefined): Promise<void> => {
    if (titled) await environment.out.write(titleOf(environment, netns, count++))
    await dumpOf(environment, rtnl, what, options, { netns, json })
  }
  const end = async (): Promise<void> => (options.json === true ? await json.end() : undefined)
  await inEachNamespace(environment, options, environment.io.open, listIn, end)
}

/** Adds the command of one kind of object. */
export const installDump = (program: Command, environment: Environment, what: Dumped): void => {
  const command = program.command(what.name).aliases(what.aliases).summary(objects[what.name].summary)
  command.description(`Shows ${objects[what.name].summary}.`)
  what.options(command)
  command
    .addOption(
      new Option('--details', 'more of what the kernel says; --json has everything').conflicts(['json', 'raw']),
    )
    .addOption(new Option('--json', 'one JSON document: an array').conflicts(['jsonLines', 'raw']))
    .addOption(new Option('--json-lines', 'one JSON object a line, as they come').conflicts(['raw', 'details']))
    .addOption(new Option('--raw', 'each message byte by byte: offset, bytes, constant, value'))
    .action(() => run(environment, what, command.optsWithGlobals()))
  addExamples(command, what.examples)
}
