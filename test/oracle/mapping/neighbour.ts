/** `ip -details -statistics -json neighbour` and `bridge -details -statistics -json fdb`. */
import type { Neighbour } from '../../../src/index.ts'
import { dev, has, type Mapping } from '../compare.ts'

/** Hundredths of a second as whole seconds. */
const seconds =
  (key: 'used' | 'confirmed' | 'updated') =>
  ({ cacheinfo }: Neighbour) =>
    cacheinfo && Math.floor(cacheinfo[key] / 100)

export const neighbour: Mapping<Neighbour> = {
  dst: 'dst',
  dev: 'dev',
  lladdr: 'lladdr',
  router: has('flags', 'router'),
  proxy: has('flags', 'proxy'),
  extern_learn: has('flags', 'extern_learn'),
  offload: has('flags', 'offload'),
  managed: has('flagsExt', 'managed'),
  refcnt: ({ cacheinfo }) => cacheinfo?.refcnt,
  used: seconds('used'),
  confirmed: seconds('confirmed'),
  updated: seconds('updated'),
  probes: 'probes',
  state: ({ state }) => new Set(state.length === 0 ? ['NONE'] : state.map((word) => String(word).toUpperCase())),
  protocol: ({ protocol }) => String(protocol),
}

const shown = ['self', 'offload', 'extern_learn', 'sticky', 'locked', 'router']

/** One word; none for a learned entry that is fresh. */
const fdbState = ({ state }: Neighbour): string => {
  if (state.includes('permanent')) return 'permanent'
  if (state.includes('noarp')) return 'static'
  return state.includes('stale') ? 'stale' : ''
}

export const fdb: Mapping<Neighbour> = {
  mac: 'lladdr',
  ifname: 'dev',
  dst: 'dst',
  vlan: 'vlan',
  port: 'port',
  vni: 'vni',
  src_vni: 'srcVni',
  viaIf: dev('viaIndex'),
  nhid: 'nhId',
  used: seconds('used'),
  updated: seconds('updated'),
  flags: ({ flags, flagsExt = [] }) => new Set([...flags, ...flagsExt].filter((word) => shown.includes(String(word)))),
  master: dev('master'),
  state: fdbState,
}
