/** What is compared of a kernel and of a fake network: the outcome of a call, and the lists after it. */
import { isDeepStrictEqual } from 'node:util'
import type { Rtnl } from '../../../src/index.ts'
import { isNetlinkError, KernelError } from '../../../src/index.ts'
import type { Step } from './steps.ts'

type Value = { readonly [key: string]: unknown }

/** Fields that a kernel reports, and a fake network does not: counters, what drivers know, and clocks. */
const LINK = [
  ...['stats64', 'afSpec', 'promiscuity', 'allmulti', 'numTxQueues', 'numRxQueues', 'gsoMaxSegs', 'gsoMaxSize'],
  ...['groMaxSize', 'gsoIpv4MaxSize', 'groIpv4MaxSize', 'tsoMaxSize', 'tsoMaxSegs', 'maxPacingOffloadHorizon'],
  ...['carrierChanges', 'carrierUpCount', 'carrierDownCount', 'headroom', 'tailroom', 'protoDown', 'xdp', 'map'],
  ...['devlinkPort', 'dpllPin', 'netnsImmutable', 'physPortId', 'physSwitchId'],
]
const BRIDGE = [
  ...['helloTimer', 'tcnTimer', 'topologyChangeTimer', 'gcTimer', 'helloTime', 'maxAge', 'priority', 'rootPort'],
  ...['rootPathCost', 'topologyChange', 'topologyChangeDetected', 'groupAddr', 'multiBoolopt', 'fdbNLearned'],
  ...['fdbMaxLearned', 'mcastRouter', 'mcastQueryUseIfaddr', 'mcastQuerier', 'mcastStatsEnabled'],
  ...['mcastHashElasticity', 'mcastHashMax', 'mcastLastMemberCnt', 'mcastStartupQueryCnt', 'mcastIgmpVersion'],
  ...['mcastMldVersion', 'mcastLastMemberIntvl', 'mcastMembershipIntvl', 'mcastQuerierIntvl', 'mcastQueryIntvl'],
  ...['mcastQueryResponseIntvl', 'mcastStartupQueryIntvl', 'nfCallIptables', 'nfCallIp6tables', 'nfCallArptables'],
  ...['vlanDefaultPvid', 'vlanStatsEnabled', 'vlanStatsPerPort', 'vlanProtocol'],
]
const CLOCKS = [
  'cacheinfo',
  'cstamp',
  'tstamp',
  'lastuse',
  'expires',
  'used',
  'confirmed',
  'updated',
  'refcnt',
  'clntref',
]

/** The fields by name, without some. */
const without = (value: object, keys: readonly string[]): Value =>
  Object.fromEntries(
    Object.entries(value)
      .sort()
      .filter(([key, field]) => field !== undefined && !keys.includes(key)),
  )

/** Hardware addresses that the kernel makes up differ from run to run; those of the calls start alike. */
const GIVEN = /^(02:00:00:00:00|00:00:00:00:00|ff:ff)/
const OWN_LINK_LOCAL = /^fe80::(ff:fe00:[0-9a-f]+|77|)(?=\/|$)/

const known = (text: unknown): unknown => {
  if (typeof text !== 'string') return text
  if (/^([0-9a-f]{2}:){5}/.test(text) && !GIVEN.test(text)) return 'made up'
  if (text.startsWith('fe80::') && !OWN_LINK_LOCAL.test(text)) return text.replace(/^[^/]*/, 'fe80::made-up')
  return text
}

const knownIn = (value: Value): Value =>
  Object.fromEntries(Object.entries(value).map(([key, one]) => [key, known(one)]))

const comparableLink = (link: Value): Value => {
  const { data, slaveData, ...rest } = link as { readonly data?: object; readonly slaveData?: Value }
  return knownIn({
    ...without(rest, LINK),
    ...(data === undefined ? {} : { data: knownIds(without(data, BRIDGE)) }),
    ...(slaveData === undefined ? {} : { slaveData: { state: (slaveData as Value)['state'] } }),
  })
}

