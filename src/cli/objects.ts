/** The commands of objects that have options and lines in iproute2's manner, and the list of all commands. */
import { Option } from 'commander'
import type { Collection } from '../client/collection.ts'
import type { Enumeration } from '../netlink/codec/node.ts'
import { linkType } from '../rtnl/link/tables/ifinfo.ts'
import { neighbourStates } from '../rtnl/neighbour/tables/neighbour.ts'
import type { Member } from '../rtnl/objects.ts'
import { objects } from '../rtnl/objects.ts'
import type { Rtnl } from '../rtnl/rtnl.ts'
import { ipProtocol } from '../rtnl/tables/ip-protocol.ts'
import { routeProtocol, routeScope, routeTable, routeType } from '../rtnl/tables/route-words.ts'
import { addFamily, address, count, device, familyOf, named, oneOf, prefix, wordOf } from './command.ts'
import { derivedCommand } from './derived.ts'
import type { Dumped, Options } from './dumped.ts'
import { UsageError } from './failure.ts'
import { formatAddress } from './format/address.ts'
import { formatLink, formatProtinfo, LINK_FIELDS } from './format/link.ts'
import { formatNeighbour } from './format/neighbour.ts'
import { formatRoute } from './format/route.ts'
import { formatRule } from './format/rule.ts'
import { formatNetconf, formatNsid } from './format/settings.ts'
import { flatten } from './format/words.ts'

const option = (flags: string, text: string, parse?: (given: string) => unknown): Option => {
  const made = new Option(flags, text)
  return parse === undefined ? made : made.argParser(parse)
}

const dev = (): Option => option('--dev <link>', 'only of this link (name or index)', device)
const protocol = (): Option =>
  option(
    '--protocol <word>',
    'only made by: kernel, static, dhcp, ...',
    wordOf(routeProtocol, 'kernel, static, dhcp, ...'),
  )
const scope = (): Option =>
  option('--scope <word>', 'only of this scope: global, link, host', wordOf(routeScope, 'global, site, link or host'))

/** `all` is every table, as if there were no filter. */
const table = (): Option => {
  const parse = wordOf(routeTable as Enumeration, 'main, local, default, all or a number')
  const parseAll = (given: string): string | number => (given === 'all' ? given : parse(given))
  const words = [...parse.words, 'all']
  return option(
    '--table <table>',
    'only of this table: main, local, default or a number',
    Object.assign(parseAll, { words }),
  )
}

/** The filter of `--table`; `all` filters nothing. */
const tableOf = ({ table }: Options): object => (table === undefined || table === 'all' ? {} : { table })

const pick = (options: Options, ...names: readonly string[]): object =>
  Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]))

/** The hardware type. `ip link show type` selects kinds, and so people type them here. */
const typeOfLink = wordOf(linkType, 'ether, loopback, ...', '; kinds such as veth and bridge are selected by --kind')

const links: Dumped = {
  name: 'links',
  aliases: ['link'],
  object: 'link',
  format: formatLink,
  fields: LINK_FIELDS,
  named: true,
  options: (command) =>
    command
      .addOption(
        option('--dev <link>', 'this link alone (name, other name or index)', device).conflicts([
          'kind',
          'master',
          'up',
          'down',
          'type',
          'group',
        ]),
      )
      .addOption(option('--kind <kind>', 'only of this kind: veth, bridge, vlan, ...', named))
      .addOption(option('--master <link>', 'only ports of this bridge, bond, vrf, ...', device))
      .addOption(option('--up', 'only those that are up').conflicts('down'))
      .addOption(option('--down', 'only those that are down'))
      .addOption(option('--type <word>', 'only of this type: ether, loopback, ...', typeOfLink))
      .addOption(option('--group <number>', 'only of this link group', count))
      .addOption(
        option('-s, --stats', 'all counters, as `ip -s link` prints them').conflicts(['json', 'jsonLines', 'raw']),
      ),
  filter: (options) => ({
    ...pick(options, 'kind', 'master', 'type', 'group'),
    ...(options['up'] === true ? { up: true } : {}),
    ...(options['down'] === true ? { up: false } : {}),
  }),
  with: { peerNetns: true },
  one: (rtnl, options) =>
    options['dev'] === undefined ? undefined : rtnl.links.get(options['dev'] as string | number, { peerNetns: true }),
  examples: [
    ['rtnl-dump links --up --stats', 'what is up, with counters'],
    ['rtnl-dump links --master br0 --details', 'the ports of br0 in full detail'],
    ['rtnl-dump links --dev eth0 --raw', "every byte of the kernel's message about eth0"],
  ],
}

