import type { Attributes, Infer, InferRows, Select } from '../../netlink/codec/node.ts'
import { attr, attributes, bytes, select, string } from '../../netlink/codec/node.ts'
import { canDeviceStats } from './kinds/can.ts'
import { linkKinds, portKinds } from './kinds/index.ts'

/** What a link of any known kind has; bytes for the others. */
export type LinkData = Infer<(typeof linkKinds)[keyof typeof linkKinds]> | Uint8Array

/** Asked for when it is read: some kinds hold a link themselves, and with it this record. */
const data: Select<LinkData> = {
  type: 'select',
  by: 'kind',
  get cases() {
    return linkKinds
  },
  otherwise: bytes,
}

/** What a link enslaved to a master of any known kind has; bytes for the others. */
export type PortData = Infer<(typeof portKinds)[keyof typeof portKinds]> | Uint8Array

const slaveData: Select<PortData> = {
  type: 'select',
  by: 'slaveKind',
  get cases() {
    return portKinds
  },
  otherwise: bytes,
}

const rows = {
  kind: attr(1, string),
  /** The kind's own table. */
  data: attr(2, data),
  /** The kind's own counters: `can` alone sends them here. */
  xstats: attr(3, select('kind', { can: canDeviceStats }, bytes)),
  /** Kind of the master. */
  slaveKind: attr(4, string),
  /** What the master's kind knows about its port. */
  slaveData: attr(5, slaveData),
}

/** IFLA_LINKINFO: IFLA_INFO_* of <linux/if_link.h>. */
export interface Linkinfo extends InferRows<typeof rows> {}
export const linkinfo: Attributes<Linkinfo> = attributes('IFLA_INFO_', rows)
