/** Random links: options of the kinds that every kernel has, and settings of any link. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { Link, Rtnl } from '../../../src/index.ts'
import { parseAddress } from '../../../src/netlink/codec/text/parse.ts'
import type { LinkSettings, NewLink } from '../../../src/rtnl/link/input.ts'
import { linkInet6 } from '../../../src/rtnl/link/tables/inet.ts'
import { inetConf } from '../../../src/rtnl/link/tables/ip-conf.ts'
import { bridge } from '../../../src/rtnl/link/tables/kinds/bridge.ts'
import { macvlan } from '../../../src/rtnl/link/tables/kinds/macvlan.ts'
import { vxlan } from '../../../src/rtnl/link/tables/kinds/vxlan.ts'
import { link } from '../../../src/rtnl/link/tables/link.ts'
import type { StoredOtherwise } from './stored.ts'
import { anyOf, CUT, clamped, EMPTY, each, seldom, stored, untold, YES_OR_NO, ZERO } from './stored.ts'
import type { Topic } from './trial.ts'
import { fieldsFrom, fieldsOf, nodeOf, rowsBut, trial, type Value, valueFor } from './values.ts'

/** The path of a link's field in the request. */
const WIRE: { readonly [key: string]: string } = {
  name: 'ifname',
  alias: 'ifalias',
  data: 'linkinfo.data',
  slaveData: 'linkinfo.slaveData',
  addrGenMode: 'afSpec.inet6.addrGenMode',
  token: 'afSpec.inet6.token',
  inet: 'afSpec.inet',
}
export const wire = (path: string): string[] => {
  const direct = path.replace(/^\w+/, (key) => WIRE[key] ?? key)
  // the peer of a pair is a link inside of the request
  return [direct.replace(/^peer\.(\w+)/, (_, key) => `linkinfo.data.peer.${WIRE[key] ?? key}`)]
}

/** A link by the names of its settings. */
const settingsOf = (found: Link): object => {
  const { flags, afSpec } = found
  return {
    ...found,
    up: flags.includes('up'),
    arp: !flags.includes('noarp'),
    multicast: flags.includes('multicast'),
    allmulticast: flags.includes('allmulti'),
    promisc: flags.includes('promisc'),
    dynamic: flags.includes('dynamic'),
    trailers: !flags.includes('notrailers'),
    addrGenMode: afSpec?.inet6?.addrGenMode,
    token: afSpec?.inet6?.token,
    inet: afSpec?.inet?.conf,
  }
}

const ticks = stored(
  'hundredths of a second are kept in ticks of the kernel, rounded down',
  (given, found) => found === (given as number) - 1,
)
/** Whether two addresses have the same lower half, and the upper half of the second is zero. */
const sameHost = (given: string, found: string): boolean => {
  const [one, other] = [parseAddress(given), parseAddress(found)]
  return (
    one !== undefined &&
    other?.slice(0, 8).every((byte) => byte === 0) === true &&
    isDeepStrictEqual(one.slice(8), other.slice(8))
  )
}

const NOBODY_LISTENS = 'the kernel tells it, and passes it over in a request'
const NO_VLANS = 'kernels without VLAN filtering pass it over'

const BRIDGE = rowsBut(bridge, {
  [NOBODY_LISTENS]: [
    ...['rootId', 'bridgeId', 'rootPort', 'rootPathCost', 'topologyChange', 'topologyChangeDetected', 'helloTimer'],
    ...['tcnTimer', 'topologyChangeTimer', 'gcTimer', 'mcastQuerierState', 'pad'],
  ],
  [NO_VLANS]: ['vlanFiltering', 'vlanProtocol', 'vlanDefaultPvid', 'vlanStatsEnabled', 'vlanStatsPerPort'],
  'of Linux 7': ['stpMode'],
})

/** Only the bits of the mask are changed, but all bits are reported. */
const boolopts = stored('only the bits of the mask are set, and all bits are reported', (given, found) => {
  const { optval, optmask } = given as { optval: readonly unknown[]; optmask: readonly unknown[] }
  const { optval: on } = found as { optval: readonly unknown[] }
  return optmask.every((word) => typeof word === 'number' || optval.includes(word) === on.includes(word))
})

