/** The kinds of links that requests can make, and their options. */
import type { Linkinfo, LinkMessage } from '../../rtnl/link/tables/link.ts'
import { notModelled, Refusal, refuseOthers } from '../refusal.ts'
import type { FakeKind, KindOptions, LinkState } from '../world.ts'
import { MAX_MTU, MIN_MTU } from './link.ts'

/** The options of a bridge that are modelled, as a new bridge has them. They have no effect, except that they are stored. */
const BRIDGE = {
  forwardDelay: 1500,
  ageingTime: 30000,
  stpState: 0,
  vlanFiltering: false,
  mcastSnooping: true,
  groupFwdMask: 0,
}
const MODES: readonly unknown[] = ['private', 'vepa', 'bridge']

/** The options of a new link. */
const DEFAULTS: { readonly [K in FakeKind]: KindOptions } = { veth: {}, bridge: BRIDGE, macvlan: { mode: 'vepa' } }

/** The kind by its name. Refuses kinds that are not modelled. */
export const kindOf = (name: string | undefined): FakeKind => {
  if (name !== undefined && Object.hasOwn(DEFAULTS, name)) return name as FakeKind
  const known = Object.keys(DEFAULTS).join(', ')
  throw notModelled(`links of kind ${name} (it has ${known})`, 'linkinfo.kind')
}

/** The options that a request sets. Refuses what is not modelled. */
const readData = (kind: FakeKind, data: object): KindOptions => {
  refuseOthers(data, [...Object.keys(DEFAULTS[kind]), ...(kind === 'veth' ? ['peer'] : [])], 'linkinfo.data')
  const { mode, stpState = 0 } = data as { readonly mode?: unknown; readonly stpState?: number }
  if (mode !== undefined && !MODES.includes(mode)) throw notModelled(`the mode ${mode}`, 'linkinfo.data.mode')
  if (stpState !== 0) throw notModelled('the spanning tree protocol', 'linkinfo.data.stpState')
  return data as KindOptions
}

/** The options of a new link of a kind. */
export const newData = (kind: FakeKind, { data = {} }: Linkinfo): KindOptions => ({
  ...DEFAULTS[kind],
  ...readData(kind, data),
})

/** Changes the options of a link. The request must name its kind. */
export const changeData = (link: LinkState, { kind, data = {} }: Linkinfo): void => {
  if (kind === undefined || kind !== link.kind || link.kind === 'veth') throw new Refusal('EOPNOTSUPP')
  link.data = { ...link.data, ...readData(link.kind, data) }
}

/** Whether a link can have the address (is_valid_ether_addr). */
export const isUnicast = (address: string): boolean =>
  (Number.parseInt(address, 16) & 1) === 0 && address !== '00:00:00:00:00:00'

/** What the kernel checks before it looks for the link that a request is about (rtnl_link_ops.validate). */
export const validate = ({ linkinfo, address, mtu }: LinkMessage): void => {
  if (linkinfo?.kind === undefined || !Object.hasOwn(DEFAULTS, linkinfo.kind)) return
  if (address !== undefined && !isUnicast(address)) throw new Refusal('EADDRNOTAVAIL')
  if (linkinfo.kind === 'veth' && mtu !== undefined && (mtu < MIN_MTU || mtu > MAX_MTU)) throw new Refusal('EINVAL')
}
