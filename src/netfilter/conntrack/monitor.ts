/** The monitor of connection tracking (`conntrack -E`): new, changed and deleted connections. */

import type { AnyKind } from '../../client/collection.ts'
import { finished, NO_NAMES } from '../../client/collection.ts'
import type { OtherEvent } from '../../client/notifications.ts'
import { NotificationReader } from '../../client/notifications.ts'
import type { EventTranslator, LostEvent, Push, WatchOptions, WithSocket } from '../../client/watch.ts'
import { openWatch } from '../../client/watch.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { ByteOrder } from '../../netlink/codec/order.ts'
import { NLM_F_CREATE } from '../../netlink/protocol/header.ts'
import { checkOptions, checkSignal } from '../../netlink/socket/options.ts'
import type { NetlinkSocket } from '../../netlink/socket/socket.ts'
import type { Stream } from '../../netlink/socket/stream.ts'
import { groupWords } from '../tables/groups.ts'
import type { NetfilterMessageName } from '../tables/index.ts'
import { messageTypes } from '../tables/index.ts'
import type { Connection } from './connection.ts'
import type { Expectation } from './expectation.ts'
import { connectionKind, expectationKind } from './reading.ts'

/** Events to report: of connections, and of expectations (`exp-`). */
export type ConntrackGroup = 'new' | 'update' | 'destroy' | 'exp-new' | 'exp-update' | 'exp-destroy'

/** Options of `Conntrack.monitor`. */
export interface ConntrackMonitorOptions extends WatchOptions {
  /** Default `new`, `update` and `destroy`. */
  readonly groups?: readonly ConntrackGroup[] | undefined
}

/** A connection was added, changed or deleted. */
export interface ConnectionEvent {
  /** A deleted connection has its final counters. */
  readonly action: 'new' | 'change' | 'delete'
  readonly object: 'connection'
  /** The connection. */
  readonly value: Connection
}

/** An expectation was added, changed or deleted. */
export interface ExpectationEvent {
  /** `delete` also if it expired or the expected connection arrived. */
  readonly action: 'new' | 'change' | 'delete'
  readonly object: 'expectation'
  /** The expectation. */
  readonly value: Expectation
}

/** The events of `Conntrack.monitor`. `object` and `action` distinguish them. */
export type ConntrackEvent = ConnectionEvent | ExpectationEvent | OtherEvent | LostEvent

const DEFAULT_GROUPS: readonly ConntrackGroup[] = ['new', 'update', 'destroy']

const GROUPS: { readonly [G in ConntrackGroup]: number } = {
  new: groupWords['conntrack-new'],
  update: groupWords['conntrack-update'],
  destroy: groupWords['conntrack-destroy'],
  'exp-new': groupWords['conntrack-exp-new'],
  'exp-update': groupWords['conntrack-exp-update'],
  'exp-destroy': groupWords['conntrack-exp-destroy'],
}

const numberOf = (group: ConntrackGroup): number => {
  if (!Object.hasOwn(GROUPS, group)) throw new EncodeError('groups', `one of ${Object.keys(GROUPS).join(', ')}`, group)
  return GROUPS[group]
}

interface About {
  readonly object: 'connection' | 'expectation'
  readonly deleted: boolean
  readonly kind: AnyKind
}

class ConntrackTranslator implements EventTranslator {
  private readonly order: ByteOrder
  private readonly push: Push<ConntrackEvent>
  private readonly notifications: NotificationReader<About>

  constructor({ order }: NetlinkSocket, push: Push<ConntrackEvent>) {
    this.order = order
    this.push = push
    this.notifications = new NotificationReader(order)
    const add = (name: NetfilterMessageName, about: About): void =>
      this.notifications.add(messageTypes[name].type, about, about.kind)
    add('IPCTNL_MSG_CT_NEW', { object: 'connection', deleted: false, kind: connectionKind })
    add('IPCTNL_MSG_CT_DELETE', { object: 'connection', deleted: true, kind: connectionKind })
    add('IPCTNL_MSG_EXP_NEW', { object: 'expectation', deleted: false, kind: expectationKind })
    add('IPCTNL_MSG_EXP_DELETE', { object: 'expectation', deleted: true, kind: expectationKind })
  }

  translate(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const found = this.notifications.read(bytes, view, start, end)
    if (found === undefined) return this.push(this.notifications.other(bytes, view, start, end))
    const { object, deleted, kind } = found.about
    const action = deleted ? 'delete' : (found.flags & NLM_F_CREATE) !== 0 ? 'new' : 'change'
    this.push({ action, object, value: finished(kind, found.value, NO_NAMES, this.order) } as ConntrackEvent)
  }
}

/**
 * Opens the socket of a monitor.
 *
 * @throws {EncodeError} for a group that does not exist.
 * @throws {SocketError} if the kernel refuses the socket.
 */
export const openMonitor = (options: ConntrackMonitorOptions, withSocket: WithSocket): Stream<ConntrackEvent> => {
  checkOptions('conntrack.monitor', options, ['groups', 'signal', 'receiveBuffer', 'fd'])
  checkSignal('conntrack.monitor', options.signal)
  const { groups: names = DEFAULT_GROUPS } = options
  if (!Array.isArray(names)) throw new EncodeError('groups', `a list of ${Object.keys(GROUPS).join(', ')}`, names)
  const groups = names.map(numberOf)
  return withSocket((socket) =>
    openWatch<ConntrackEvent>(options, { ...socket, groups }, (own, push) => new ConntrackTranslator(own, push)),
  )
}
