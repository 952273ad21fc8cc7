/** Checks of requests that read. A read that also changes something, such as one that resets counters, is not among them. */
import { NLM_F_ACK, NLM_F_DUMP, NLM_F_REQUEST } from '../../netlink/protocol/header.ts'
import type { Context } from './context.ts'
import { refuse } from './refused.ts'
import type { Request } from './request.ts'

const NETFILTER_READS = [
  'NFT_MSG_GETTABLE',
  'NFT_MSG_GETCHAIN',
  'NFT_MSG_GETRULE',
  'NFT_MSG_GETSET',
  'NFT_MSG_GETSETELEM',
  'NFT_MSG_GETGEN',
  'NFT_MSG_GETOBJ',
  'NFT_MSG_GETFLOWTABLE',
  'IPCTNL_MSG_CT_GET',
  'IPCTNL_MSG_CT_GET_STATS_CPU',
  'IPCTNL_MSG_CT_GET_STATS',
  'IPCTNL_MSG_CT_GET_DYING',
  'IPCTNL_MSG_CT_GET_UNCONFIRMED',
  'IPCTNL_MSG_EXP_GET',
]

/** Fields by which a request of the family `route` would be about another namespace, or about a descriptor or process. */
const ELSEWHERE = ['targetNetnsid', 'targetNsid', 'linkNetnsid', 'netNsPid', 'netNsFd', 'pid']

/** Whether a message only reads. */
export const isRead = (name: string): boolean => name.startsWith('RTM_GET') || NETFILTER_READS.includes(name)

/** @throws {Refused} */
export const checkRead = ({ name, flags, value }: Request, { policy, place }: Context): void => {
  const family = name.startsWith('RTM_') ? 'route' : 'netfilter'
  if (!policy.read.includes(family)) refuse('', `the family ${family} may not be read`)
  const known = NLM_F_REQUEST | NLM_F_ACK | NLM_F_DUMP
  if ((flags & ~known) !== 0) refuse('', `the message has flags that a read does not have: ${flags & ~known}`)
  for (const key of ELSEWHERE)
    if (value[key] !== undefined) refuse(key, `'${key}' may not be set, since it is about another namespace`)
  const { fd } = value
  if (fd !== undefined && !place.held.has(fd as number))
    refuse('fd', `${fd} is the descriptor of no namespace that this client has opened`)
}
