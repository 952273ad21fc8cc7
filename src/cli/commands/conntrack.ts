/** `rtnl-dump conntrack`: lists and watches the connections that the kernel tracks. */
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { Connection } from '../../netfilter/conntrack/connection.ts'
import type { Conntrack } from '../../netfilter/conntrack/conntrack.ts'
import type { ConntrackFilter } from '../../netfilter/conntrack/filter.ts'
import type { ConntrackEvent, ConntrackGroup } from '../../netfilter/conntrack/monitor.ts'
import { protocol } from '../../netfilter/tables/protocol.ts'
import type { Environment } from '../command.ts'
import { addExamples, count, oneOf, prefix, wordOf } from '../command.ts'
import { formatConnection, formatExpectation } from '../format/connection.ts'
import { toJson } from '../json.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { inEachNamespace, relayOf, titleOf } from '../namespaces.ts'
import { withReason } from '../netfilter.ts'
import { JsonArray, labelled } from '../shown.ts'
import { writeTrees } from '../trees.ts'
import type { WatchingOptions } from '../watching.ts'
import { watchEvents, watchingOptions } from '../watching.ts'
import { otherEventLine, watchedNamespace } from './nft-watch.ts'

interface FilterOptions {
  readonly family?: 'ip' | 'ip6'
  readonly ipv4?: true
  readonly ipv6?: true
  readonly protocol?: ConntrackFilter['protocol']
  readonly state?: string
  readonly src?: string
  readonly dst?: string
  readonly sport?: number
  readonly dport?: number
  readonly mark?: number
  readonly zone?: number
}
interface ListOptions extends FilterOptions, NamespaceOptions {
  readonly json?: true
  readonly jsonLines?: true
  readonly raw?: true
}
interface MonitorOptions extends WatchingOptions, NamespaceOptions {
  readonly groups?: ConntrackGroup[]
}

const filterOf = ({ family, ipv4, ipv6, protocol, state, src, dst, sport, dport, mark, zone }: FilterOptions) =>
  ({
    family: ipv4 === true ? 'ip' : ipv6 === true ? 'ip6' : family,
    ...{ protocol, state, src, dst, sport, dport, mark, zone },
  }) satisfies ConntrackFilter

const listOne = async (
  environment: Environment,
  conntrack: Conntrack,
  options: ListOptions,
  netns: string | undefined,
  json: JsonArray,
): Promise<void> => {
  const { out } = environment
  const filter = filterOf(options)
  if (options.raw === true) return await writeTrees(environment, conntrack.messages(filter), conntrack.socket.order)
  if (options.json === true) return await json.add((await conntrack.list(filter)).map((one) => labelled(one, netns)))
  const line = (one: Connection): string =>
    options.jsonLines === true ? toJson(labelled(one, netns)) : formatConnection(one)
  // streamed with backpressure: connections change all the time, so a list would be no consistent state either
  for await (const one of conntrack.iterate(filter)) {
    const busy = out.write(`${line(one)}\n`)
    if (busy !== undefined) await busy
  }
}

const list = async (environment: Environment, options: ListOptions): Promise<void> => {
  const json = new JsonArray(environment)
  const titled = options.json !== true && options.jsonLines !== true
  let shown = 0
  const listIn = async (conntrack: Conntrack, netns: string | undefined): Promise<void> => {
    if (titled) await environment.out.write(titleOf(environment, netns, shown++))
    await withReason('connection tracking', () => listOne(environment, conntrack, options, netns, json))
  }
  const end = async (): Promise<void> => (options.json === true ? await json.end() : undefined)
  await inEachNamespace(environment, options, environment.io.openConntrack, listIn, end)
}

const eventLine = ({ colours }: Environment, event: ConntrackEvent): string => {
  if (event.action === 'lost' || event.action === 'other') return otherEventLine(event)
  const paint = { new: colours.green, change: colours.yellow, delete: colours.red }[event.action]
  const verb = paint(event.action.padEnd(6))
  if (event.object === 'expectation') return `${verb} expectation ${formatExpectation(event.value)}`
  return `${verb} ${formatConnection(event.value)}`
}

