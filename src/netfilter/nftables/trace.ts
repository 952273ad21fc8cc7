/** The path of packets through the rules (`nft monitor trace`), from a rule with `meta nftrace set 1` on. */

import type { OtherEvent } from '../../client/notifications.ts'
import { NotificationReader } from '../../client/notifications.ts'
import type { EventTranslator, LostEvent, Push, WatchOptions } from '../../client/watch.ts'
import { openWatch } from '../../client/watch.ts'
import type { Shaped } from '../../netlink/codec/shape.ts'
import { NLMSG_TYPE_AT } from '../../netlink/protocol/header.ts'
import type { NetlinkSocket, SocketOptions } from '../../netlink/socket/socket.ts'
import type { Stream } from '../../netlink/socket/stream.ts'
import { groupWords } from '../tables/groups.ts'
import { messageTypes } from '../tables/index.ts'
import type { NftablesEvent } from './events.ts'
import { NftablesTranslator } from './monitor.ts'
import type { Rule } from './objects.ts'
import type { PacketFields } from './packet.ts'
import { readPacket } from './packet.ts'
import { netfilterShape } from './shapes.ts'
import type { Family } from './statements/context.ts'
import type { Verdict } from './statements/types.ts'
import type { TraceMessage } from './tables/trace.ts'

/**
 * A packet matched a rule, reached the end of the rules of a chain (`return`), or the policy of a base chain. Fields that
 * the step or the packet does not have are absent.
 */
export interface TraceStep {
  /** What the packet met. */
  readonly action: 'rule' | 'return' | 'policy'
  /** The same in all steps of a packet. */
  readonly id: number
  /** Family of the table. */
  readonly family: Family
  /** Name of the table. */
  readonly table: string
  /** Name of the chain. */
  readonly chain: string
  /** The verdict on the packet; `continue` if the rule contains none. */
  readonly verdict?: Verdict
  /** Handle of the rule. */
  readonly handle?: number
  /** The rule. Absent if it no longer exists. */
  readonly rule?: Rule
  /** The packet's mark at this step (`meta mark`). */
  readonly mark?: number
  /** Index of the link that the packet arrived on. */
  readonly iif?: number
  /** Index of the link that it leaves through. */
  readonly oif?: number
  /** Its headers by nft's names: `{ 'ip saddr': '192.0.2.1', 'udp dport': 53 }`. Present in one step of each base chain. */
  readonly packet?: PacketFields
  /** ID of its connection, as connection tracking lists it. Absent if the kernel does not report it. */
  readonly connection?: number
}

/** The events of `Nftables.trace`. */
export type TraceEvent = TraceStep | OtherEvent | LostEvent

type TraceValue = Shaped<TraceMessage, typeof netfilterShape>

const ruleKey = (family: unknown, table: unknown, handle: unknown): string => `${family} ${table} ${handle}`

class TraceTranslator implements EventTranslator {
  private readonly socket: NetlinkSocket
  private readonly push: Push<TraceEvent>
  private readonly rules = new Map<string, Rule>()
  /** Tracks the changes of rules. */
  private readonly changes: NftablesTranslator
  private readonly steps: NotificationReader<undefined>
  private readonly little: boolean

  constructor(socket: NetlinkSocket, push: Push<TraceEvent>) {
    this.socket = socket
    this.push = push
    this.little = socket.order === 'le'
    this.steps = new NotificationReader(socket.order)
    const { type, node } = messageTypes.NFT_MSG_TRACE
    this.steps.add(type, undefined, { node, shape: netfilterShape })
    this.changes = new NftablesTranslator(socket, (event) => this.change(event))
  }

  readonly prepare = async (): Promise<void> => {
    await this.changes.prepare()
    const rules = await this.changes.rules()
    this.rules.clear()
    for (const rule of rules) this.remember(rule)
  }

  translate(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const type = view.getUint16(start + NLMSG_TYPE_AT, this.little)
    if (type !== messageTypes.NFT_MSG_TRACE.type) return this.changes.translate(bytes, view, start, end)
    const found = this.steps.read(bytes, view, start, end)
    this.push(found === undefined ? this.steps.other(bytes, view, start, end) : this.step(found.value as TraceValue))
  }

  private remember(rule: Rule): void {
    this.rules.set(ruleKey(rule.family, rule.table, rule.handle), rule)
  }

  private change(event: NftablesEvent): void {
    if (!('object' in event) || event.object !== 'rule') return
    const { family, table, handle } = event.value
    if (event.action === 'new') this.remember(event.value)
    else this.rules.delete(ruleKey(family, table, handle))
  }

  private step(value: TraceValue): TraceStep {
    const { table = '', chain = '', type, ruleHandle, verdict, policy, id = 0, mark, iif, oif, ctId } = value
    const rule = this.rules.get(ruleKey(value.family, table, ruleHandle))
    const packet = readPacket(
      {
        linkType: value.iiftype ?? value.oiftype,
        nfproto: value.nfproto,
        link: value.llHeader,
        network: value.networkHeader,
        transport: value.transportHeader,
      },
      this.socket.order,
    )
    const decided = verdictOf(verdict) ?? (policy === undefined ? undefined : { verdict: String(policy) })
    const step = {
      // the kernel reports the end of a chain as a rule without a handle
      action: type === 'rule' && ruleHandle === undefined ? 'return' : type,
      id,
      family: value.family,
      table,
      chain,
      verdict: decided,
      handle: ruleHandle,
      rule,
      mark,
      iif,
      oif,
      packet: Object.keys(packet).length === 0 ? undefined : packet,
      connection: ctId,
    }
    return Object.fromEntries(Object.entries(step).filter(([, one]) => one !== undefined)) as unknown as TraceStep
  }
}

const verdictOf = (verdict: TraceValue['verdict']): { verdict: string; chain?: string } | undefined => {
  if (verdict === undefined) return undefined
  const { code, chain } = verdict
  return { verdict: String(code), ...(chain === undefined ? {} : { chain }) }
}

/**
 * Opens the socket of the trace.
 *
 * @throws {SocketError} if the kernel refuses the socket.
 */
export const openTrace = (options: WatchOptions, socket: SocketOptions): Stream<TraceEvent> =>
  openWatch<TraceEvent>(
    options,
    { ...socket, groups: [groupWords.nftrace, groupWords.nftables] },
    (own, push) => new TraceTranslator(own, push),
  )
