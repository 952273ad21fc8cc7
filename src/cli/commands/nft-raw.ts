/** The messages that a ruleset was decoded from. */

import { netfilter } from '../../netfilter/family.ts'
import { Nftables } from '../../netfilter/nftables/nftables.ts'
import type { NetfilterRequester } from '../../netfilter/nftables/requester.ts'
import { netfilterShape } from '../../netfilter/nftables/shapes.ts'
import { messageTypes } from '../../netfilter/tables/index.ts'
import { compile } from '../../netlink/codec/decode/compile/compile.ts'
import type { Message } from '../../netlink/codec/node.ts'
import type { ByteOrder } from '../../netlink/codec/order.ts'
import { messageTypeIn } from '../../netlink/protocol/family.ts'
import { NLMSG_HDRLEN, NLMSG_TYPE_AT } from '../../netlink/protocol/header.ts'
import type { Choice } from './nft-choice.ts'
import { overriding } from './raw.ts'

/** Wraps a requester and keeps the replies of its dumps. Each request for the generation starts a new list. */
const keeping = (requester: NetfilterRequester, readings: Uint8Array[][][]): NetfilterRequester =>
  overriding(requester, {
    ask: (...asked) => {
      readings.push([])
      return requester.ask(...asked)
    },
    scan: (type, payload, visit, restart, options) => {
      const replies: Uint8Array[] = []
      readings.at(-1)?.push(replies)
      return requester.scan(
        type,
        payload,
        (bytes, view, start, end) => {
          replies.push(bytes.slice(start, end))
          return visit(bytes, view, start, end)
        },
        () => {
          replies.length = 0
          restart()
        },
        options,
      )
    },
  })

/** The fields of a message that a choice refers to. */
interface Fields {
  readonly family?: unknown
  readonly table?: string
  readonly chain?: string
  readonly name?: string
}

const { NFT_MSG_NEWTABLE, NFT_MSG_NEWCHAIN, NFT_MSG_NEWRULE } = messageTypes

/** The table of a message that was decoded before, so that it has one. */
const nodeOf = (bytes: Uint8Array, order: ByteOrder): Message =>
  messageTypeIn([netfilter], bytes, order)?.node as Message

/** Whether a message belongs to the selected part. */
const chooser = ({ family, table, chain }: Choice, { order }: NetfilterRequester) => {
  const inTable = ({ table: owner, name }: Fields, type: number): boolean =>
    table === undefined || (type === NFT_MSG_NEWTABLE.type ? name : owner) === table
  const inChain = (fields: Fields, type: number): boolean => {
    if (chain === undefined || type === NFT_MSG_NEWTABLE.type) return true
    if (type === NFT_MSG_NEWCHAIN.type) return fields.name === chain
    return type === NFT_MSG_NEWRULE.type && fields.chain === chain
  }
  return (bytes: Uint8Array): boolean => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const type = view.getUint16(NLMSG_TYPE_AT, order === 'le')
    const fields = compile<Fields>(nodeOf(bytes, order), netfilterShape, { order })(
      bytes,
      view,
      NLMSG_HDRLEN,
      bytes.length,
    )
    return (family === undefined || fields.family === family) && inTable(fields, type) && inChain(fields, type)
  }
}

/** The messages of the selected part, all of one generation. */
export const rulesetMessages = async (nft: Nftables, choice: Choice): Promise<Uint8Array[]> => {
  const readings: Uint8Array[][][] = []
  await (await Nftables.open({ socket: keeping(nft.socket, readings) })).ruleset()
  // those between the last two requests for the generation, whose replies were equal
  return (readings.at(-2) as Uint8Array[][]).flat().filter(chooser(choice, nft.socket))
}
