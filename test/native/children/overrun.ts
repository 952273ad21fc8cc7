/**
 * Subscribes to link notifications with the smallest receive buffer, then changes the loopback's MTU a thousand times
 * without reading; twice, so that a poll that stopped at the first error shows. Run in a network namespace of its own.
 */
import { until } from '../../until.ts'
import {
  AF_NETLINK,
  addon,
  ERROR_RECEIVE,
  i32,
  loopback,
  netlinkAddress,
  netlinkMessage,
  opened,
  type Record,
  RTM_NEWLINK,
  records,
  SOCK_RAW,
  SOL_SOCKET,
  shared,
} from '../addon.ts'

const NLM_F_REQUEST_ACK = 5
const RTMGRP_LINK = 1
const mode = process.argv[2]

const subscriber = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
const setter = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
const expectZero = (result: number) => {
  if (result !== 0) throw new Error(`errno ${-result}`)
}
expectZero(subscriber.setsockopt(SOL_SOCKET, addon.constants['SO_RCVBUF'] ?? 0, i32(0)))
expectZero(subscriber.bind(netlinkAddress(RTMGRP_LINK)))

const scratch = new Uint8Array(65536)
const setMtu = (mtu: number) => {
  const used = setter.exchange(netlinkMessage(RTM_NEWLINK, NLM_F_REQUEST_ACK, mtu, loopback(mtu)), scratch, 8192)
  const [answer] = records(scratch, used)
  const error = answer === undefined ? 1 : new DataView(answer.data.buffer).getInt32(16, true)
  if (error !== 0) throw new Error(`setting the MTU: errno ${-error}`)
}

const all: Record[] = []
const errorsOf = (list: Record[]) => list.filter(({ flags }) => flags >= ERROR_RECEIVE)
const slab = new Uint8Array(65536)
// one of the two slabs is lent while the loop is busy below, so the thread cannot empty the socket for us
const slabs = [shared(8192 + 1024), shared(8192 + 1024)]
subscriber.ref()
if (mode === 'poll') subscriber.poll(() => all.push(...records(slab, subscriber.receive(slab, 8192))))
else {
  subscriber.startThread(slabs, 8192, 0, (index, used) => {
    all.push(...records(slabs[index] ?? new Uint8Array(0), used))
    subscriber.release(index)
  })
}

/** After an overrun the kernel drops everything until the queue was read: sends until a message is received. */
const heardAgain = async (): Promise<void> => {
  const said: Uint8Array[] = []
  const isHeard = ({ data }: Record): boolean =>
    said.some((attribute) => Buffer.from(data).includes(Buffer.from(attribute)))
  const from = all.length
  await until(() => {
    if (all.slice(from).some(isHeard)) return true
    const mtu = 5000 + all.length + said.length
    said.push(loopback(mtu).subarray(16))
    setMtu(mtu)
    return false
  }, 'a notification after the overrun')
}

for (let round = 1; round <= 2; round++) {
  for (let i = 0; i < 1000; i++) setMtu(1000 + i)
  await until(() => errorsOf(all).length >= round, 'an overrun')
  await heardAgain()
}
const count = all.length
await heardAgain()
subscriber.close()
setter.close()

process.stdout.write(
  JSON.stringify({
    overruns: errorsOf(all).length,
    errors: errorsOf(all).map(({ flags }) => flags - ERROR_RECEIVE),
    first: (all[0]?.flags ?? 0) >= ERROR_RECEIVE ? 'error' : 'datagram',
    after: all.length > count,
  }),
)