/** The IDs of a bridge contain its address. */
const knownIds = (data: Value): Value =>
  Object.fromEntries(Object.entries(data).map(([key, one]) => [key, /Id$/.test(key) ? knownIn(one as Value) : one]))

/** The kernel's lifetimes have become shorter since. */
const inThousands = (seconds: unknown): unknown => (typeof seconds === 'number' ? Math.ceil(seconds / 1000) : seconds)

const comparableAddress = ({ preferred, valid, ...address }: Value): Value =>
  knownIn({ ...without(address, CLOCKS), preferred: inThousands(preferred), valid: inThousands(valid) })

/** IPv6 reports equal routes in no particular order. */
const sorted = (values: readonly Value[]): Value[] =>
  values
    .map((value) => [JSON.stringify(Object.entries(value).sort()), value] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, value]) => value)

/** Whether a route with several next hops is `linkdown` as a whole depends on the order in which its links lost it. */
const withoutHistory = (route: Value): Value => {
  const { flags, multipath } = route
  return multipath === undefined
    ? route
    : { ...route, flags: (flags as string[]).filter((flag) => flag !== 'linkdown') }
}

const comparableRoutes = (routes: readonly object[]): Value[] => {
  const all = routes.map((route) => withoutHistory(knownIn(without(route, CLOCKS))))
  const isInet = ({ family }: Value): boolean => family === 'inet'
  return [...all.filter(isInet), ...sorted(all.filter((route) => !isInet(route)))]
}

/** The kernel adds neighbours for its own multicast packets. */
const isOwn = ({ type }: Value): boolean => type === 'multicast'

/** Lists by name. */
export type Lists = { readonly [name: string]: readonly unknown[] }

/** All lists of a network. */
export const listsOf = async (rtnl: Rtnl): Promise<Lists> => {
  const [links, addresses, routes, rules, neighbours] = await Promise.all([
    rtnl.links.list(),
    rtnl.addresses.list(),
    rtnl.routes.list(),
    rtnl.rules.list(),
    rtnl.neighbours.list(),
  ])
  return {
    links: links.map((link) => comparableLink({ ...link })),
    addresses: addresses.map((address) => comparableAddress({ ...address })),
    routes: comparableRoutes(routes),
    rules: rules.map((rule) => without(rule, [])).filter(({ family }) => family === 'inet' || family === 'inet6'),
    neighbours: sorted(neighbours.map((one) => without(one, CLOCKS)).filter((one) => !isOwn(one))),
  }
}

/** The outcome of a call: what it resolved with, or the errno and text of its refusal. */
export const outcomeOf = async (rtnl: Rtnl, { run }: Step): Promise<unknown> => {
  try {
    const value = (await run(rtnl)) as object | undefined
    return value === undefined ? 'done' : knownIn(without(value, [...CLOCKS, 'uid']))
  } catch (error) {
    if (!isNetlinkError(error)) throw error
    const text = error instanceof KernelError ? (error.extack?.message ?? '') : error.message
    return `${error.code} ${text}`
  }
}

/** What only one of them lists, for reports. */
export const differencesOf = (kernel: Lists, fake: Lists): string[] =>
  Object.keys(kernel).flatMap((name) => {
    const [one, other] = [kernel, fake].map((lists) => (lists[name] ?? []).map((value) => JSON.stringify(value)))
    const order = isDeepStrictEqual(one?.toSorted(), other?.toSorted()) && !isDeepStrictEqual(one, other)
    return [
      ...(order ? [`${name} in another order`, ...(one ?? []), 'fake:', ...(other ?? [])] : []),
      ...(one ?? []).filter((text) => !other?.includes(text)).map((text) => `kernel: ${text}`),
      ...(other ?? []).filter((text) => !one?.includes(text)).map((text) => `fake:   ${text}`),
    ]
  })
