/** Payloads that made another library's decoders fail (jsimonetti/rtnetlink's go-fuzz corpus). */
import t from 'tap'
import type { Message } from '../../src/netlink/codec/node.ts'
import { messageTypes } from '../../src/rtnl/tables/index.ts'
import { bytesOf } from '../golden/messages.ts'
import { outcomeOf, readEveryWay } from '../golden/readers.ts'
import { cases, skip } from './cases.ts'

const NODES: { readonly [target: string]: Message } = {
  FuzzAddressMessage: messageTypes.RTM_NEWADDR.node,
  FuzzLinkMessage: messageTypes.RTM_NEWLINK.node,
  FuzzNeighMessage: messageTypes.RTM_NEWNEIGH.node,
  FuzzRouteMessage: messageTypes.RTM_NEWROUTE.node,
  FuzzRuleMessage: messageTypes.RTM_NEWRULE.node,
}

t.test('each is decoded to a value, problems or a DecodeError, in little time', { skip }, async (t) => {
  const counts = { value: 0, problems: 0, error: 0 }
  let slowest = 0
  for (const { target = '', hex } of cases('fuzz/jsimonetti-fuzz.json')) {
    const node = NODES[target]
    if (node === undefined) throw new Error(`no table for ${target}`)
    // processor time of this process only, however busy the machine is
    const start = process.cpuUsage()
    counts[outcomeOf(readEveryWay(node, bytesOf(hex)))]++
    slowest = Math.max(slowest, process.cpuUsage(start).user / 1000)
  }
  t.same(counts, { value: 118, problems: 808, error: 5 })
  // Five decoders, with compilation; an endless loop or quadratic time would take seconds.
  t.ok(slowest < 3000, `the slowest took ${slowest.toFixed(1)} ms`)
})
