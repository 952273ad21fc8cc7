/** Links, their addresses and the routes that come with these. */
import type { Checker } from '../checker.ts'
import { host, type LabHost, type LinkRow, named } from '../lab-host.ts'

const FOREVER = 0xffffffff

/** The link-local address that IPv6 derives from a hardware address (EUI-64). */
const linkLocal = (mac: string): string => {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((byte) => Number.parseInt(byte, 16))
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f]
  if (groups[0] === 0) groups.shift()
  return `fe80::${groups.map((group) => group.toString(16)).join(':')}`
}

export const isGone = (check: Checker, labHost: LabHost, dev: string): void =>
  check.is(`there is no ${dev}${labHost.suffix}`, labHost.link(dev)?.ifname, undefined)

/** A pair with both ends in the host, as the kernel creates it. */
export const isFreshVeth = (check: Checker, one: string, other: string): void => {
  const wanted = {
    kind: 'veth',
    flags: ['BROADCAST', 'MULTICAST', 'M-DOWN'],
    mtu: 1500,
    qdisc: 'noop',
    operstate: 'DOWN',
    txqlen: 1000,
  }
  const addresses = new Set<string | undefined>(['00:00:00:00:00:00'])
  for (const [dev, link] of [
    [one, other],
    [other, one],
  ] as const) {
    const found = host.link(dev)
    const { flags, mtu, qdisc, operstate, txqlen } = found ?? {}
    const seen = { kind: found?.linkinfo?.info_kind, link: found?.link, flags, mtu, qdisc, operstate, txqlen }
    check.is(`${dev}@${link} is a veth that is down`, seen, { ...wanted, link })
    addresses.add(found?.address)
  }
  check.is(`${one} and ${other} have a hardware address each`, addresses.size, 3)
}

/** A veth in a namespace with its peer in another one: each has the other's index. */
export const isPairAcross = (check: Checker, dev: string, inside: LabHost, peer: string, outside: LabHost): void => {
  const here = inside.link(dev)
  const there = outside.link(peer)
  check.is(`${dev}${inside.suffix} is a veth`, here?.linkinfo?.info_kind, 'veth')
  // a host has an eth0 of its own
  if (dev !== 'eth0') isGone(check, host, dev)
  check.is(
    `${dev}${inside.suffix} has ${peer} at its other end`,
    [here?.link, here?.link_index],
    [undefined, there?.ifindex],
  )
  check.is(
    `${peer}${outside.suffix} has ${dev} at its other end`,
    [there?.link, there?.link_index],
    [undefined, here?.ifindex],
  )
}

/** The peer is in a namespace that has an nsid here, but no name. */
export const peerHasId = (check: Checker, labHost: LabHost, dev: string, id: number): void => {
  check.is(`the peer of ${dev}${labHost.suffix} is in namespace ${id}`, labHost.link(dev)?.link_netnsid, id)
  check.is(`... which has no name there`, /link-netns /.test(labHost.run(`ip link show dev ${dev}`).output), false)
}

/** The peer is in a namespace that has a name. */
export const peerIsIn = (check: Checker, labHost: LabHost, dev: string, name: string): void => {
  const words = /link-netns (\S+)/.exec(labHost.run(`ip link show dev ${dev}`).output)
  check.is(`the peer of ${dev}${labHost.suffix} is in ${name}`, words?.[1], name)
  const ids = labHost.json<{ nsid: number; name?: string }>('ip -j netns list-id')
  const id = labHost.link(dev)?.link_netnsid
  check.is(`... whose id there is that of the name`, ids.find(({ nsid }) => nsid === id)?.name, name)
}

const state = (link: LinkRow | undefined): unknown => ({
  up: link?.flags.includes('UP'),
  carrier: link?.flags.includes('LOWER_UP') === true && !link.flags.includes('NO-CARRIER'),
  operstate: link?.operstate,
})

export const isUp = (check: Checker, labHost: LabHost, dev: string): Promise<void> =>
  check.becomes(`${dev}${labHost.suffix} is up`, () => state(labHost.link(dev)), {
    up: true,
    carrier: true,
    operstate: 'UP',
  })

/** As `ip address add` leaves it: unlimited lifetime, and no broadcast address unless given. */
export const hasAddress = (
  check: Checker,
  labHost: LabHost,
  dev: string,
  address: string,
  broadcast?: string,
): void => {
  const found = labHost.addresses(dev).filter(({ local, prefixlen }) => `${local}/${prefixlen}` === address)
  check.is(
    `${dev}${labHost.suffix} has ${address}`,
    found.map(({ scope, label, valid_life_time, broadcast }) => ({ scope, label, valid_life_time, broadcast })),
    [{ scope: 'global', label: dev, valid_life_time: FOREVER, broadcast }],
  )
}

export const hasNoAddress = (check: Checker, labHost: LabHost, dev: string): void =>
  check.is(`${dev}${labHost.suffix} has no IPv4 address`, labHost.addresses(dev), [])

export const hasLinkLocal = (check: Checker, labHost: LabHost, dev: string): Promise<void> =>
  check.becomes(
    `${dev}${labHost.suffix} has made itself a link-local address`,
    () =>
      labHost
        .addresses(dev, 6)
        .filter(({ scope }) => scope === 'link')
        .map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    [`${linkLocal(labHost.link(dev)?.address ?? '')}/64`],
  )

/** The route that the kernel has added for an address. */
export const isConnected = (check: Checker, labHost: LabHost, dev: string, dst: string, prefsrc: string): void => {
  const found = labHost.routes().filter((route) => route.dst === dst && route.dev === dev)
  check.is(
    `${dst} is on the link ${dev}${labHost.suffix}`,
    found.map(({ protocol, scope, prefsrc }) => ({ protocol, scope, prefsrc })),
    [{ protocol: 'kernel', scope: 'link', prefsrc }],
  )
}

export const hasDefaultRoute = (check: Checker, labHost: LabHost, dev: string, gateway: string): void =>
  check.is(
    `all else goes via ${gateway}${labHost.suffix}`,
    labHost.routes('default').map(({ dev, gateway, metric = 0 }) => ({ dev, gateway, metric })),
    [{ dev, gateway, metric: 0 }],
  )

/** A veth inside that is connected to its peer in the host: up, with an address, neighbours and a default route. */
export const isConfigured = async (
  check: Checker,
  name: string,
  dev: string,
  address: string,
  gateway?: string,
): Promise<void> => {
  const labHost = named(name)
  await isUp(check, labHost, dev)
  hasAddress(check, labHost, dev, address)
  if (gateway !== undefined) hasDefaultRoute(check, labHost, dev, gateway)
}
