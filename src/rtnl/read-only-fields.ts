/** The fields of each object that the kernel alone sets: docs/read-only.md is made of these. */
import type { ReadOnly } from '../client/read-only.ts'

const QUERY = 'a route has none; it is what `routes.get` asks with'
const UNUSED = 'Linux does not use it any more'

export const addressReadOnly = {
  told: ['family', 'flags', 'scope', 'index'],
  fields: {
    cacheinfo: 'lifetimes are set by `preferred` and `valid`',
    multicast: '',
    targetNetnsid: '',
  },
  words: { flags: ['nodad', 'optimistic', 'home', 'mngtmpaddr', 'noprefixroute', 'autojoin'] },
} as const satisfies ReadOnly

/** Of these IPv4 takes no more. */
export const INET_ADDRESS_FLAGS: readonly string[] = ['noprefixroute', 'autojoin']

export const routeReadOnly = {
  told: ['family', 'tos', 'table', 'protocol', 'scope', 'type', 'flags'],
  fields: {
    cacheinfo: 'a lifetime is set by `expires`',
    mfcStats: '',
    iif: QUERY,
    mark: QUERY,
    uid: QUERY,
    ipProto: QUERY,
    sport: QUERY,
    dport: QUERY,
    flowlabel: QUERY,
    protoinfo: UNUSED,
    session: UNUSED,
    mpAlgo: UNUSED,
  },
  words: { flags: ['onlink', 'pervasive'] },
} as const satisfies ReadOnly

/** Of families `ipmr` and `ip6mr`, whose routes are for packets that come in by one link. */
export const multicastRouteReadOnly = {
  told: routeReadOnly.told,
  fields: { mfcStats: '', cacheinfo: '', expires: '' },
  words: { flags: [] },
} as const satisfies ReadOnly

export const ruleReadOnly = {
  told: ['family', 'tos', 'table', 'action', 'flags'],
  fields: {},
  words: { flags: ['permanent', 'invert', 'find_saddr'] },
} as const satisfies ReadOnly

export const neighbourReadOnly = {
  told: ['family', 'index', 'state', 'flags', 'type'],
  fields: { cacheinfo: '', probes: '', type: '', linkNetnsid: '' },
  words: { flags: ['use', 'self', 'master', 'proxy', 'extern_learn', 'sticky', 'router'] },
} as const satisfies ReadOnly

export const linkReadOnly = {
  told: ['type', 'index', 'flags'],
  fields: {
    type: '',
    flags: '`up`, `arp`, `promisc` and the like set them',
    qdisc: 'traffic control sets it',
    stats64: '',
    xstats: '',
    promiscuity: '',
    allmulti: '',
    carrierChanges: '',
    carrierUpCount: '',
    carrierDownCount: '',
    minMtu: '',
    maxMtu: '',
    permAddress: '',
    parentDevName: '',
    parentDevBusName: '',
    tsoMaxSize: '',
    tsoMaxSegs: '',
    physPortId: '',
    physPortName: '',
    physSwitchId: '',
    numVf: '',
    event: '',
    newNetnsid: '',
    newIfindex: '',
    devlinkPort: '',
    dpllPin: '',
    maxPacingOffloadHorizon: '',
    netnsImmutable: '',
    headroom: 'netkit has it among its options (`data`)',
    tailroom: 'netkit has it among its options (`data`)',
    peerNetns: '',
    altnames: '`addAltname` and `deleteAltname` change them; `links.add` takes them',
    xdp: 'a program is attached by a descriptor of it, not by its number',
  },
} as const satisfies ReadOnly
