/**
 * Every core case of other libraries' tests whose message has a table here is encoded to the same bytes, including
 * padding.
 */

import t from 'tap'
import { nfgenmsg } from '../../src/netfilter/tables/nfgenmsg.ts'
import { attributes, message } from '../../src/netlink/codec/builders.ts'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import { DecodeError } from '../../src/netlink/codec/errors.ts'
import type { Node } from '../../src/netlink/codec/node.ts'
import { frames, NLMSG_HDRLEN } from '../../src/netlink/protocol/header.ts'
import { messageTypes } from '../../src/rtnl/tables/index.ts'
import { bytesOf, hexOf } from '../golden/messages.ts'
import { routeMessages as messages, netfilterMessages } from '../registry.ts'
import type { Case } from './cases.ts'
import { cases, skip } from './cases.ts'

const HEADERS: { readonly [header: string]: Node } = {
  ifinfomsg: messageTypes.RTM_NEWLINK.node as Node,
  ifaddrmsg: messageTypes.RTM_NEWADDR.node as Node,
  rtmsg: messageTypes.RTM_NEWROUTE.node as Node,
  ndmsg: messageTypes.RTM_NEWNEIGH.node as Node,
  fib_rule_hdr: messageTypes.RTM_NEWRULE.node as Node,
  rtgenmsg: messageTypes.RTM_NEWNSID.node as Node,
}
const byName = new Map([...netfilterMessages.values()].map(({ name, node }) => [name, node as Node]))
const nothing = attributes('', {}) as Node

/** Messages that a file describes only by the nft command that sends them. */
const COMMANDS: readonly (readonly [command: RegExp, name: string])[] = [
  [/^(sudo )?nft add table /, 'NFT_MSG_NEWTABLE'],
  [/^(sudo )?nft add chain |^chain /, 'NFT_MSG_NEWCHAIN'],
  [/^nft delete chain /, 'NFT_MSG_DELCHAIN'],
  [/^(sudo )?nft +add +rule |^ct state /, 'NFT_MSG_NEWRULE'],
  [/^nft delete rule /, 'NFT_MSG_DELRULE'],
  [/^nft flush ruleset$/, 'NFT_MSG_DELTABLE'],
  [/^nft add counter |^sudo nft add secmark /, 'NFT_MSG_NEWOBJ'],
  [/^nft delete counter /, 'NFT_MSG_DELOBJ'],
  [/^batch begin$/, 'NFNL_MSG_BATCH_BEGIN'],
  [/^batch end$/, 'NFNL_MSG_BATCH_END'],
]
const byCommand = (comment: string): Node | undefined =>
  byName.get(COMMANDS.find(([command]) => command.test(comment))?.[1] ?? '')
/** Several messages of one command, whose types are not given. */
const headed = message(nfgenmsg, attributes('', {})) as Node

interface Part {
  readonly node: Node
  readonly bytes: Uint8Array
}

/** Whole messages of NETLINK_ROUTE; payloads by their header or name; attributes without a table. */
const partsOf = ({ layer, header, msg, family, comment, hex }: Case): Part[] => {
  const bytes = bytesOf(hex)
  if (layer === 'attrs') return [{ node: nothing, bytes }]
  if (layer === 'nlmsg' && family === 'route')
    return [...frames(bytes, true)].flatMap(({ type, start, end }) => {
      const node = messages.get(type)?.node as Node | undefined
      return node === undefined ? [] : [{ node, bytes: bytes.slice(start + NLMSG_HDRLEN, end) }]
    })
  if (layer !== 'nlmsg-payload') return []
  const node = HEADERS[header ?? ''] ?? byName.get(msg ?? '') ?? byCommand(comment ?? '')
  if (node === undefined && header === 'nfgenmsg') return [{ node: headed, bytes }]
  return node === undefined ? [] : [{ node, bytes }]
}

/**
 * Number of parts in each file, so that none is omitted by mistake. Other files do not have the types of their
 * messages.
 */
const FILES = {
  'rust/netlink-packet-route.json': 122,
  'go/jsimonetti-rtnetlink.json': 33,
  'go/mdlayher-netlink.json': 19,
  'go/ti-mo-netfilter.json': 8,
  'go/florianl-go-conntrack.json': 5,
  'go/google-nftables.json': 260,
  'go/vishvananda-netlink.json': 4,
  'pyroute2/pyroute2.json': 25,
} as const

for (const [file, count] of Object.entries(FILES))
  t.test(file, { skip }, async (t) => {
    let read = 0
    for (const one of cases(file))
      for (const { node, bytes } of partsOf(one)) {
        try {
          const value = decode<unknown>(node, bytes, { order: 'le', exact: true })
          t.equal(hexOf(encode<unknown>(node, value, { order: 'le' })), hexOf(bytes), one.id)
          read++
        } catch (error) {
          // too short for its header; that library refuses it too
          if (!(error instanceof DecodeError) || one.expect_error !== true) throw error
        }
      }
    t.equal(read, count)
  })
