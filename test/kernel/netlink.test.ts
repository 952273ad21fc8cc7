/** NetlinkSocket with the live kernel, on both transports, in a namespace of its own. */
import { execFile, execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { hostOrder } from '../../src/netlink/codec/order.ts'
import { DumpInterruptedError, KernelError, OverrunError, SocketError } from '../../src/netlink/protocol/errors.ts'
import type { Listener, SocketOptions } from '../../src/netlink/socket/socket.ts'
import { NetlinkSocket } from '../../src/netlink/socket/socket.ts'
import type { NativeSocket } from '../../src/netlink/transport/native.ts'
import { hex } from '../hex.ts'
import {
  AF_NETLINK,
  addon,
  descriptors,
  netlinkAddress,
  netlinkMessage,
  opened,
  pair,
  root,
  SOCK_DGRAM,
  SOCK_RAW,
  threads,
} from '../native/addon.ts'
import { peerNamespace } from '../oracle/scene.ts'
import { datagramPair, relayedSocket, streamPair } from '../relayed.ts'
import { comes, PATIENCE, until } from '../until.ts'
import { inNamespace, ip, ipBatch } from './namespace.ts'
import { Narrow } from './narrow.ts'
import { unshare } from './surroundings.mjs'

type Io = NonNullable<SocketOptions['io']>
/** How a socket is reached: in this process, or through a relay over a stream or over datagrams. */
type How = Io | 'relay' | 'datagrams'

const openSocket = (how: How, options: SocketOptions = {}): NetlinkSocket =>
  how === 'relay' || how === 'datagrams'
    ? relayedSocket(options, undefined, how === 'relay' ? streamPair : datagramPair)
    : new NetlinkSocket({ io: how, ...options })

const NLMSG_NOOP = 1
const NLMSG_ERROR = 2
const SOL_SOCKET = 1
const SO_SNDBUF = 7
const SO_RCVBUF = 8
const RTM_NEWLINK = 16
const RTM_GETLINK = 18
const RTM_NEWADDR = 20
const RTM_DELADDR = 21
const RTM_GETADDR = 22
const RTNLGRP_LINK = 1
const RTNLGRP_IPV4_IFADDR = 5
const LINKS = 200
const little = hostOrder === 'le'

/** struct ifinfomsg; index 0 dumps all links. */
const link = (index: number): Uint8Array => {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setInt32(4, index, little)
  return bytes
}
/** struct ifinfomsg and an IFLA_MTU. */
const linkWithMtu = (index: number, mtu: number): Uint8Array => {
  const bytes = new Uint8Array(24)
  bytes.set(link(index))
  const view = new DataView(bytes.buffer)
  view.setUint16(16, 8, little)
  view.setUint16(18, 4, little)
  view.setUint32(20, mtu, little)
  return bytes
}
const indexOf = (_bytes: Uint8Array, view: DataView, start: number): number => view.getInt32(start + 20, little)
const mtuChanges = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `link set noisy mtu ${1000 + (i % 100)}`)
const known = (): number[] => (JSON.parse(ip('-j link')) as { ifindex: number }[]).map(({ ifindex }) => ifindex)

const listener = (): Listener & { notifications: number; losses: number; nsids: Set<number | undefined> } => ({
  notifications: 0,
  losses: 0,
  nsids: new Set(),
  notification(_bytes, _view, _start, _end, nsid) {
    this.notifications++
    this.nsids.add(nsid)
  },
  lost() {
    this.losses++
  },
  closed: () => undefined,
})

/** Runs children/NAME with the arguments, in a namespace of its own. */
const child = async (name: string, ...words: string[]): Promise<string> => {
  const path = fileURLToPath(new URL(`children/${name}`, import.meta.url))
  const [program = '', ...rest] = [...unshare, process.execPath, '--import', './test/typescript.mjs', path, ...words]
  return (await promisify(execFile)(program, rest, { cwd: root })).stdout
}

