/**
 * The read-only fields of each object, which only the kernel sets. `scripts/read-only.ts` writes them to docs/read-only.md.
 */
import type { ReadOnlyFields } from '../client/read-only.ts'

const QUERY = 'it describes the packet of a lookup (`routes.get`), not a route'
const UNUSED = 'Linux no longer uses it'

export const addressReadOnly = {
  inEveryReply: ['family', 'flags', 'scope', 'index'],
  fields: {
    cacheinfo: 'lifetimes are set by `preferred` and `valid`',
    multicast: '',
    targetNetnsid: '',
  },
  words: { flags: ['nodad', 'optimistic', 'home', 'mngtmpaddr', 'noprefixroute', 'autojoin'] },
} as const satisfies ReadOnlyFields

/** The flags that can be set on an IPv4 address. */
export const INET_ADDRESS_FLAGS: readonly string[] = ['noprefixroute', 'autojoin']

export const routeReadOnly = {
  inEveryReply: ['family', 'tos', 'table', 'protocol', 'scope', 'type', 'flags'],
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
} as const satisfies ReadOnlyFields

/** For the families `ipmr` and `ip6mr`. There `iif` is a setting: a multicast route is for packets that one link receives. */
export const multicastRouteReadOnly = {
  inEveryReply: routeReadOnly.inEveryReply,
  fields: { mfcStats: '', cacheinfo: '', expires: '' },
  words: { flags: [] },
} as const satisfies ReadOnlyFields

export const ruleReadOnly = {
  inEveryReply: ['family', 'tos', 'table', 'action', 'flags'],
  fields: {},
  words: { flags: ['permanent', 'invert', 'find_saddr'] },
} as const satisfies ReadOnlyFields

export const neighbourReadOnly = {
  inEveryReply: ['family', 'index', 'state', 'flags', 'type'],
  fields: { cacheinfo: '', probes: '', type: '', linkNetnsid: '' },
  words: { flags: ['use', 'self', 'master', 'proxy', 'extern_learn', 'sticky', 'router'] },
} as const satisfies ReadOnlyFields

export const linkReadOnly = {
  inEveryReply: ['type', 'index', 'flags'],
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
    xdp: 'a program is attached by its file descriptor, not by its id',
  },
} as const satisfies ReadOnlyFields
