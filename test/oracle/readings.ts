/** All comparisons: iproute2's command, the mapping, and our ways to read the same. */
import type { Address, Link, Neighbour, Netconf, Nsid, Route, RouteQuery, Rtnl, Rule } from '../../src/index.ts'
import { compile } from '../../src/netlink/codec/decode/compile/compile.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import { NLMSG_HDRLEN } from '../../src/netlink/protocol/header.ts'
import type { LinkMessage } from '../../src/rtnl/link/tables/link.ts'
import { link as linkNode } from '../../src/rtnl/link/tables/link.ts'
import { linkShape } from '../../src/rtnl/shapes.ts'
import type { Mapping } from './compare.ts'
import { type AddressedLink, addressedLink } from './mapping/address.ts'
import { link } from './mapping/link.ts'
import { fdb, neighbour } from './mapping/neighbour.ts'
import { netconf, nsid } from './mapping/netconf.ts'
import { bridgeLink, bridgeTunnel, bridgeVlan } from './mapping/ports.ts'
import { route } from './mapping/route.ts'
import { rule } from './mapping/rule.ts'
import { collect, type Reading } from './reading.ts'

const RTM_GETLINK = 18
const decodeLink = compile<Link>(linkNode, linkShape)

/** Links of family `bridge`, which the operations have no filter for. */
const bridgeLinks = (rtnl: Rtnl, extMask: LinkMessage['extMask'] = []): Promise<Link[]> => {
  const request = { header: { family: 'bridge' }, extMask } as unknown as LinkMessage
  return rtnl.socket.dump(RTM_GETLINK, encode(linkNode, request), (bytes, view, start, end) =>
    decodeLink(bytes, view, start + NLMSG_HDRLEN, end),
  )
}

const each = async <T, U>(list: Promise<readonly T[]>, get: (value: T) => Promise<U>): Promise<U[]> =>
  Promise.all((await list).map(get))

export const links: Reading<Link> = {
  command: 'ip -details -statistics -statistics -json link',
  mapping: link,
  ways: {
    list: (rtnl) => rtnl.links.list(),
    iterate: (rtnl) => collect(rtnl.links.iterate()),
    'get by index': (rtnl) => each(rtnl.links.list(), ({ index }) => rtnl.links.get(index)),
    'get by name': (rtnl) => each(rtnl.links.list(), ({ name }) => rtnl.links.get(name)),
    'get by another name': (rtnl) =>
      each(rtnl.links.list(), ({ name, altnames }) => rtnl.links.get(altnames?.[0] ?? name)),
  },
}

const withAddresses = (all: readonly Link[], addresses: readonly Address[]): AddressedLink[] =>
  all.map((one) => ({ ...one, addresses: addresses.filter(({ index }) => index === one.index) }))

export const addresses: Reading<AddressedLink> = {
  command: 'ip -details -json address',
  mapping: addressedLink,
  ways: {
    list: async (rtnl) => withAddresses(await rtnl.links.list(), await rtnl.addresses.list()),
    iterate: async (rtnl) => withAddresses(await rtnl.links.list(), await collect(rtnl.addresses.iterate())),
    get: async (rtnl) => {
      const found = await each(rtnl.addresses.list(), ({ address, dev, family }) =>
        rtnl.addresses.get(address, { dev, family: family as 'inet' }),
      )
      return withAddresses(
        await rtnl.links.list(),
        found.filter((one) => one !== undefined),
      )
    },
  },
}

/** Cached results of lookups are not entries of a table; iproute2 hides them. */
const entries = (routes: readonly Route[]): Route[] => routes.filter(({ flags }) => !flags.includes('cloned'))

export const routes = (family: 'inet' | 'inet6' | 'mpls', table = true): Reading<Route> => ({
  command: `ip -family ${family} -details -statistics -json route show${table ? ' table all' : ''}`,
  mapping: route,
  ways: {
    list: async (rtnl) => entries(await rtnl.routes.list({ family })),
    iterate: async (rtnl) => entries(await collect(rtnl.routes.iterate({ family }))),
  },
})

/** The route of a packet; `words` are iproute2's arguments for `query`. */
export const decision = (to: string, query: RouteQuery = {}, words = ''): Reading<Route> => ({
  command: `ip -details -json route get ${query.fibMatch === true ? 'fibmatch ' : ''}${to}${words}`,
  mapping: route,
  ways: { get: async (rtnl) => [await rtnl.routes.get(to, query)] },
})

