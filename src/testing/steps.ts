/** The requests that make what a fake network contains at the start. */
import { unknownKey } from '../netlink/codec/encode/checks.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import { parsePrefix } from '../netlink/codec/text/prefix.ts'
import type { MessageName } from '../rtnl/tables/index.ts'
import { lastOf } from './arithmetic.ts'
import { NOWHERE } from './routes/route.ts'
import type { FakeAddress, FakeLink, FakeNeighbour, FakeRoute, FakeRule, NetworkState } from './state.ts'

/** A message that makes one entry. */
export interface Step {
  readonly name: MessageName
  readonly value: object
}

/** Index of a link by name. Throws EncodeError if there is none. */
export type IndexOf = (name: string, path: string) => number

type Keys<T> = { readonly [K in keyof Required<T>]: true }

const checkKeys = <T extends object>(entry: T, keys: Keys<T>): void => {
  const unknown = Object.keys(entry).find((key) => !Object.hasOwn(keys, key))
  if (unknown !== undefined) throw unknownKey('', unknown, Object.keys(keys))
}

const familyOf = (text: string): 'inet' | 'inet6' => (text.includes(':') ? 'inet6' : 'inet')

const LINK: Keys<FakeLink> = {
  ...{ name: true, kind: true, index: true, up: true, address: true, mtu: true, group: true, alias: true },
  ...{ master: true, link: true, peer: true, data: true },
}

/** The message that makes or changes a link. `exists`: the index of the link that has the name. */
export const linkStep = (entry: FakeLink, indexOf: IndexOf, exists: number | undefined): Step => {
  checkKeys(entry, LINK)
  const { name, kind, index = 0, up = false, address, mtu, group, alias, master, link, peer, data } = entry
  const options = peer === undefined ? data : { ...data, peer: { header: {}, ifname: peer } }
  return {
    name: 'RTM_NEWLINK',
    value: {
      header: { index: exists ?? index, flags: up ? ['up'] : [], change: up ? ['up'] : [] },
      ...{ ifname: name, address, mtu, group, ifalias: alias },
      master: master === undefined ? undefined : indexOf(master, 'master'),
      link: link === undefined ? undefined : indexOf(link, 'link'),
      linkinfo: kind === undefined ? undefined : { kind, data: options },
    },
  }
}

const ADDRESS: Keys<FakeAddress> = { dev: true, address: true, broadcast: true, scope: true, flags: true }

/** The message that makes an address. */
export const addressStep = (entry: FakeAddress, indexOf: IndexOf): Step => {
  checkKeys(entry, ADDRESS)
  const { dev, broadcast, scope = 'global', flags } = entry
  const { address, length } = parsePrefix(entry.address, 'address')
  return {
    name: 'RTM_NEWADDR',
    value: {
      header: { family: familyOf(address), prefixlen: length, scope, index: indexOf(dev, 'dev') },
      ...{ local: address, address, flags },
      broadcast: broadcast === '+' ? lastOf(address, length) : broadcast,
    },
  }
}

const ROUTE: Keys<FakeRoute> = {
  ...{ dst: true, family: true, gateway: true, dev: true, metric: true, table: true, type: true, protocol: true },
  ...{ prefsrc: true, onlink: true },
}

/** The message that makes a route, with the scope that `ip route` chooses. */
export const routeStep = (entry: FakeRoute, indexOf: IndexOf): Step => {
  checkKeys(entry, ROUTE)
  const { gateway, dev, metric, table = 'main', type = 'unicast', protocol = 'boot', prefsrc, onlink = false } = entry
  const prefix = entry.dst === 'default' ? undefined : parsePrefix(entry.dst, 'dst')
  const family = entry.family ?? familyOf(prefix?.address ?? gateway ?? '')
  const near = family === 'inet' && gateway === undefined && !NOWHERE.has(type)
  const scope = near ? (type === 'local' ? 'host' : 'link') : 'global'
  const flags = onlink ? ['onlink'] : []
  return {
    name: 'RTM_NEWROUTE',
    value: {
      header: { family, dstLen: prefix?.length ?? 0, type, protocol, scope, flags },
      ...{ dst: prefix?.address, gateway, priority: metric, table, prefsrc },
      oif: dev === undefined ? undefined : indexOf(dev, 'dev'),
    },
  }
}

const RULE: Keys<FakeRule> = { family: true, priority: true, table: true, src: true, dst: true, fwmark: true }

/** The message that makes a rule. */
export const ruleStep = (entry: FakeRule): Step => {
  checkKeys(entry, RULE)
  const { priority, table = 'main', fwmark } = entry
  const src = entry.src === undefined ? undefined : parsePrefix(entry.src, 'src')
  const dst = entry.dst === undefined ? undefined : parsePrefix(entry.dst, 'dst')
  const family = entry.family ?? familyOf(dst?.address ?? src?.address ?? '')
  const header = { family, srcLen: src?.length ?? 0, dstLen: dst?.length ?? 0, action: 'lookup' }
  return {
    name: 'RTM_NEWRULE',
    value: { header, src: src?.address, dst: dst?.address, priority, table, fwmark, protocol: 'boot' },
  }
}

const NEIGHBOUR: Keys<FakeNeighbour> = { dev: true, dst: true, lladdr: true, state: true }

/** The message that makes a neighbour. */
export const neighbourStep = (entry: FakeNeighbour, indexOf: IndexOf): Step => {
  checkKeys(entry, NEIGHBOUR)
  const { dev, dst, lladdr, state = ['permanent'] } = entry
  const header = { family: familyOf(dst), ifindex: indexOf(dev, 'dev'), state }
  return { name: 'RTM_NEWNEIGH', value: { header, dst, lladdr } }
}

/** Throws EncodeError for a field of the state that does not exist, or is not a list. */
export const checkState = (state: NetworkState): void => {
  const keys = ['links', 'addresses', 'neighbours', 'rules', 'routes']
  for (const [key, value] of Object.entries(state)) {
    if (!keys.includes(key)) throw unknownKey('', key, [...keys, 'privileged', 'order'])
    if (value !== undefined && !Array.isArray(value)) throw new EncodeError(key, 'a list', value)
  }
}
