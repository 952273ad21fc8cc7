/** Watching (`ip monitor`): a socket of its own, so that an overrun there cannot hurt a request. */
import { EncodeError } from '../netlink/codec/errors.ts'
import type { SocketOptions } from '../netlink/socket.ts'
import { NetlinkSocket } from '../netlink/socket.ts'
import { Stream } from '../netlink/stream.ts'
import { Collection } from './collection.ts'
import { readNames } from './devices.ts'
import type { RtnlEvent, SnapshotEvent } from './events.ts'
import { EventReader, kinds } from './events.ts'
import type { Group } from './tables/groups.ts'
import { groups as groupNode, groupWords } from './tables/groups.ts'
import { messages } from './tables/index.ts'

export interface MonitorOptions {
  /** What to watch: RTNLGRP_* in lower case (`link`, `ipv4-ifaddr`, `ipv4-route`, ...). */
  readonly groups: readonly Group[]
  /** Ends the monitor; the loop over it then ends as well. */
  readonly signal?: AbortSignal | undefined
  /** Bytes for notifications that nobody has read yet. Default 8 MiB, or what net.core.rmem_max allows. */
  readonly receiveBuffer?: number | undefined
  /** Events of all namespaces that have an id in this one; they carry `nsid`. */
  readonly listenAllNsid?: boolean | undefined
  /** All there is at the start, and again after a loss: what was known can then be replaced. */
  readonly snapshots?: boolean | undefined
}

const RECEIVE_BUFFER = 8 << 20
/** Microseconds to wait for more before the event loop is woken. */
const COALESCE = 1500
/** Events that may lie waiting here before the kernel's buffer has to hold the rest. */
const BACKLOG = 65536

/** Objects that a group tells about. */
const objectsOf = (group: Group): readonly (keyof typeof kinds)[] => {
  if (group === 'link') return ['link']
  if (group === 'neigh') return ['neighbour']
  if (group === 'nsid') return ['nsid']
  if (group.endsWith('-ifaddr')) return ['address']
  if (group.endsWith('-netconf')) return ['netconf']
  if (group.endsWith('-rule')) return ['rule']
  return group.endsWith('-route') ? ['route'] : []
}

const numberOf = (group: Group): number => {
  const number = Object.hasOwn(groupWords, group) ? groupNode.numbers[group] : undefined
  if (number === undefined || number === 0)
    throw new EncodeError('groups', `names such as ${Object.keys(groupWords).slice(1, 8).join(', ')}`, group)
  return number
}

/** An async iterable of events; leaving the loop closes its socket. */
export const openMonitor = (options: MonitorOptions, socketOptions: SocketOptions): Stream<RtnlEvent> => {
  const { groups, signal, snapshots } = options
  const numbers = new Set(groups.map(numberOf))
  const unwanted = !numbers.has(groupWords.link)
  const socket = new NetlinkSocket({
    ...socketOptions,
    messages,
    groups: [...numbers, groupWords.link],
    receiveBuffer: options.receiveBuffer ?? RECEIVE_BUFFER,
    listenAllNsid: options.listenAllNsid,
    coalesce: COALESCE,
  })
  const reader = new EventReader(socket.order)
  const watched = new Set(groups.flatMap(objectsOf))
  const snapshot = async (push: (event: RtnlEvent) => void): Promise<void> => {
    for (const [index, name] of await readNames(socket)) reader.names.set(index, name)
    if (snapshots !== true) return
    for (const object of watched)
      push({ action: 'snapshot', object, values: await new Collection(socket, kinds[object]).list() } as SnapshotEvent)
  }
  return new Stream<RtnlEvent>(
    {
      start: (push) => {
        let cancel!: (reason: unknown) => void
        const finished = new Promise<void>((resolve, reject) => {
          cancel = (reason) => {
            socket.close()
            if (reason === undefined) resolve()
            else reject(reason)
          }
          const refresh = (): void => {
            snapshot(push).catch((error) => {
              if (signal?.aborted !== true) cancel(error)
            })
          }
          socket.listen({
            notification: (bytes, view, start, end, nsid) => {
              const event = reader.read(bytes, view, start, end, nsid)
              if (unwanted && event.action !== 'other' && event.object === 'link') return
              push(event)
            },
            lost: () => {
              push({ action: 'lost' })
              refresh()
            },
            closed: (cause) => (cause === undefined ? resolve() : reject(cause)),
          })
          if (signal?.aborted === true) cancel(undefined)
          else signal?.addEventListener('abort', () => cancel(undefined), { once: true })
          refresh()
        })
        return { finished, cancel }
      },
      hold: () => socket.pause(),
      resume: () => socket.unpause(),
    },
    BACKLOG,
  )
}
