/** Expressions that change addresses and ports. */

import { attr, attributes, be32 } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { familyWords } from '../../../tables/nfgenmsg.ts'
import { register } from '../data.ts'

/** NFPROTO_* in four bytes. */
const wideFamily = enumeration(be32, 'NFPROTO_', familyWords)

/** NF_NAT_RANGE_* of <linux/netfilter/nf_nat.h>. */
export const natFlagWords = {
  'map-ips': 1,
  'proto-specified': 2,
  random: [4, 'NF_NAT_RANGE_PROTO_RANDOM'],
  persistent: 8,
  'fully-random': [16, 'NF_NAT_RANGE_PROTO_RANDOM_FULLY'],
  'proto-offset': 32,
  netmap: 64,
} as const
const natFlags = flags(be32, 'NF_NAT_RANGE_', natFlagWords)

const natRows = {
  type: attr(1, enumeration(be32, 'NFT_NAT_', { snat: 0, dnat: 1 })),
  family: attr(2, wideFamily),
  regAddrMin: attr(3, register),
  regAddrMax: attr(4, register),
  regProtoMin: attr(5, register),
  regProtoMax: attr(6, register),
  flags: attr(7, natFlags),
}
export interface Nat extends InferRows<typeof natRows> {}
export const nat: Attributes<Nat> = attributes('NFTA_NAT_', natRows)

const masqRows = { flags: attr(1, natFlags), regProtoMin: attr(2, register), regProtoMax: attr(3, register) }
export interface Masq extends InferRows<typeof masqRows> {}
/** Replaces the source by the address of the link that the packet leaves through. */
export const masq: Attributes<Masq> = attributes('NFTA_MASQ_', masqRows)

const redirRows = { regProtoMin: attr(1, register), regProtoMax: attr(2, register), flags: attr(3, natFlags) }
export interface Redir extends InferRows<typeof redirRows> {}
/** Replaces the destination by an address of this machine. */
export const redir: Attributes<Redir> = attributes('NFTA_REDIR_', redirRows)

const tproxyRows = { family: attr(1, wideFamily), regAddr: attr(2, register), regPort: attr(3, register) }
export interface Tproxy extends InferRows<typeof tproxyRows> {}
export const tproxy: Attributes<Tproxy> = attributes('NFTA_TPROXY_', tproxyRows)

const dupRows = { sregAddr: attr(1, register), sregDev: attr(2, register) }
export interface Dup extends InferRows<typeof dupRows> {}
export const dup: Attributes<Dup> = attributes('NFTA_DUP_', dupRows)

const fwdRows = { sregDev: attr(1, register), sregAddr: attr(2, register), nfproto: attr(3, wideFamily) }
export interface Fwd extends InferRows<typeof fwdRows> {}
export const fwd: Attributes<Fwd> = attributes('NFTA_FWD_', fwdRows)