const BRIDGE_STORED: StoredOtherwise = {
  ...each('data.', ['mcastSnooping', 'mcastQueryUseIfaddr', 'mcastQuerier', 'mcastStatsEnabled'], YES_OR_NO),
  ...each('data.', ['nfCallIptables', 'nfCallIp6tables', 'nfCallArptables'], YES_OR_NO),
  ...each('data.', ['forwardDelay', 'helloTime', 'ageingTime', 'mcastLastMemberIntvl', 'mcastMembershipIntvl'], ticks),
  ...each('data.', ['mcastQuerierIntvl', 'mcastQueryResponseIntvl'], ticks),
  ...each('data.', ['mcastQueryIntvl', 'mcastStartupQueryIntvl'], anyOf(clamped(100, 8_640_000), ticks)),
  'data.multiBoolopt': boolopts,
  'data.fdbFlush': untold('it is a request'),
  'data.mcastHashElasticity': stored('it is 16, whatever one says', (_, found) => found === 16),
  'data.stpState': YES_OR_NO,
}

export const bridges = (rtnl: Rtnl): Topic<LinkSettings> => ({
  name: 'options of a bridge',
  usual: 500,
  least: [220, 110, 0],
  trials: fieldsOf(BRIDGE).map((data) => trial(data, { kind: 'bridge', data }, 'data.')),
  make: (input) => rtnl.links.change('br0', input),
  read: () => rtnl.links.get('br0'),
  undo: async () => undefined,
  wire,
  otherwise: BRIDGE_STORED,
})

/** Links that are created, read and deleted; deletion is far faster for many at once. */
const making = (rtnl: Rtnl, atOnce = 16): Pick<Topic<NewLink>, 'make' | 'read' | 'undo' | 'wire'> => {
  const litter: string[] = []
  return {
    make: (input) => rtnl.links.add(input),
    read: async ({ name = '', peer }) => ({
      ...settingsOf(await rtnl.links.get(name)),
      ...(peer?.name === undefined ? {} : { peer: settingsOf(await rtnl.links.get(peer.name)) }),
    }),
    undo: async ({ name = '' }) => {
      litter.push(name)
      if (litter.length >= atOnce) await rtnl.links.deleteAll(litter.splice(0))
    },
    wire,
  }
}

let count = 0
/** Names and numbers that no other link has. */
const fresh = (): number => 100 + count++

const VXLAN = rowsBut(vxlan, {})

const VXLAN_STORED: StoredOtherwise = {
  ...each('data.', ['learning', 'proxy', 'rsc', 'l2miss', 'l3miss', 'udpCsum', 'udpZeroCsum6Tx'], YES_OR_NO),
  ...each('data.', ['udpZeroCsum6Rx', 'remcsumTx', 'remcsumRx', 'collectMetadata'], YES_OR_NO),
  'data.link': ZERO(undefined),
  'data.port': ZERO(8472),
  'data.ageing': seldom(ZERO(300)),
  'data.mcRoute': untold('this kernel does not tell'),
  'data.vnifilter': anyOf(untold('it is reported if it is on'), YES_OR_NO),
  'data.label': seldom(stored('of 20 bits', (given, found) => found === ((given as number) & 0xfffff))),
}

/** Either end has one address; of two the kernel uses the second. */
const ofOneFamily = (data: Value): Value => {
  const four = 'group' in data || 'local' in data
  return Object.fromEntries(Object.entries(data).filter(([key]) => !four || (key !== 'group6' && key !== 'local6')))
}

export const vxlans = (rtnl: Rtnl): Topic<NewLink> => ({
  name: 'options of a vxlan',
  usual: 500,
  least: [250, 60, 25],
  trials: fieldsOf(VXLAN).map((chosen) => {
    const number = fresh()
    const data = ofOneFamily(chosen)
    return trial(
      data,
      { kind: 'vxlan', name: `x${number}`, data: { id: number, port: 20000 + number, ...data } },
      'data.',
    )
  }),
  ...making(rtnl),
  otherwise: VXLAN_STORED,
})

const sameSet = (given: unknown, found: unknown): boolean =>
  isDeepStrictEqual(new Set(given as string[]), new Set(found as string[] | undefined))

const MACVLAN = rowsBut(macvlan, { 'the kernel alone sets them': ['macaddrCount', 'bcQueueLenUsed'] })

