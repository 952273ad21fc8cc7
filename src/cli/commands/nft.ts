/** `rtnl-dump nft`: shows the ruleset of nf_tables as nft's text, as JSON or byte by byte, and watches it. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { Nftables } from '../../netfilter/nftables/nftables.ts'
import type { RulesetParts } from '../../netfilter/nftables/ruleset.ts'
import { formatRuleset } from '../../netfilter/nftables/text/ruleset.ts'
import type { Environment } from '../command.ts'
import { addExamples, named, oneOf } from '../command.ts'
import { toJson } from '../json.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { inEachNamespace, titleOf } from '../namespaces.ts'
import { withReason } from '../netfilter.ts'
import { JsonArray, labelled } from '../shown.ts'
import { visible } from '../terminal.ts'
import { writeTrees } from '../trees.ts'
import type { Choice } from './nft-choice.ts'
import { chosen } from './nft-choice.ts'
import { rulesetMessages } from './nft-raw.ts'
import { installNftWatches } from './nft-watch.ts'

interface ListOptions extends Choice, NamespaceOptions {
  readonly handles?: true
  readonly json?: true
  readonly jsonLines?: true
  readonly raw?: true
}

/** All objects, each with its kind, in the format of monitor events. */
const objectsOf = ({ tables, chains, sets, objects, flowtables, rules }: RulesetParts): object[] =>
  Object.entries({
    table: tables,
    object: objects,
    set: sets,
    flowtable: flowtables,
    chain: chains,
    rule: rules,
  }).flatMap(([object, values]) => values.map((value) => ({ object, value })))

/** Dims comments. */
const dimmed = (text: string, { colours }: Environment): string =>
  text.replace(/^([ \t]*)(#.*)$/gm, (_, indent: string, comment: string) => indent + colours.dim(comment))

const listOne = async (
  environment: Environment,
  nft: Nftables,
  options: ListOptions,
  netns: string | undefined,
  json: JsonArray,
): Promise<void> => {
  const { out } = environment
  if (options.raw === true) return await writeTrees(environment, await rulesetMessages(nft, options), nft.socket.order)
  const parts = chosen(await nft.ruleset(), options)
  const values = (): object[] => objectsOf(parts).map((value) => labelled(value, netns))
  if (options.json === true) return await json.add(values())
  if (options.jsonLines === true) for (const value of values()) await out.write(`${toJson(value)}\n`)
  else await out.write(dimmed(formatRuleset(parts, { handles: options.handles, order: nft.socket.order }), environment))
}

/** The title above the rules of one of several namespaces, as a comment of nft. */
const heading = (environment: Environment, netns: string | undefined, count: number, { raw }: ListOptions): string => {
  if (netns === undefined || raw === true) return titleOf(environment, netns, count)
  return `${count === 0 ? '' : '\n'}${environment.colours.bold(`# netns ${visible(netns)}`)}\n`
}

const list = async (environment: Environment, options: ListOptions): Promise<void> => {
  const json = new JsonArray(environment)
  const titled = options.json !== true && options.jsonLines !== true
  let count = 0
  const listIn = async (nft: Nftables, netns: string | undefined): Promise<void> => {
    if (titled) await environment.out.write(heading(environment, netns, count++, options))
    await withReason('nf_tables', () => listOne(environment, nft, options, netns, json))
  }
  const end = async (): Promise<void> => (options.json === true ? await json.end() : undefined)
  await inEachNamespace(environment, options, environment.io.openNftables, listIn, end)
}

export const installNft = (program: Command, environment: Environment): void => {
  const command = program
    .command('nft')
    .aliases(['nftables'])
    .summary('tables, chains, rules, sets of nf_tables, as nft writes them')
    .description('Shows the ruleset of nf_tables: filtering and NAT.')
  const listing = command
    .command('list', { isDefault: true })
    .description(
      'Shows the ruleset as text that `nft -f` reads. What nft cannot express (extensions of iptables) is a comment.',
    )
    .addOption(
      new Option('--family <family>', 'only ip, ip6, inet, arp, bridge or netdev').argParser(
        oneOf('ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'),
      ),
    )
    .addOption(new Option('--table <name>', 'only tables of this name').argParser(named))
    .addOption(new Option('--chain <name>', 'only chains of this name, with their rules').argParser(named))
    .addOption(
      new Option('--handles', "the kernel's handles of all objects too").conflicts(['json', 'jsonLines', 'raw']),
    )
    .addOption(new Option('--json', 'one JSON document: an array').conflicts(['jsonLines', 'raw']))
    .addOption(new Option('--json-lines', 'one JSON object a line').conflicts('raw'))
    .addOption(new Option('--raw', 'each message byte by byte: offset, bytes, constant, value'))
    .action(() => list(environment, listing.optsWithGlobals()))
  installNftWatches(command, environment)
  addExamples(command, [
    ['rtnl-dump nft', 'the whole ruleset'],
    ['rtnl-dump nft --family ip --table nat --handles', 'one table, with handles'],
    ['rtnl-dump nft --netns blue | nft -f -', 'the same rules here'],
    ['rtnl-dump nft monitor', 'changes as they happen'],
  ])
}
