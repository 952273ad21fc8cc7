/** Watching connections (`conntrack -E`): those that come, change and go. */

import type { LostEvent, OtherEvent, Push, WatchOptions, WithSocket } from '../../client/watch.ts'
import { openWatch, unlessUnreadable } from '../../client/watch.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { NLM_F_CREATE, NLMSG_FLAGS_AT, NLMSG_TYPE_AT } from '../../netlink/protocol/header.ts'
import { checkOptions, checkSignal } from '../../netlink/socket/options.ts'
import type { Reader } from '../../netlink/socket/requests.ts'
import type { NetlinkSocket } from '../../netlink/socket/socket.ts'
import type { Stream } from '../../netlink/socket/stream.ts'
import { groupWords } from '../tables/groups.ts'
import { messageTypes } from '../tables/index.ts'
import type { Connection } from './connection.ts'
import type { Expectation, ExpectationValue } from './expectations.ts'
import { readExpectation } from './expectations.ts'
import { connectionReader, readerOf } from './messages.ts'

/** What to be told of: connections, and expectations (`exp-`). */
export type ConntrackGroup = 'new' | 'update' | 'destroy' | 'exp-new' | 'exp-update' | 'exp-destroy'

export interface ConntrackMonitorOptions extends WatchOptions {
  /** Default `new`, `update` and `destroy`. */
  readonly groups?: readonly ConntrackGroup[] | undefined
}

export interface ConnectionEvent {
  /** A destroyed one carries what it has counted. */
  readonly action: 'new' | 'update' | 'destroy'
  readonly object: 'connection'
  readonly value: Connection
}

export interface ExpectationEvent {
  readonly action: 'new' | 'update' | 'destroy'
  readonly object: 'expectation'
  readonly value: Expectation
}

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

interface Entry {
  readonly object: 'connection' | 'expectation'
  readonly destroys: boolean
  readonly read: Reader<object>
}

const teller = ({ order }: NetlinkSocket, push: Push<ConntrackEvent>) => {
  const connection = connectionReader({ order })
  const expectation = readerOf<ExpectationValue, Expectation>({ order }, 'IPCTNL_MSG_EXP_NEW', readExpectation)
  const entries = new Map<number, Entry>([
    [messageTypes.IPCTNL_MSG_CT_NEW.type, { object: 'connection', destroys: false, read: connection }],
    [messageTypes.IPCTNL_MSG_CT_DELETE.type, { object: 'connection', destroys: true, read: connection }],
    [messageTypes.IPCTNL_MSG_EXP_NEW.type, { object: 'expectation', destroys: false, read: expectation }],
    [messageTypes.IPCTNL_MSG_EXP_DELETE.type, { object: 'expectation', destroys: true, read: expectation }],
  ])
  return {
    tell(bytes: Uint8Array, view: DataView, start: number, end: number): void {
      const type = view.getUint16(start + NLMSG_TYPE_AT, order === 'le')
      const made = (view.getUint16(start + NLMSG_FLAGS_AT, order === 'le') & NLM_F_CREATE) !== 0
      const entry = entries.get(type)
      const value = unlessUnreadable(() => entry?.read(bytes, view, start, end))
      if (entry === undefined || value === undefined)
        return push({ action: 'other', type, bytes: bytes.slice(start, end) })
      const action = entry.destroys ? 'destroy' : made ? 'new' : 'update'
      push({ action, object: entry.object, value } as ConnectionEvent | ExpectationEvent)
    },
  }
}

/** Throws EncodeError for groups that do not exist, SocketError where the kernel refuses. */
export const openMonitor = (options: ConntrackMonitorOptions, withSocket: WithSocket): Stream<ConntrackEvent> => {
  checkOptions('conntrack.monitor', options, ['groups', 'signal', 'receiveBuffer', 'fd'])
  checkSignal('conntrack.monitor', options.signal)
  const { groups: names = DEFAULT_GROUPS } = options
  if (!Array.isArray(names)) throw new EncodeError('groups', `a list of ${Object.keys(GROUPS).join(', ')}`, names)
  const groups = names.map(numberOf)
  return withSocket((socket) => openWatch<ConntrackEvent>(options, { ...socket, groups }, teller))
}
