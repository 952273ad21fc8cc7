/** Statistics of connection tracking: the number of connections, and the counters of each processor. */
import { compile } from '../../netlink/codec/decode/compile/compile.ts'
import type { Shape, Shaped } from '../../netlink/codec/shape.ts'
import { NLMSG_HDRLEN } from '../../netlink/protocol/header.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import { messageTypes } from '../tables/index.ts'
import { conntrackShape } from './connection.ts'
import type { ConntrackRequester } from './messages.ts'
import { payloadOf } from './messages.ts'
import type { ConntrackCpuMessage, ConntrackStatsMessage } from './tables/stats.ts'

const cpuShape = { header: { family: null, version: null, resId: 'cpu' } } as const satisfies Shape

/** The counters of one processor since the namespace was created: `found`, `invalid`, `insert`, `drop`, ... */
export type CpuStats = Shaped<ConntrackCpuMessage, typeof cpuShape>

/** The number of connections and the counters of connection tracking (`conntrack -S`). */
export interface ConntrackStats {
  /** Number of tracked connections. */
  readonly entries: number
  /** net.netfilter.nf_conntrack_max. Absent if the kernel does not report it. */
  readonly maxEntries?: number
  /** The counters of each processor. */
  readonly cpus: readonly CpuStats[]
}

type Totals = Shaped<ConntrackStatsMessage, typeof conntrackShape>

export const readTotals = async (
  requester: ConntrackRequester,
  options?: RequestOptions,
): Promise<Omit<ConntrackStats, 'cpus'>> => {
  const { type, node } = messageTypes.IPCTNL_MSG_CT_GET_STATS
  const decode = compile<Totals>(node, conntrackShape, { order: requester.order, few: true })
  const payload = payloadOf(requester, 'IPCTNL_MSG_CT_GET_STATS', { header: {} })
  const totals = await requester.get(
    type,
    payload,
    (bytes, view, start, end) => decode(bytes, view, start + NLMSG_HDRLEN, end),
    options,
  )
  const { entries = 0, maxEntries } = totals ?? {}
  return { entries, ...(maxEntries === undefined ? {} : { maxEntries }) }
}

export const readStats = async (requester: ConntrackRequester, options?: RequestOptions): Promise<ConntrackStats> => {
  const { type, node } = messageTypes.IPCTNL_MSG_CT_GET_STATS_CPU
  const decode = compile<CpuStats>(node, cpuShape, { order: requester.order, few: true })
  const payload = payloadOf(requester, 'IPCTNL_MSG_CT_GET_STATS_CPU', { header: {} })
  const [totals, cpus] = await Promise.all([
    readTotals(requester, options),
    requester.dump(type, payload, (bytes, view, start, end) => decode(bytes, view, start + NLMSG_HDRLEN, end), options),
  ])
  return { ...totals, cpus }
}
