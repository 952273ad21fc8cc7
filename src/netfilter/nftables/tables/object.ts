/** Stateful objects, such as named counters, which rules share: NFTA_OBJ_* of <linux/netfilter/nf_tables.h>. */

import {
  attr,
  attributes,
  be16,
  be32,
  be64,
  bytes,
  message,
  select,
  string,
  u8,
  u32,
} from '../../../netlink/codec/builders.ts'
import { enumeration } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'
import { protocol } from '../../tables/protocol.ts'
import { tcpTimeouts, udpTimeouts } from '../../tables/timeouts.ts'
import { synproxy } from './expressions/actions.ts'
import { connlimit, counter, limit, quota } from './expressions/stateful.ts'

/** NFT_OBJECT_* in nft's words. */
const objectWords = {
  unspec: 0,
  counter: 1,
  quota: 2,
  'ct helper': [3, 'NFT_OBJECT_CT_HELPER'],
  limit: 4,
  connlimit: 5,
  tunnel: 6,
  'ct timeout': [7, 'NFT_OBJECT_CT_TIMEOUT'],
  secmark: 8,
  'ct expectation': [9, 'NFT_OBJECT_CT_EXPECT'],
  synproxy: 10,
} as const
export const objectType = enumeration(be32, 'NFT_OBJECT_', objectWords)

/** The same numbers, for rules that refer to an object. */
export const OBJECTS: { readonly [word: string]: number } = Object.fromEntries(
  Object.entries(objectWords).map(([word, number]) => [word, typeof number === 'object' ? number[0] : number]),
)

const helperRows = { name: attr(1, string), l3proto: attr(2, be16), l4proto: attr(3, protocol) }
export interface CtHelper extends InferRows<typeof helperRows> {}
const ctHelper: Attributes<CtHelper> = attributes('NFTA_CT_HELPER_', helperRows)

const timeoutRows = {
  l3proto: attr(1, be16),
  l4proto: attr(2, protocol),
  /** By protocol. */
  data: attr(3, select('l4proto', { tcp: tcpTimeouts, udp: udpTimeouts }, bytes), { nested: true }),
}
export interface CtTimeout extends InferRows<typeof timeoutRows> {}
const ctTimeout: Attributes<CtTimeout> = attributes('NFTA_CT_TIMEOUT_', timeoutRows)

const expectRows = {
  l3proto: attr(1, be16),
  l4proto: attr(2, protocol),
  dport: attr(3, be16),
  /** Milliseconds, in host order. */
  timeout: attr(4, u32),
  /** Maximum number of expectations. */
  size: attr(5, u8),
}
export interface CtExpectation extends InferRows<typeof expectRows> {}
const ctExpectation: Attributes<CtExpectation> = attributes('NFTA_CT_EXPECT_', expectRows)

const secmark = attributes('NFTA_SECMARK_', { ctx: attr(1, string) })

const rows = {
  table: attr(1, string),
  name: attr(2, string),
  type: attr(3, objectType),
  data: attr(
    4,
    select(
      'type',
      {
        counter,
        quota,
        'ct helper': ctHelper,
        limit,
        connlimit,
        'ct timeout': ctTimeout,
        secmark,
        'ct expectation': ctExpectation,
        synproxy,
      },
      bytes,
    ),
    { nested: true },
  ),
  /** Number of rules and elements that refer to it. */
  use: attr(5, be32),
  handle: attr(6, be64),
  pad: attr(7, bytes),
  userdata: attr(8, bytes),
}
export interface ObjectAttributes extends InferRows<typeof rows> {}
const table: Attributes<ObjectAttributes> = attributes('NFTA_OBJ_', rows)

/** NFT_MSG_NEWOBJ, NFT_MSG_GETOBJ, NFT_MSG_DELOBJ. */
export interface ObjectMessage extends InferMessage<Nfgenmsg, ObjectAttributes> {}
export const object: Message<ObjectMessage> = message(nfgenmsg, table)