const monitor = async (environment: Environment, options: MonitorOptions): Promise<void> => {
  const namespace = await watchedNamespace(environment, options)
  await using conntrack = await environment.io.openConntrack('thread', namespace, relayOf(options))
  const open = (signal: AbortSignal) => conntrack.monitor({ signal, groups: options.groups })
  await withReason('connection tracking', () =>
    watchEvents(environment, options, 'connections', open, (event) => [eventLine(environment, event)]),
  )
}

const GROUPS: readonly ConntrackGroup[] = ['new', 'update', 'destroy', 'exp-new', 'exp-update', 'exp-destroy']

const groupsOf = (given: string): string[] => given.split(',').map(oneOf(...GROUPS))

/** Parses a number of 16 bits. */
const port = (given: string): number => {
  const number = count(given)
  if (number <= 0xffff) return number
  throw new InvalidArgumentError('Expected a number from 0 to 65535.')
}

const protocolNamed = (given: string): string | number =>
  wordOf(protocol, 'tcp, udp, icmp, ...')(given === 'icmpv6' ? 'ipv6-icmp' : given)

const addFilters = (command: Command): Command =>
  command
    .addOption(new Option('--family <family>', 'only ip or ip6').argParser(oneOf('ip', 'ip6')))
    .addOption(new Option('-4, --ipv4', 'short for --family ip').conflicts(['family', 'ipv6']))
    .addOption(new Option('-6, --ipv6', 'short for --family ip6').conflicts(['family', 'ipv4']))
    .addOption(new Option('--protocol <word>', 'only tcp, udp, icmp, ... or a number').argParser(protocolNamed))
    .option('--state <word>', 'only in this state: established, syn-sent, time-wait, ...')
    .addOption(
      new Option('--src <address>', 'only from this address or prefix, in the direction of the first packet').argParser(
        prefix(),
      ),
    )
    .addOption(
      new Option('--dst <address>', 'only to this address or prefix, in the direction of the first packet').argParser(
        prefix(),
      ),
    )
    .addOption(new Option('--sport <port>', 'only from this port').argParser(port))
    .addOption(new Option('--dport <port>', 'only to this port').argParser(port))
    .addOption(new Option('--mark <number>', 'only with this mark').argParser(count))
    .addOption(new Option('--zone <number>', 'only of this zone').argParser(port))

export const installConntrack = (program: Command, environment: Environment): void => {
  const command = program
    .command('conntrack')
    .aliases(['ct'])
    .summary('connections that the kernel tracks')
    .description('Shows the connections that the kernel tracks (what `conntrack -L` lists).')
  const listing = addFilters(command.command('list', { isDefault: true }))
    .description(
      'Shows connections, one per line: the direction of the first packet, and that of the replies if it differs.',
    )
    .addOption(new Option('--json', 'one JSON document: an array').conflicts(['jsonLines', 'raw']))
    .addOption(new Option('--json-lines', 'one JSON object a line, as they come').conflicts('raw'))
    .addOption(new Option('--raw', 'each message byte by byte: offset, bytes, constant, value'))
    .action(() => list(environment, listing.optsWithGlobals()))
  const changes = command
    .command('monitor')
    .description('Shows connections that are created, changed and removed, until Ctrl-C.')
    .addOption(
      new Option('--groups <groups>', `what to watch, with commas between: ${GROUPS.join(', ')}`).argParser(groupsOf),
    )
    .action(() => monitor(environment, changes.optsWithGlobals()))
  for (const option of watchingOptions()) changes.addOption(option)
  addExamples(command, [
    ['rtnl-dump conntrack --protocol tcp --dport 443', 'connections to this port'],
    ['rtnl-dump conntrack --src 172.16.0.0/16 --json', 'for a program'],
    ['rtnl-dump conntrack monitor', 'changes of connections'],
  ])
}
