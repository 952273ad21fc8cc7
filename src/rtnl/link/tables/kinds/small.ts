/** Kinds with few attributes: batadv, caif, dsa, ovpn, ppp, wwan. */

import { attr, attributes, bool, s32, string, u8, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

/** Routing algorithm of the mesh: `BATMAN_IV` or `BATMAN_V`. */
const batadvRows = { algoName: attr(1, string) }
export interface Batadv extends InferRows<typeof batadvRows> {}
/** IFLA_BATADV_* of <linux/batman_adv.h>. */
export const batadv: Attributes<Batadv> = attributes('IFLA_BATADV_', batadvRows)

const caifRows = {
  ipv4Connid: attr(1, u32),
  ipv6Connid: attr(2, u32),
  loopback: attr(3, bool),
}
export interface Caif extends InferRows<typeof caifRows> {}
/** IFLA_CAIF_* of <linux/caif/if_caif.h>, which Linux 7 has removed. */
export const caif: Attributes<Caif> = attributes('IFLA_CAIF_', caifRows)

/** Index of the host's link to the switch. */
const dsaRows = { conduit: attr(1, u32) }
export interface Dsa extends InferRows<typeof dsaRows> {}
/** IFLA_DSA_* of <linux/if_link.h>. */
export const dsa: Attributes<Dsa> = attributes('IFLA_DSA_', dsaRows)

/** Point to point, or a server with several peers. */
const ovpnRows = { mode: attr(1, enumeration(u8, 'OVPN_MODE_', { p2p: 0, mp: 1 })) }
export interface Ovpn extends InferRows<typeof ovpnRows> {}
/** IFLA_OVPN_* of <linux/if_link.h>. */
export const ovpn: Attributes<Ovpn> = attributes('IFLA_OVPN_', ovpnRows)

/** In a request that makes the link: descriptor of an open /dev/ppp. Absent in replies. */
const pppRows = { devFd: attr(1, s32) }
export interface Ppp extends InferRows<typeof pppRows> {}
/** IFLA_PPP_* of <linux/if_link.h>. */
export const ppp: Attributes<Ppp> = attributes('IFLA_PPP_', pppRows)

/** Number of the modem's channel. */
const wwanRows = { linkId: attr(1, u32) }
export interface Wwan extends InferRows<typeof wwanRows> {}
/** IFLA_WWAN_* of <linux/wwan.h>. */
export const wwan: Attributes<Wwan> = attributes('IFLA_WWAN_', wwanRows)
