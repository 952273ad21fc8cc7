/** Reads the records that the addon writes into a slab (native/records.h): datagrams and errors, in order of receipt. */
import { ENOBUFS } from '../protocol/errno.ts'
import { SocketError } from '../protocol/errors.ts'
import type { Slab } from './slabs.ts'
import type { TransportEvents } from './transport.ts'

/** Bytes of a record's header. Control messages, if any, and the datagram follow. */
export const RECORD_HEADER = 32
const ERROR_RECEIVE = 0x80000000
const ERROR_SEND = 0x40000000
const CONCLUDED = 0x20000000
const SOL_NETLINK = 270
const NETLINK_LISTEN_ALL_NSID = 8
/** sizeof(struct cmsghdr) on 64-bit machines: a 64-bit length, of which the lower half is enough, level, type. */
const CMSG_HEADER = 16

/** The nsid of the namespace that a notification is from. Absent unless the socket listens to all namespaces. */
const nsidOf = ({ view }: Slab, start: number, length: number, little: boolean): number | undefined => {
  for (let at = start; at + CMSG_HEADER + 4 <= start + length; ) {
    /* c8 ignore next -- one branch is for big-endian machines */
    const size = view.getUint32(little ? at : at + 4, little)
    if (size < CMSG_HEADER || size > length) return undefined
    const listened =
      view.getInt32(at + 8, little) === SOL_NETLINK && view.getInt32(at + 12, little) === NETLINK_LISTEN_ALL_NSID
    if (listened) return view.getInt32(at + CMSG_HEADER, little)
    at += (size + 7) & ~7
  }
  return undefined
}

/** Reports a record that is not a datagram. */
const report = (flags: number, ticket: number, events: TransportEvents): void => {
  const errno = flags & 0xffff
  if ((flags & CONCLUDED) !== 0) events.concluded(ticket)
  else if ((flags & ERROR_SEND) !== 0) events.sendFailed(ticket, new SocketError('sendmsg', errno))
  else if (errno === ENOBUFS) events.overrun()
  else events.broken(new SocketError('recvmsg', errno))
}

/** Reports the records in the first `used` bytes of a slab. Ignores datagrams that the kernel did not send. */
export const readRecords = (slab: Slab, used: number, little: boolean, events: TransportEvents): void => {
  const { words, bytes, view } = slab
  let at = 0
  while (at < used) {
    const word = at >>> 2
    const size = words[word] as number
    const length = words[word + 1] as number
    const flags = words[word + 2] as number
    if ((flags & (ERROR_RECEIVE | ERROR_SEND | CONCLUDED)) !== 0) {
      report(flags, length, events)
    } else {
      const control = view.getUint16(at + 14, little)
      const start = at + RECORD_HEADER + ((control + 7) & ~7)
      const port = words[word + 5] as number
      if (port === 0) {
        const nsid = control === 0 ? undefined : nsidOf(slab, at + RECORD_HEADER, control, little)
        events.datagram(bytes, view, start, Math.min(start + length, at + size), length, nsid)
      }
    }
    at += size
  }
}

/** The length of the datagram, if the slab holds one complete datagram of the kernel and nothing else; otherwise 0. */
export const soleDatagram = ({ words, view }: Slab, used: number, little: boolean): number => {
  const alone = used > 0 && words[0] === used && words[2] === 0 && words[5] === 0
  return alone && view.getUint16(14, little) === 0 ? (words[1] as number) : 0
}
