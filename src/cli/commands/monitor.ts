/** `rtnl-dump monitor`: shows changes as they happen. */
import type { Command } from 'commander'
import { formatHex } from '../../netlink/codec/text/format.ts'
import { readNames } from '../../rtnl/devices.ts'
import type { ObjectEvent, OtherEvent, RtnlEvent, SnapshotEvent } from '../../rtnl/events.ts'
import type { Rtnl } from '../../rtnl/rtnl.ts'
import type { Environment } from '../command.ts'
import { addExamples } from '../command.ts'
import type { Dumped } from '../dumped.ts'
import { UsageError } from '../failure.ts'
import type { Context } from '../format/words.ts'
import { flatten } from '../format/words.ts'
import { readGroups } from '../groups.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { namespacesOf, relayOf } from '../namespaces.ts'
import { dumped } from '../objects.ts'
import type { WatchingOptions } from '../watching.ts'
import { watchEvents, watchingOptions } from '../watching.ts'

interface MonitorOptions extends WatchingOptions {
  readonly allNsid?: true
  readonly snapshots?: true
}

const BY_OBJECT: ReadonlyMap<string, Dumped> = new Map(dumped.map((what) => [what.object, what]))

/** For objects that no command lists: every field by name. */
const plainly: Dumped['format'] = (value) => [flatten(value).join(' ')]

const formatOf = (object: string): Dumped['format'] => BY_OBJECT.get(object)?.format ?? plainly

/** Width of the first column: space for every word of RouteVerb. */
const WIDTH = 'prepend'.length

/** Several lines of an object as one. */
const oneLine = (lines: readonly string[]): string => lines.map((line) => line.trim()).join(' ')

/** The first word of a line. For a new route it is the effect on the other routes, which the kernel reports in flags. */
const actionWord = ({ action, verb }: ObjectEvent, { colours }: Context): string =>
  action === 'delete' ? colours.red('delete'.padEnd(WIDTH)) : colours.green((verb ?? 'new').padEnd(WIDTH))

const objectLine = (event: ObjectEvent, context: Context): string => {
  const { object, value, nsid } = event
  const from = nsid === undefined ? '' : `[nsid ${nsid}] `
  return `${actionWord(event, context)} ${object} ${from}${oneLine(formatOf(object)(value, context))}`
}

const snapshotLines = ({ object, values }: SnapshotEvent, context: Context): string[] => [
  context.colours.bold(`snapshot ${object} (${values.length})`),
  ...(values as object[]).map((value) => `  ${oneLine(formatOf(object)(value, context))}`),
]

const otherLine = ({ type, bytes, nsid }: OtherEvent): string =>
  `${'other'.padEnd(WIDTH)} type ${type} ${nsid === undefined ? '' : `[nsid ${nsid}] `}${formatHex(bytes)}`

/** Remembers the names of links, which other events refer to by index. */
const learn = (event: RtnlEvent, names: Map<number, string>): void => {
  if (event.action === 'snapshot' && event.object === 'link')
    for (const { index, name } of event.values) names.set(index, name)
  if (event.action === 'new' && event.object === 'link' && event.nsid === undefined)
    names.set(event.value.index, event.value.name)
}

const linesOf = (event: RtnlEvent, context: Context): string[] => {
  switch (event.action) {
    case 'lost':
      return ['lost']
    case 'snapshot':
      return snapshotLines(event, context)
    case 'other':
      return [otherLine(event)]
    default:
      return [objectLine(event, context)]
  }
}

const watch = async (environment: Environment, rtnl: Rtnl, given: readonly string[], options: MonitorOptions) => {
  const { allNsid: listenAllNsid, snapshots } = options
  const names = await readNames(rtnl.socket)
  const context: Context = { colours: environment.colours, names, details: false }
  const open = (signal: AbortSignal) => rtnl.monitor({ groups: readGroups(given), signal, listenAllNsid, snapshots })
  await watchEvents(environment, options, open, (event) => {
    learn(event, names)
    return linesOf(event, context)
  })
}

const run = async (
  environment: Environment,
  given: readonly string[],
  options: MonitorOptions & NamespaceOptions,
): Promise<void> => {
  readGroups(given)
  if (options.allNetns === true) throw new UsageError('monitor watches one namespace; --all-nsid shows the others')
  const [namespace] = await namespacesOf(environment, options)
  await using rtnl = await environment.io.open('thread', namespace, relayOf(options))
  await watch(environment, rtnl, given, options)
}

export const installMonitor = (program: Command, environment: Environment): void => {
  const command = program
    .command('monitor')
    .summary('show changes as they happen')
    .description(
      'Shows changes as they happen, until Ctrl-C. Groups are links, addresses, routes, rules, neighbours (these five ' +
        'where none is given), nsids, netconf, or any of the kernel in lower case: ipv4-route for RTNLGRP_IPV4_ROUTE.',
    )
    .argument('[groups...]', 'what to watch')
    .option('--all-nsid', 'of all namespaces that have an id here as well')
    .option('--snapshots', 'first all there is, and again after events were lost')
    .action((given: string[]) => run(environment, given, command.optsWithGlobals()))
  for (const option of watchingOptions()) command.addOption(option)
  addExamples(command, [
    ['rtnl-dump monitor', 'links, addresses, routes, rules and neighbours'],
    ['rtnl-dump monitor links --json-lines | jq .value.name', 'for a program'],
    ['rtnl-dump monitor routes --snapshots', 'what there is, then what changes'],
  ])
}