/** For sockets of this process and those of a relay. */
const conversations = (io: How): void => {
  t.test(`${io}: requests, changes, dumps`, async (t) => {
    const socket = openSocket(io)
    t.equal(await socket.get(RTM_GETLINK, link(1), indexOf), 1)
    await socket.request(RTM_NEWLINK, 0, linkWithMtu(1, 60_000))
    t.match(JSON.parse(ip('-j link show lo')), [{ mtu: 60_000 }])
    const error = await socket.get(RTM_GETLINK, link(999_999), indexOf).catch((error) => error)
    t.ok(error instanceof KernelError)
    t.equal(error.code, 'ENODEV')

    const order: string[] = []
    const note =
      (name: string) =>
      <T>(value: T): T => {
        order.push(name)
        return value
      }
    const [links, again, addresses, one] = await Promise.all([
      socket.dump(RTM_GETLINK, link(0), indexOf).then(note('dump')),
      socket.dump(RTM_GETLINK, link(0), indexOf).then(note('dump')),
      socket.dump(RTM_GETADDR, new Uint8Array(8), indexOf).then(note('dump')),
      socket.get(RTM_GETLINK, link(1), indexOf).then(note('get')),
    ])
    t.strictSame(links, known(), 'all links')
    t.strictSame(again, links)
    t.ok(addresses.length > 0 && addresses.every((index) => index === 1))
    t.equal(one, 1)
    t.equal(order[0], 'get', 'a question does not wait for the dumps')
    const streamed: number[] = []
    for await (const index of socket.iterate(RTM_GETLINK, link(0), indexOf)) streamed.push(index)
    t.strictSame(streamed, links)
    socket.close()
  })

  t.test(`${io}: a dump while subscribed, and notifications of own changes`, async (t) => {
    const socket = openSocket(io, { groups: [RTNLGRP_LINK] })
    const heard = listener()
    socket.listen(heard)
    const changes = Array.from({ length: 50 }, (_, i) =>
      socket.request(RTM_NEWLINK, 0, linkWithMtu(1, 50_000 + i + (io === 'thread' ? 100 : 0))),
    )
    const links = socket.dump(RTM_GETLINK, link(0), indexOf)
    await Promise.all(changes)
    t.strictSame(await links, known(), 'no notification is in the list')
    await until(() => heard.notifications >= 50, 'notifications of all changes')
    t.equal(heard.notifications, 50)
    socket.leave(RTNLGRP_LINK)
    await socket.request(RTM_NEWLINK, 0, linkWithMtu(1, 65_536))
    socket.join(RTNLGRP_LINK)
    await socket.request(RTM_NEWLINK, 0, linkWithMtu(1, 60_000))
    await until(() => heard.notifications > 50, 'one more')
    t.equal(heard.notifications, 51)
    socket.close()
  })

  t.test(`${io}: 10,000 concurrent requests, and changes with the smallest buffer`, async (t) => {
    const socket = openSocket(io)
    const indices = await Promise.all(Array.from({ length: 10_000 }, () => socket.get(RTM_GETLINK, link(1), indexOf)))
    t.ok(indices.every((index) => index === 1))
    socket.close()

    const small = openSocket(io, { receiveBuffer: 4096 })
    const settled = await small.batch(
      Array.from({ length: 1000 }, () => ({ type: RTM_NEWLINK, payload: linkWithMtu(1, 60_000) })),
    )
    t.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1000, 'no answer is dropped')
    small.close()
  })

  for (const receiveBuffer of [4096, 1 << 20]) {
    t.test(`${io}: overruns with a buffer of ${receiveBuffer} bytes`, async (t) => {
      const socket = openSocket(io, { groups: [RTNLGRP_LINK], receiveBuffer })
      await until(() => socket.port > 0, 'the socket')
      const heard = listener()
      socket.listen(heard)
      ipBatch(mtuChanges(4000))
      // the kernel drops the replies to these
      const asked = Array.from({ length: 20 }, () => socket.get(RTM_GETLINK, link(1), indexOf, { timeout: PATIENCE }))
      const changed = Array.from({ length: 20 }, (_, i) =>
        socket.request(RTM_NEWLINK, 0, linkWithMtu(1, 40_000 + i), { timeout: PATIENCE }),
      )
      const links = socket.dump(RTM_GETLINK, link(0), indexOf, { timeout: PATIENCE })
      const results = await Promise.allSettled(changed)
      t.ok(results.every((one) => one.status === 'fulfilled' || one.reason instanceof OverrunError))
      t.ok(
        (await Promise.all(asked)).every((index) => index === 1),
        'questions are asked again',
      )
      t.strictSame(await links, known())
      t.ok(heard.losses > 0)
      t.ok(heard.notifications < 4020)

      await sleep(50)
      const before = heard.notifications
      ip('link set noisy mtu 1500')
      await until(() => heard.notifications > before, 'notifications to go on')
      socket.close()
    })
  }

  t.test(`${io}: messages of other programs to our port are ignored`, async (t) => {
    const socket = openSocket(io)
    const heard = listener()
    socket.listen(heard)
    await until(() => socket.port > 0, 'the port')
    const forger = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
    const address = netlinkAddress()
    new DataView(address.buffer).setUint32(4, socket.port, little)
    t.equal(forger.connect(address), 0)
    const forge = (type: number, seq: number, payload: Uint8Array): void => {
      const bytes = netlinkMessage(type, 0, seq, payload)
      new DataView(bytes.buffer).setUint32(12, socket.port, little)
      t.equal(forger.send(bytes), bytes.length)
    }
    const asked = socket.get(RTM_GETLINK, link(1), indexOf)
    // sent before ours, so they are first in the queue
    forge(RTM_NEWLINK, 1, link(666))
    forge(NLMSG_ERROR, 1, new Uint8Array(20).fill(255, 0, 4))
    t.equal(await asked, 1)
    t.equal(heard.notifications, 0)
    forger.close()
    socket.close()
  })

  t.test(`${io}: a request that is larger than the send buffer`, async (t) => {
    const socket = openSocket(io)
    await socket.get(NLMSG_NOOP, new Uint8Array(1 << 20), () => undefined)
    t.equal(await socket.ask(RTM_GETLINK, link(1), indexOf), 1)
    socket.close()
  })

  t.test(`${io}: aborting a dump; closing with requests pending`, async (t) => {
    const socket = openSocket(io)
    const controller = new AbortController()
    let seen = 0
    const aborted = socket.dump(RTM_GETLINK, link(0), () => ++seen === 3 && controller.abort(new Error('enough')), {
      signal: controller.signal,
    })
    const next = socket.dump(RTM_GETLINK, link(0), indexOf)
    await t.rejects(aborted, { message: 'enough' })
    t.strictSame(await next, known())
    t.equal(seen, 3)
    const pending = Array.from({ length: 200 }, () => socket.get(RTM_GETLINK, link(1), indexOf))
    const dump = socket.dump(RTM_GETLINK, link(0), indexOf)
    socket.close()
    for (const result of await Promise.allSettled([...pending, dump]))
      if (result.status !== 'rejected' || result.reason.code !== 'ERR_CLOSED') t.fail('settles as closed')
  })

  t.test(`${io}: notifications of own changes have the request's number, and are not replies`, async (t) => {
    const socket = openSocket(io, { groups: [RTNLGRP_IPV4_IFADDR] })
    const heard: [port: number, seq: number][] = []
    socket.listen({
      notification: (_bytes, view, start) =>
        heard.push([view.getUint32(start + 12, little), view.getUint32(start + 8, little)]),
      lost: () => t.fail('lost'),
      closed: () => undefined,
    })
    // struct ifaddrmsg of the loopback, and an IFA_LOCAL
    const address = hex`
      02 20 00 00         // ifa_family: AF_INET, ifa_prefixlen, ifa_flags, ifa_scope
      01000000            // ifa_index
      0800 0200 0a630001  // IFA_LOCAL
    `
    if (!little) new DataView(address.buffer).setUint32(4, 1)
    if (!little) address.set([0, 8, 0, 2], 8)
    await socket.request(RTM_NEWADDR, 0x600, address)
    await socket.request(RTM_DELADDR, 0, address)
    await until(() => heard.length >= 2, 'both notifications')
    t.strictSame(heard, [
      [socket.port, 1],
      [socket.port, 2],
    ])
    socket.close()
  })

  t.test(`${io}: a stream waits for its reader, and requests inside the loop are answered`, async (t) => {
    ipBatch(Array.from({ length: 20_000 }, (_, i) => `route add 10.${i >> 8}.${i & 255}.0/24 dev lo table 77`))
    const socket = openSocket(io)
    const rtmsg = new Uint8Array(12)
    rtmsg[0] = 2
    let received = 0
    const stream = socket.iterate(26, rtmsg, () => ++received)
    await stream.next()
    await sleep(50)
    const held = received
    t.ok(held < 10_000, `${held} were read`)
    let taken = 1
    for await (const _ of stream) {
      if (++taken % 5000 === 0) t.equal(await socket.get(RTM_GETLINK, link(1), indexOf), 1)
    }
    t.ok(taken >= 20_000)
    t.equal(taken, received)
    socket.close()
    ip('route flush table 77')
  })

  t.test(`${io}: notifications of other namespaces`, async (t) => {
    const other = await peerNamespace()
    ip(`link add here-${io} type veth peer name there netns ${other}`)
    const socket = openSocket(io, { groups: [RTNLGRP_LINK], listenAllNsid: true })
    await until(() => socket.port > 0, 'the socket')
    const heard = listener()
    socket.listen(heard)
    execFileSync('nsenter', ['-t', other, '-n', 'ip', 'link', 'set', 'there', 'mtu', '1400'])
    await until(() => heard.notifications > 0, 'the notification')
    t.strictSame(
      [...heard.nsids].map((nsid) => typeof nsid),
      ['number'],
    )
    socket.close()
    ip(`link del here-${io}`)
  })
}