export const macvlans = (rtnl: Rtnl, lower: number): Topic<NewLink> => ({
  name: 'options of a macvlan',
  usual: 150,
  least: [50, 40, 0],
  trials: fc
    .tuple(fc.constantFrom('macvlan', 'macvtap'), fieldsOf(MACVLAN))
    .map(([kind, data]) =>
      trial(data, { kind, name: `x${fresh()}`, link: lower, data: { mode: 'source', ...data } }, 'data.'),
    ),
  ...making(rtnl, 1),
  otherwise: {
    ...each('data.', ['macaddr', 'macaddrMode'], untold('it says what to do with the list')),
    'data.macaddrData': anyOf(
      stored('the kernel tells them in its own order, each once', sameSet),
      stored('macaddrMode has to say that it is to be set, and one alone comes first', (_, __, input) => {
        const { macaddrMode, macaddr } = (input as NewLink).data as Value
        return macaddrMode !== 'set' || macaddr !== undefined
      }),
    ),
    'data.bcCutoff': stored('1 is the default, and not reported', (given, found) => given === 1 && found === undefined),
  },
})

const WORTHS = ['mtu', 'address', 'broadcast', 'txqlen', 'group', 'protoDown', 'linkmode', 'operstate', 'carrier']
const SIZES = ['gsoMaxSize', 'gsoMaxSegs', 'groMaxSize', 'gsoIpv4MaxSize', 'groIpv4MaxSize']
const BITS = ['up', 'arp', 'multicast', 'allmulticast', 'promisc', 'dynamic', 'trailers']

const SETTINGS: { readonly [key: string]: fc.Arbitrary<unknown> } = {
  ...Object.fromEntries([...WORTHS, ...SIZES].map((key) => [key, valueFor(nodeOf(link.attributes, key))])),
  ...Object.fromEntries(BITS.map((key) => [key, fc.boolean()])),
  alias: fc.string({ unit: 'binary', maxLength: 300 }).map((text) => text.replaceAll('\0', '')),
  addrGenMode: valueFor(nodeOf(linkInet6, 'addrGenMode')),
  token: valueFor(nodeOf(linkInet6, 'token')),
  inet: fc
    .subarray([...inetConf.names], { minLength: 1, maxLength: 3 })
    .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), valueFor(inetConf.of)))))
    .map((entries) => Object.fromEntries(entries)),
}

const SETTING_STORED: StoredOtherwise = {
  address: CUT,
  broadcast: CUT,
  alias: EMPTY,
  token: stored('the upper half is passed over', (given, found) => sameHost(String(given), String(found))),
  operstate: stored('it is followed where the state of the link allows it', (_, found) => typeof found === 'string'),
}

const SETTINGS_STORED: StoredOtherwise = {
  ...SETTING_STORED,
  ...Object.fromEntries(Object.entries(SETTING_STORED).map(([path, how]) => [`peer.${path}`, how])),
}

export const settings = (rtnl: Rtnl): Topic<LinkSettings> => ({
  name: 'settings of a link',
  usual: 500,
  least: [180, 150, 30],
  trials: fieldsFrom(SETTINGS).map((given) => trial(given, given)),
  make: (input) => rtnl.links.change('v2', input),
  read: async () => settingsOf(await rtnl.links.get('v2')),
  undo: async () => undefined,
  wire,
  otherwise: SETTINGS_STORED,
})

const QUEUES = fc.oneof(fc.nat({ max: 8 }), valueFor(nodeOf(link.attributes, 'numTxQueues')))
const INDEX = fc.oneof(fc.integer({ min: 5000, max: 0x7fffffff }), fc.integer())

export const pairs = (rtnl: Rtnl): Topic<NewLink> => ({
  name: 'pairs',
  usual: 250,
  least: [80, 80, 12],
  trials: fc
    .tuple(
      fieldsFrom({ ...SETTINGS, numTxQueues: QUEUES, numRxQueues: QUEUES, index: INDEX }),
      fc.oneof(fc.constant<Value>({}), fieldsFrom(SETTINGS)),
    )
    .map(([own, others]) => {
      const name = `x${fresh()}`
      const { up: _, ...peer } = others
      const { chosen, input } = trial(own, { kind: 'veth', name, ...own, peer: { name: `${name}p`, ...peer } })
      return { input, chosen: [...chosen, ...Object.keys(peer).map((key) => `peer.${key}`)] }
    }),
  ...making(rtnl),
  otherwise: SETTINGS_STORED,
})
