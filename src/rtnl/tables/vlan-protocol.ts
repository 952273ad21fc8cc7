import { be16 } from '../../netlink/codec/builders.ts'
import { enumeration } from '../../netlink/codec/enumeration.ts'

/** EtherTypes of VLAN tags: ETH_P_8021Q and ETH_P_8021AD of <linux/if_ether.h>. */
export const vlanProtocol = enumeration(be16, 'ETH_P_', {
  '802.1Q': [0x8100, 'ETH_P_8021Q'],
  '802.1ad': [0x88a8, 'ETH_P_8021AD'],
})