/** For sockets of this process, whose descriptors the tests reach. */
const ownSockets = (io: Io): void => {
  t.test(`${io}: a change whose refusal does not fit the receive buffer does not count as carried out`, async (t) => {
    const socket = new NetlinkSocket({ io })
    const { socket: native } = Reflect.get(socket, 'transport') as { socket: NativeSocket }
    // without the knowledge of the socket, which still sends as much as fits a large buffer
    native.setsockopt(SOL_SOCKET, SO_RCVBUF, new Uint8Array(4))
    const nowhere = (): Promise<void> => socket.request(RTM_NEWLINK, 0, linkWithMtu(999_999, 1400))
    const codes = new Map<string, number>()
    for (const one of await Promise.allSettled(Array.from({ length: 2000 }, nowhere))) {
      const code = one.status === 'fulfilled' ? 'consent' : one.reason.code
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
    t.strictSame([...codes.keys()].sort(), ['ENODEV', 'ERR_OVERRUN'])
    await t.rejects(nowhere(), { code: 'ENODEV' }, 'and one alone fits again')
    await socket.request(RTM_NEWLINK, 0, linkWithMtu(1, 65_536))
    socket.close()
  })

  t.test(`${io}: a listener may close the socket when it is called about a loss`, async (t) => {
    const socket = new NetlinkSocket({ io })
    const { socket: native } = Reflect.get(socket, 'transport') as { socket: NativeSocket }
    native.setsockopt(SOL_SOCKET, SO_RCVBUF, new Uint8Array(4))
    socket.listen({ notification: () => undefined, lost: () => socket.close(), closed: () => undefined })
    const nowhere = (): Promise<void> => socket.request(RTM_NEWLINK, 0, linkWithMtu(999_999, 1400))
    const outcomes = await Promise.allSettled(Array.from({ length: 2000 }, nowhere))
    const codes = new Set(outcomes.map((one) => (one.status === 'fulfilled' ? 'consent' : one.reason.code)))
    t.ok(codes.has('ERR_CLOSED'), [...codes].join())
    t.notOk(codes.has('consent'))
  })

  t.test(`${io}: a request that is too large to send`, async (t) => {
    const [left, right] = pair(SOCK_DGRAM)
    const made = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
    // the minimum of the kernel, set without the knowledge of the socket
    made.setsockopt(SOL_SOCKET, SO_SNDBUF, new Uint8Array(4))
    left.sendFds(Uint8Array.of(1), [made.fd])
    made.close()
    const got = right.receiveFds(new Uint8Array(1), 1)
    const [fd] = typeof got === 'number' ? [] : got.fds
    left.close()
    right.close()
    const socket = new NetlinkSocket({ io, fd })
    const large = socket.request(RTM_NEWLINK, 0, new Uint8Array(20_000))
    await t.rejects(large, { name: 'SocketError', code: 'EMSGSIZE', syscall: 'sendmsg' })
    t.equal(await socket.ask(RTM_GETLINK, link(1), indexOf), 1)
    socket.close()
  })

  // opening a thread and its slabs each time takes longer
  const times = io === 'thread' ? 2000 : 10_000
  t.test(`${io}: opening and closing ${times} times leaves nothing`, async (t) => {
    const before = descriptors()
    for (let i = 0; i < times; i++) {
      new NetlinkSocket({ io }).close()
      if (i % 100 === 0) await sleep(0)
    }
    t.ok(await comes(() => descriptors() <= before && threads() === 0))
  })

  t.test(`${io}: a worker is terminated with open sockets`, async (t) => {
    const before = descriptors()
    for (let i = 0; i < 3; i++) {
      const script = new URL('children/asks.ts', import.meta.url).href
      const worker = new Worker(new URL('../native/children/worker.mjs', import.meta.url), {
        workerData: { script, io },
      })
      await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
      if (i % 2 === 0) ip(`link set noisy mtu ${1400 + i}`)
      t.equal(await worker.terminate(), 1)
    }
    t.ok(await comes(() => descriptors() <= before), 'no descriptor is left')
  })

  t.test(`${io}: what keeps the process alive`, async (t) => {
    const [idle, listening, asking, done, closed] = await Promise.all(
      ['idle', 'listen', 'request', 'done', 'closed'].map((what) => child('lives.ts', io, what)),
    )
    t.strictSame([idle, done, closed], ['gone at once', 'gone at once', 'gone at once'])
    t.equal(listening, 'still here')
    t.equal(asking, '1 link')
  })
}

if (inNamespace(t, import.meta.url)) {
  ipBatch([
    'link set lo up',
    'link add noisy type ifb',
    ...Array.from({ length: LINKS / 2 }, (_, i) => `link add a${i} type veth peer name b${i}`),
  ])
  for (const io of ['thread', 'inline'] as const) {
    conversations(io)
    ownSockets(io)
  }
  conversations('relay')
  conversations('datagrams')

  t.test('a dump whose table changes is interrupted every time', async (t) => {
    const socket = new NetlinkSocket({ transport: new Narrow(32_768) })
    let pair = 0
    let messages = 0
    const first = (act: () => void) => (bytes: Uint8Array, view: DataView, start: number) => {
      if (messages++ === 0) act()
      return indexOf(bytes, view, start)
    }
    const remove = (): string => ip(`link del a${pair++}`)
    const list = await socket.dump(RTM_GETLINK, link(0), first(remove))
    t.strictSame(list, known(), 'asked again: whole, and nothing twice')
    t.ok(messages > list.length)

    const torn = await socket
      .scan(RTM_GETLINK, link(0), first(remove), () => {
        messages = 0
      })
      .catch((error) => error)
    t.notOk(torn instanceof Error, 'not interrupted when nothing changes any more')
    messages = 0
    const before = pair
    const error = await socket
      .scan(RTM_GETLINK, link(0), first(remove), () => {
        messages = 0
      })
      .catch((error) => error)
    t.ok(error instanceof DumpInterruptedError)
    t.equal(pair - before, 10, 'every attempt')

    const values: number[] = []
    await t.rejects(async () => {
      for await (const index of socket.iterate(RTM_GETLINK, link(0), indexOf)) if (values.push(index) === 1) remove()
    }, DumpInterruptedError)
    t.ok(values.length > 1)
    socket.close()
  })

  t.test('a datagram larger than the receive window', async (t) => {
    const socket = new NetlinkSocket({ transport: new Narrow(512) })
    await t.rejects(socket.get(RTM_GETLINK, link(1), indexOf), { name: 'TruncatedError' })
    const dumps = [1, 2, 3].map(() => socket.dump(RTM_GETLINK, link(0), indexOf, { timeout: PATIENCE }))
    for (const result of await Promise.allSettled(dumps))
      t.match(result, { status: 'rejected', reason: { name: 'TruncatedError' } }, 'never a short list, and none waits')
    t.equal(await socket.request(RTM_NEWLINK, 0, linkWithMtu(1, 60_000)), undefined, 'answers that fit still count')
    socket.close()
  })

  t.test('sockets that cannot be opened', async (t) => {
    const before = descriptors()
    t.throws(() => new NetlinkSocket({ protocol: 31 }), { name: 'SocketError', syscall: 'socket' })
    t.throws(() => new NetlinkSocket({ fd: 9999 }), { name: 'SocketError', code: 'EBADF', syscall: 'adopt' })
    t.throws(() => new NetlinkSocket({ groups: [9999] }), SocketError)
    const [left, right] = pair(SOCK_DGRAM)
    left.sendFds(Uint8Array.of(1), [right.fd])
    const got = right.receiveFds(new Uint8Array(1), 1)
    const [fd] = typeof got === 'number' ? [] : got.fds
    t.throws(() => new NetlinkSocket({ fd }), { name: 'UnsupportedError' })
    left.close()
    right.close()
    t.equal(descriptors(), before, 'nothing stays open')
    const socket = new NetlinkSocket()
    socket.close()
    t.throws(() => socket.join(1), { code: 'ERR_CLOSED' })
    t.throws(() => socket.leave(1), { code: 'ERR_CLOSED' })
  })

  t.test('an adopted socket keeps its port', async (t) => {
    const [left, right] = pair(SOCK_DGRAM)
    const made = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
    made.bind(netlinkAddress())
    const name = new Uint8Array(12)
    made.getsockname(name)
    left.sendFds(Uint8Array.of(1), [made.fd])
    made.close()
    const got = right.receiveFds(new Uint8Array(1), 1)
    const [fd] = typeof got === 'number' ? [] : got.fds
    const socket = new NetlinkSocket({ fd })
    t.equal(socket.port, new DataView(name.buffer).getUint32(4, little))
    t.equal(await socket.get(RTM_GETLINK, link(1), indexOf), 1)
    socket.close()
    left.close()
    right.close()
  })
}
