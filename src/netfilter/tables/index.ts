/** Every message of NETLINK_NETFILTER that has a table: type, name, node. The subsystem is the high byte of the type. */
import { conntrack } from '../conntrack/tables/conntrack.ts'
import { expectation } from '../conntrack/tables/expectation.ts'
import { conntrackCpu, conntrackStats } from '../conntrack/tables/stats.ts'
import { batch } from '../nftables/tables/batch.ts'
import { chain } from '../nftables/tables/chain.ts'
import { compat } from '../nftables/tables/compat-get.ts'
import { elements } from '../nftables/tables/element.ts'
import { flowtable } from '../nftables/tables/flowtable.ts'
import { generation } from '../nftables/tables/generation.ts'
import { object } from '../nftables/tables/object.ts'
import { rule } from '../nftables/tables/rule.ts'
import { set } from '../nftables/tables/set.ts'
import { table } from '../nftables/tables/table.ts'
import { trace } from '../nftables/tables/trace.ts'

/** NFNL_SUBSYS_* of <linux/netfilter/nfnetlink.h>. */
export const NFNL_SUBSYS_CTNETLINK = 1
export const NFNL_SUBSYS_CTNETLINK_EXP = 2
export const NFNL_SUBSYS_NFTABLES = 10
export const NFNL_SUBSYS_NFT_COMPAT = 11

const ct = NFNL_SUBSYS_CTNETLINK << 8
const exp = NFNL_SUBSYS_CTNETLINK_EXP << 8
const nft = NFNL_SUBSYS_NFTABLES << 8

/** Number and table of each message, by the kernel's name for it. */
export const messageTypes = {
  NFNL_MSG_BATCH_BEGIN: { type: 16, node: batch },
  NFNL_MSG_BATCH_END: { type: 17, node: batch },
  IPCTNL_MSG_CT_NEW: { type: ct | 0, node: conntrack },
  IPCTNL_MSG_CT_GET: { type: ct | 1, node: conntrack },
  IPCTNL_MSG_CT_DELETE: { type: ct | 2, node: conntrack },
  IPCTNL_MSG_CT_GET_CTRZERO: { type: ct | 3, node: conntrack },
  IPCTNL_MSG_CT_GET_STATS_CPU: { type: ct | 4, node: conntrackCpu },
  IPCTNL_MSG_CT_GET_STATS: { type: ct | 5, node: conntrackStats },
  IPCTNL_MSG_CT_GET_DYING: { type: ct | 6, node: conntrack },
  IPCTNL_MSG_CT_GET_UNCONFIRMED: { type: ct | 7, node: conntrack },
  IPCTNL_MSG_EXP_NEW: { type: exp | 0, node: expectation },
  IPCTNL_MSG_EXP_GET: { type: exp | 1, node: expectation },
  IPCTNL_MSG_EXP_DELETE: { type: exp | 2, node: expectation },
  NFT_MSG_NEWTABLE: { type: nft | 0, node: table },
  NFT_MSG_GETTABLE: { type: nft | 1, node: table },
  NFT_MSG_DELTABLE: { type: nft | 2, node: table },
  NFT_MSG_NEWCHAIN: { type: nft | 3, node: chain },
  NFT_MSG_GETCHAIN: { type: nft | 4, node: chain },
  NFT_MSG_DELCHAIN: { type: nft | 5, node: chain },
  NFT_MSG_NEWRULE: { type: nft | 6, node: rule },
  NFT_MSG_GETRULE: { type: nft | 7, node: rule },
  NFT_MSG_DELRULE: { type: nft | 8, node: rule },
  NFT_MSG_NEWSET: { type: nft | 9, node: set },
  NFT_MSG_GETSET: { type: nft | 10, node: set },
  NFT_MSG_DELSET: { type: nft | 11, node: set },
  NFT_MSG_NEWSETELEM: { type: nft | 12, node: elements },
  NFT_MSG_GETSETELEM: { type: nft | 13, node: elements },
  NFT_MSG_DELSETELEM: { type: nft | 14, node: elements },
  NFT_MSG_NEWGEN: { type: nft | 15, node: generation },
  NFT_MSG_GETGEN: { type: nft | 16, node: generation },
  NFT_MSG_TRACE: { type: nft | 17, node: trace },
  NFT_MSG_NEWOBJ: { type: nft | 18, node: object },
  NFT_MSG_GETOBJ: { type: nft | 19, node: object },
  NFT_MSG_DELOBJ: { type: nft | 20, node: object },
  NFT_MSG_GETOBJ_RESET: { type: nft | 21, node: object },
  NFT_MSG_NEWFLOWTABLE: { type: nft | 22, node: flowtable },
  NFT_MSG_GETFLOWTABLE: { type: nft | 23, node: flowtable },
  NFT_MSG_DELFLOWTABLE: { type: nft | 24, node: flowtable },
  NFT_MSG_GETRULE_RESET: { type: nft | 25, node: rule },
  /** Like DEL, but a missing object is no error. Since Linux 6.3. */
  NFT_MSG_DESTROYTABLE: { type: nft | 26, node: table },
  NFT_MSG_DESTROYCHAIN: { type: nft | 27, node: chain },
  NFT_MSG_DESTROYRULE: { type: nft | 28, node: rule },
  NFT_MSG_DESTROYSET: { type: nft | 29, node: set },
  NFT_MSG_DESTROYSETELEM: { type: nft | 30, node: elements },
  NFT_MSG_DESTROYOBJ: { type: nft | 31, node: object },
  NFT_MSG_DESTROYFLOWTABLE: { type: nft | 32, node: flowtable },
  NFT_MSG_GETSETELEM_RESET: { type: nft | 33, node: elements },
  NFNL_MSG_COMPAT_GET: { type: NFNL_SUBSYS_NFT_COMPAT << 8, node: compat },
} as const

export type NetfilterMessageName = keyof typeof messageTypes
