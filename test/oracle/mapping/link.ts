/** `ip -details -json link`. */

import type { Link, Plain } from '../../../src/index.ts'
import type { LinkAfSpec } from '../../../src/rtnl/link/tables/inet.ts'
import type { LinkStats64 } from '../../../src/rtnl/link/tables/stats.ts'
import { dev, type Mapping, nest, type World } from '../compare.ts'
import { kinds } from './kinds.ts'
import { ports } from './ports.ts'

/** `NO-CARRIER` and `M-DOWN` are words of iproute2 for the flags of the link and of its lower link. */
const flags = (link: Link, world: World): Set<string> => {
  const words = link.flags.filter((word) => word !== 'running').map((word) => String(word).toUpperCase())
  if (link.flags.includes('up') && !link.flags.includes('running')) words.push('NO-CARRIER')
  const below = link.linkNetnsid === undefined ? link.link : undefined
  if (below !== undefined && below > 0 && !world.up(below)) words.push('M-DOWN')
  return new Set(words.map((word) => (word === 'LOWER_UP' ? word : word.replaceAll('_', '-'))))
}

const pointToPoint = (link: Link): boolean => link.flags.includes('pointopoint')

const receivedStats: Mapping<Plain<LinkStats64>> = {
  bytes: 'rxBytes',
  packets: 'rxPackets',
  errors: 'rxErrors',
  dropped: 'rxDropped',
  over_errors: 'rxOverErrors',
  multicast: 'multicast',
  compressed: 'rxCompressed',
  length_errors: 'rxLengthErrors',
  crc_errors: 'rxCrcErrors',
  frame_errors: 'rxFrameErrors',
  fifo_errors: 'rxFifoErrors',
  missed_errors: 'rxMissedErrors',
  nohandler: 'rxNohandler',
  otherhost_dropped: 'rxOtherhostDropped',
}

const sentStats: Mapping<Plain<LinkStats64> & Pick<Link, 'carrierChanges'>> = {
  bytes: 'txBytes',
  packets: 'txPackets',
  errors: 'txErrors',
  dropped: 'txDropped',
  carrier_errors: 'txCarrierErrors',
  collisions: 'collisions',
  compressed: 'txCompressed',
  aborted_errors: 'txAbortedErrors',
  fifo_errors: 'txFifoErrors',
  window_errors: 'txWindowErrors',
  heartbeat_errors: 'txHeartbeatErrors',
  carrier_changes: 'carrierChanges',
}

const linkinfo: Mapping<Link> = {
  info_kind: 'kind',
  info_data: nest(
    (link) => link.data as object | undefined,
    ({ kind }) => (kind === undefined ? undefined : (kinds[kind] as Mapping<object> | undefined)),
  ),
  info_slave_kind: 'slaveKind',
  info_slave_data: nest(
    (link) => link.slaveData as object | undefined,
    ({ slaveKind }) => (slaveKind === undefined ? undefined : (ports[slaveKind] as Mapping<object> | undefined)),
  ),
}

export const link: Mapping<Link> = {
  ifindex: 'index',
  ifname: 'name',
  /** 0 is no link in this namespace. */
  link: ({ link }, { name }) => (link === 0 ? null : name(link)),
  link_index: 'link',
  link_netnsid: 'linkNetnsid',
  flags,
  mtu: 'mtu',
  qdisc: 'qdisc',
  master: dev('master'),
  operstate: ({ operstate }) => String(operstate).toUpperCase(),
  linkmode: ({ linkmode }) => String(linkmode).toUpperCase(),
  group: ({ group }) => (group === 0 ? 'default' : String(group)),
  txqlen: 'txqlen',
  link_type: 'type',
  address: 'address',
  link_pointtopoint: pointToPoint,
  broadcast: 'broadcast',
  permaddr: 'permAddress',
  promiscuity: 'promiscuity',
  allmulti: 'allmulti',
  min_mtu: 'minMtu',
  max_mtu: 'maxMtu',
  linkinfo: nest((value) => value, linkinfo),
  inet6_addr_gen_mode: ({ afSpec }) => (afSpec as Plain<LinkAfSpec> | undefined)?.inet6?.addrGenMode,
  num_tx_queues: 'numTxQueues',
  num_rx_queues: 'numRxQueues',
  gso_max_size: 'gsoMaxSize',
  gso_max_segs: 'gsoMaxSegs',
  tso_max_size: 'tsoMaxSize',
  tso_max_segs: 'tsoMaxSegs',
  gro_max_size: 'groMaxSize',
  ifalias: 'alias',
  altnames: 'altnames',
  stats64: nest((value) => value, {
    rx: nest((value: Link) => value.stats64, receivedStats),
    tx: nest((value: Link) => ({ ...value.stats64, carrierChanges: value.carrierChanges }) as never, sentStats),
  }),
}
