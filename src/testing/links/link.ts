/** Links as messages. */
import type { Linkinfo, LinkMessage } from '../../rtnl/link/tables/link.ts'
import type { LinkState, World } from '../world.ts'
import { flagsOf, operstateOf } from './operstate.ts'

/** The options of a kind as the kernel reports them. */
const dataOf = (link: LinkState): object | undefined => {
  switch (link.kind) {
    case 'bridge': {
      const id = { prio: 0x8000, addr: link.bridgeAddress }
      return { ...link.data, bridgeId: id, rootId: id }
    }
    case 'macvlan':
      return { ...link.data, flags: [], macaddrCount: 0, bcQueueLen: 1000, bcQueueLenUsed: 1000 }
    default:
      return undefined
  }
}

const infoOf = (link: LinkState): Linkinfo | undefined => {
  const { kind, master } = link
  if (kind === undefined && master === undefined) return undefined
  const port = master === undefined ? {} : { slaveKind: 'bridge', slaveData: { state: portState(link) } }
  return { kind, data: dataOf(link) as Linkinfo['data'], ...port }
}

const portState = ({ forwarding }: LinkState): 'forwarding' | 'disabled' => (forwarding ? 'forwarding' : 'disabled')

/** The message of a link (rtnl_fill_ifinfo). Counters and what only drivers know are left out. */
export const linkMessage = (link: LinkState): LinkMessage => {
  const { index, type, name, altnames, alias, mtu, address, broadcast, txqlen, group, link: lower, master } = link
  return {
    header: { family: 'unspec', type, index, flags: flagsOf(link), change: [] },
    ifname: name,
    ...{ txqlen, operstate: operstateOf(link), linkmode: 'default', mtu, group, carrier: link.carrier },
    minMtu: type === 'loopback' ? 0 : MIN_MTU,
    maxMtu: type === 'loopback' ? 0 : MAX_MTU,
    ...{ address, broadcast, link: lower, master, ifalias: alias },
    qdisc: link.qdisc,
    linkinfo: infoOf(link),
    propList: altnames.length === 0 ? undefined : altnames,
  }
}

/** ETH_MIN_MTU and ETH_MAX_MTU: the limits of links that carry Ethernet frames. */
export const MIN_MTU = 68
export const MAX_MTU = 65535

/** Reports a link. `own`: as the result of the request. */
export const reportLink = (world: World, link: LinkState, own = false): void =>
  world.report({ name: 'RTM_NEWLINK', value: linkMessage(link), group: 'link', own })
