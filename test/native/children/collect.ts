/** Drops sockets without closing them. Run with --expose-gc. */
import { setTimeout as sleep } from 'node:timers/promises'
import { comes, until } from '../../until.ts'
import {
  AF_NETLINK,
  addon,
  descriptors,
  little,
  opened,
  pair,
  SOCK_DGRAM,
  SOCK_RAW,
  shared,
  text,
  threads,
} from '../addon.ts'

const collect = (globalThis as { gc?: () => void }).gc
if (collect === undefined) throw new Error('run with --expose-gc')
const COUNT = 200

const fresh = () => opened(addon.open(AF_NETLINK, SOCK_RAW, 0))

/** The number of open descriptors of COUNT sockets that `make` dropped. */
const leftOf = async (make: () => void): Promise<number> => {
  const before = descriptors()
  for (let i = 0; i < COUNT; i++) make()
  if (descriptors() < before + COUNT / 2) throw new Error('collected too early to show anything')
  const none = await comes(() => {
    collect()
    return descriptors() <= before
  })
  return none ? 0 : descriptors() - before
}

const idle = await leftOf(() => fresh())
const polling = await leftOf(() => fresh().poll(() => {}))
const thread = await leftOf(() => fresh().startThread([shared(9000), shared(9000)], 8000, 0, () => {}))
const functions = await leftOf(() => fresh().boundCalls())
// its bound functions keep a socket alive: their descriptors still refer to it
const { send } = fresh().boundCalls()
for (let i = 0; i < 5; i++) {
  collect()
  await sleep(1)
}
const request = new Uint8Array(16)
new DataView(request.buffer).setUint32(0, 16, little)
const kept = send(request, 0, 16) === 0
// closed sockets must not be closed again: their descriptors are reused by now
const closed = await leftOf(() => {
  const first = fresh()
  const { fd } = first
  first.close()
  const second = fresh()
  if (second.fd !== fd) throw new Error('another number')
})

// a referenced active socket remains: it keeps the process alive, so it must be able to call back
const [left, right] = pair(SOCK_DGRAM)
let referenced = 'lost'
const slab = new Uint8Array(4096)
const hold = () => {
  const weak = new WeakRef(right)
  right.ref()
  right.poll(() => {
    weak.deref()?.receive(slab, 100)
    referenced = 'received'
    weak.deref()?.close()
  })
}
hold()
for (let i = 0; i < 5; i++) {
  collect()
  await sleep(1)
}
left.send(text('x'))
await until(() => referenced === 'received', 'the referenced one to receive')
await comes(() => threads() === 0)

process.stdout.write(JSON.stringify({ idle, polling, thread, threads: threads(), functions, kept, closed, referenced }))