const addresses: Dumped = {
  name: 'addresses',
  aliases: ['address', 'addr'],
  object: 'address',
  format: formatAddress,
  named: false,
  options: (command) =>
    addFamily(command, 'inet', 'inet6')
      .addOption(dev())
      .addOption(scope())
      .addOption(option('--label <label>', 'only with this label', named)),
  filter: (options) => ({ ...pick(options, 'dev', 'scope', 'label'), family: familyOf(options) }),
  examples: [
    ['rtnl-dump addresses -4', 'IPv4 addresses'],
    ['rtnl-dump addresses --scope global --json', 'for a program'],
  ],
}

/** Options of a lookup (`--get`), and options that filter a list. */
const QUERY = ['from', 'dev', 'iif', 'mark', 'tos', 'uid', 'ipProto', 'sport', 'dport', 'fibMatch']
const LISTED = ['family', 'ipv4', 'ipv6', 'table', 'protocol', 'scope', 'type', 'dst', 'via']

/** Parses a destination: MPLS labels, which have no prefix length, or a prefix. */
const destination = (given: string): string => (/^\d+(\/\d+)*$/.test(given) ? given : prefix('default')(given))

/** Refuses options that would have no effect. @throws {UsageError} */
const refuse = (options: Options, names: readonly string[], why: string): void => {
  const name = names.find((one) => options[one] !== undefined)
  if (name !== undefined)
    throw new UsageError(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${why}`)
}

const routes: Dumped = {
  name: 'routes',
  aliases: ['route'],
  object: 'route',
  format: formatRoute,
  named: true,
  options: (command) =>
    addFamily(command, 'inet', 'inet6', 'mpls')
      .addOption(dev())
      .addOption(table())
      .addOption(protocol())
      .addOption(scope())
      .addOption(
        option(
          '--type <word>',
          'only: unicast, local, blackhole, ...',
          wordOf(routeType, 'unicast, local, blackhole, ...'),
        ),
      )
      .addOption(option('--dst <prefix>', 'only to exactly this prefix, or default', destination))
      .addOption(option('--via <address>', 'only through this gateway', address))
      .addOption(option('--get <address>', "the kernel's decision for a packet to this address", address))
      .addOption(option('--from <address>', 'with --get: sent from this address', address))
      .addOption(option('--iif <link>', 'with --get: received on this link', device))
      .addOption(option('--mark <number>', 'with --get: with this mark', count))
      .addOption(option('--tos <number>', 'with --get: with this type of service', count))
      .addOption(option('--uid <number>', 'with --get: of this user', count))
      .addOption(option('--ip-proto <word>', 'with --get: tcp, udp, ...', wordOf(ipProtocol, 'tcp, udp, ...')))
      .addOption(option('--sport <port>', 'with --get: from this port', count))
      .addOption(option('--dport <port>', 'with --get: to this port', count))
      .addOption(option('--fib-match', 'with --get: the entry of the table that decided')),
  filter: (options) => ({
    ...pick(options, 'dev', 'protocol', 'scope', 'type', 'dst'),
    ...tableOf(options),
    ...(options['via'] === undefined ? {} : { gateway: options['via'] }),
    ...(familyOf(options) === undefined ? {} : { family: familyOf(options) }),
  }),
  one: (rtnl, options) => {
    if (options['get'] === undefined) {
      const alone = QUERY.filter((name) => name !== 'dev')
      refuse(options, alone, 'needs --get')
      return undefined
    }
    refuse(options, LISTED, 'filters a list; it has no effect with --get')
    return rtnl.routes.get(String(options['get']), pick(options, ...QUERY))
  },
  examples: [
    ['rtnl-dump routes --table main', 'what `ip route` shows, of all families'],
    ['rtnl-dump routes --get 192.0.2.1', 'the route of a packet'],
    ['rtnl-dump routes --json-lines', 'a million routes in constant memory'],
  ],
}

const rules: Dumped = {
  name: 'rules',
  aliases: ['rule'],
  object: 'rule',
  format: formatRule,
  named: false,
  options: (command) =>
    addFamily(command, 'inet', 'inet6')
      .addOption(table())
      .addOption(option('--priority <number>', 'only of this priority', count))
      .addOption(protocol()),
  filter: (options) => ({
    ...pick(options, 'priority', 'protocol'),
    ...tableOf(options),
    family: familyOf(options),
  }),
  examples: [['rtnl-dump rules -6', 'rules of IPv6']],
}

const neighbours: Dumped = {
  name: 'neighbours',
  aliases: ['neighbour', 'neighbors', 'neighbor', 'neigh'],
  object: 'neighbour',
  format: formatNeighbour,
  named: true,
  options: (command) =>
    addFamily(command, 'inet', 'inet6', 'bridge')
      .addOption(dev())
      .addOption(option('--master <link>', 'only of ports of this bridge, vrf, ...', device))
      .addOption(
        option(
          '--state <word>',
          'only in this state: reachable, stale, permanent, ...',
          oneOf(...Object.keys(neighbourStates.numbers)),
        ),
      )
      .addOption(option('--proxy', 'only proxy entries, for which this machine answers')),
  filter: (options) => ({ ...pick(options, 'dev', 'master', 'state', 'proxy'), family: familyOf(options) }),
  examples: [
    ['rtnl-dump neighbours --state reachable', 'neighbours that answered recently'],
    ['rtnl-dump neighbours --family bridge --master br0', 'what `bridge fdb` shows'],
  ],
}

const nsids: Dumped = {
  name: 'nsids',
  aliases: ['nsid'],
  object: 'nsid',
  format: formatNsid,
  named: false,
  options: (command) =>
    command.addOption(option('--target <nsid>', 'ids as the namespace with this id sees them', count)),
  filter: (options) => pick(options, 'target'),
  examples: [['rtnl-dump nsids --json', 'for a program']],
}

const netconf: Dumped = {
  name: 'netconf',
  aliases: [],
  object: 'netconf',
  format: formatNetconf,
  named: false,
  options: (command) =>
    addFamily(command, 'inet', 'inet6', 'mpls').addOption(
      option('--dev <link>', 'only of this link, of all or of default', device),
    ),
  filter: (options) => ({ ...pick(options, 'dev'), family: familyOf(options) }),
  examples: [['rtnl-dump netconf --dev all -4', 'whether this machine forwards IPv4']],
}

/** Objects with options and lines in iproute2's manner. */
const OWN: { readonly [M in Member]?: Dumped } = { links, addresses, routes, rules, neighbours, nsids, netconf }

/** The command of every object. */
export const dumped: readonly Dumped[] = (Object.keys(objects) as Member[]).map(
  (member) => OWN[member] ?? derivedCommand(member),
)

const FORMATS: ReadonlyMap<string, Dumped['format']> = new Map([
  ...dumped.map(({ object, format }) => [object, format] as const),
  ['protinfo', formatProtinfo as Dumped['format']] as const,
])

/** For objects that no command lists: every field by name. */
const plainly: Dumped['format'] = (value) => [flatten(value).join(' ')]

/** The lines of an object, by its name in events. */
export const formatOf = (object: string): Dumped['format'] => FORMATS.get(object) ?? plainly

export const collectionOf = (rtnl: Rtnl, name: Member): Collection<object, object, unknown> =>
  rtnl[name] as unknown as Collection<object, object, unknown>
