/** Expected connections, such as the data of FTP: CTA_EXPECT_* of <linux/netfilter/nfnetlink_conntrack.h>. */

import { attr, attributes, be16, be32, message, string } from '../../../netlink/codec/builders.ts'
import { flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'
import { tuple } from './conntrack.ts'

const natRows = { dir: attr(1, be32), tuple: attr(2, tuple) }
export interface ExpectationNat extends InferRows<typeof natRows> {}
const nat: Attributes<ExpectationNat> = attributes('CTA_EXPECT_NAT_', natRows)

const rows = {
  /** The connection whose helper expects it. */
  master: attr(1, tuple),
  tuple: attr(2, tuple),
  mask: attr(3, tuple),
  /** Seconds. */
  timeout: attr(4, be32),
  id: attr(5, be32),
  helpName: attr(6, string),
  zone: attr(7, be16),
  flags: attr(8, flags(be32, 'NF_CT_EXPECT_', { permanent: 1, inactive: 2, userspace: 4 })),
  class: attr(9, be32),
  nat: attr(10, nat),
  fn: attr(11, string),
}
export interface ExpectationAttributes extends InferRows<typeof rows> {}
const table: Attributes<ExpectationAttributes> = attributes('CTA_EXPECT_', rows)

/** IPCTNL_MSG_EXP_NEW, IPCTNL_MSG_EXP_GET, IPCTNL_MSG_EXP_DELETE. */
export interface ExpectationMessage extends InferMessage<Nfgenmsg, ExpectationAttributes> {}
export const expectation: Message<ExpectationMessage> = message(nfgenmsg, table)