export const rules = (family: 'inet' | 'inet6'): Reading<Rule> => ({
  command: `ip -family ${family} -details -json rule`,
  mapping: rule,
  ways: {
    list: (rtnl) => rtnl.rules.list({ family }),
    iterate: (rtnl) => collect(rtnl.rules.iterate({ family })),
  },
})

const isNeighbour = ({ family }: Neighbour): boolean => family === 'inet' || family === 'inet6'

/** While the kernel replies about one neighbour it holds one more reference. */
const withoutAsking = (value: Neighbour): Neighbour =>
  value.cacheinfo === undefined
    ? value
    : { ...value, cacheinfo: { ...value.cacheinfo, refcnt: value.cacheinfo.refcnt - 1 } }

export const neighbours: Reading<Neighbour> = {
  command: 'ip -details -statistics -json neighbour show nud all',
  mapping: neighbour,
  ways: {
    list: async (rtnl) => (await rtnl.neighbours.list()).filter(isNeighbour),
    iterate: async (rtnl) => (await collect(rtnl.neighbours.iterate())).filter(isNeighbour),
    get: async (rtnl) => {
      const all = rtnl.neighbours.list().then((list) => list.filter(isNeighbour))
      return (await each(all, ({ dst, index }) => rtnl.neighbours.get(String(dst), index))).map(withoutAsking)
    },
  },
}

export const proxies: Reading<Neighbour> = {
  command: 'ip -details -statistics -json neighbour show proxy',
  mapping: neighbour,
  ways: {
    list: (rtnl) => rtnl.neighbours.list({ proxy: true }),
    iterate: (rtnl) => collect(rtnl.neighbours.iterate({ proxy: true })),
  },
}

export const forwarding: Reading<Neighbour> = {
  command: 'bridge -details -statistics -json fdb',
  mapping: fdb,
  ways: {
    list: (rtnl) => rtnl.neighbours.list({ family: 'bridge' }),
    iterate: (rtnl) => collect(rtnl.neighbours.iterate({ family: 'bridge' })),
  },
}

export const bridgePorts: Reading<Link> = {
  command: 'bridge -details -json link',
  mapping: bridgeLink(link['flags'] as Extract<Mapping<Link>[string], () => unknown>),
  ways: { dump: async (rtnl) => (await bridgeLinks(rtnl)).filter(({ protinfo }) => protinfo !== undefined) },
}

const some = (key: string) => (one: Link) =>
  ((one.afSpec as { [name: string]: readonly unknown[] } | undefined)?.[key]?.length ?? 0) > 0

/** `bridge -details vlan` is not compared: it reads RTM_GETVLAN, another message. */
export const bridgeVlans: readonly Reading<Link>[] = [
  {
    command: 'bridge -json vlan',
    mapping: bridgeVlan,
    ways: { dump: async (rtnl) => (await bridgeLinks(rtnl, ['brvlan'])).filter(some('vlanInfo')) },
  },
  {
    command: 'bridge -compressvlans -json vlan',
    mapping: bridgeVlan,
    ways: { dump: async (rtnl) => (await bridgeLinks(rtnl, ['brvlan_compressed'])).filter(some('vlanInfo')) },
  },
  {
    command: 'bridge -json vlan tunnelshow',
    mapping: bridgeTunnel,
    ways: { dump: async (rtnl) => (await bridgeLinks(rtnl, ['brvlan'])).filter(some('vlanTunnelInfo')) },
  },
]

export const netconfs: Reading<Netconf> = {
  command: 'ip -json netconf',
  mapping: netconf,
  ways: {
    list: (rtnl) => rtnl.netconf.list(),
    iterate: (rtnl) => collect(rtnl.netconf.iterate()),
    get: (rtnl) =>
      each(rtnl.netconf.list(), ({ index, family }) =>
        rtnl.netconf.get(index as number, family as 'inet' | 'inet6' | 'mpls'),
      ),
  },
}

export const nsids: Reading<Nsid> = {
  command: 'ip -json netns list-id',
  mapping: nsid,
  ways: {
    list: (rtnl) => rtnl.nsids.list(),
    iterate: (rtnl) => collect(rtnl.nsids.iterate()),
    get: (rtnl) =>
      each(rtnl.nsids.list(), async (one) => ({ ...one, nsid: await rtnl.nsids.get({ nsid: one.nsid as number }) })),
  },
}
