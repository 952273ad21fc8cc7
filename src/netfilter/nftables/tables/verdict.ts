/** Verdicts on packets: NF_* of <linux/netfilter.h>, NFT_* of <linux/netfilter/nf_tables.h>. */

import { beS32 } from '../../../netlink/codec/builders.ts'
import { enumeration } from '../../../netlink/codec/enumeration.ts'

/** The verdicts of rules and chains. Negative ones exist only inside of nf_tables. */
export const verdictCode = enumeration(beS32, 'NFT_VERDICT_', {
  drop: [0, 'NF_DROP'],
  accept: [1, 'NF_ACCEPT'],
  stolen: [2, 'NF_STOLEN'],
  queue: [3, 'NF_QUEUE'],
  repeat: [4, 'NF_REPEAT'],
  stop: [5, 'NF_STOP'],
  continue: [-1, 'NFT_CONTINUE'],
  break: [-2, 'NFT_BREAK'],
  jump: [-3, 'NFT_JUMP'],
  goto: [-4, 'NFT_GOTO'],
  return: [-5, 'NFT_RETURN'],
})
