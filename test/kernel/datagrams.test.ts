/** Raw datagrams of the running kernel: uevents of network devices, compared with what a program in Python receives. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { DatagramEvent } from '../../src/netlink/socket/datagrams.ts'
import { openDatagrams } from '../../src/netlink/socket/datagrams.ts'
import type { Stream } from '../../src/netlink/socket/stream.ts'
import { loadNative } from '../../src/netlink/transport/native.ts'
import { openKernel } from '../../src/netlink/transport/open.ts'
import { AF_NETLINK, addon, descriptors, duplicate, opened, SOCK_RAW } from '../native/addon.ts'
import { peerNamespace } from '../oracle/scene.ts'
import { until } from '../until.ts'
import { leavesNothing, MONITOR, warnedOf } from './forgotten.ts'
import { inNamespace, ip, ipBatch } from './namespace.ts'

const UEVENT = 15
const IOS = ['thread', 'inline'] as const
type Io = (typeof IOS)[number]

/** What a program that does not use rtnl receives. */
interface Listener {
  readonly child: ChildProcessWithoutNullStreams
  /** The port that `send` sends from. */
  readonly port: number
  readonly received: { readonly port: number; readonly hex: string }[]
  send(port: number, groups: number, text: string): void
  close(): Promise<void>
}

const listen = async (): Promise<Listener> => {
  const child = spawn('python3', [fileURLToPath(new URL('uevents.py', import.meta.url))])
  const received: { port: number; hex: string }[] = []
  let port: number | undefined
  child.stderr.pipe(process.stderr)
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [first = '', second = ''] = line.split(' ')
    if (first === 'ready') port = Number(second)
    else received.push({ port: Number(first), hex: second })
  })
  await until(() => port !== undefined, 'the listener')
  return {
    child,
    port: port as number,
    received,
    send: (to, groups, text) => child.stdin.write(`send ${to} ${groups} ${Buffer.from(text).toString('hex')}\n`),
    close: async () => {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

const textOf = (hex: string): string => Buffer.from(hex, 'hex').toString('latin1').replaceAll('\0', '\n')
const headerOf = (hex: string): string => textOf(hex).split('\n')[0] as string
const isEnd = (hex: string): boolean => /^remove@.*\/net\/end\d+$/.test(headerOf(hex))
const hexOf = (event: DatagramEvent): string =>
  event.action === 'datagram' ? Buffer.from(event.bytes).toString('hex') : event.action

const open = (io: Io, more: { receiveBuffer?: number; signal?: AbortSignal } = {}): Stream<DatagramEvent> =>
  openDatagrams({ protocol: UEVENT, groups: [1], io, ...more })

let ends = 0
/** Makes and deletes a link. Its last uevent marks the end of what a test reads. */
const end = (): void => {
  const name = `end${ends++}`
  ipBatch([`link add ${name} type ifb`, `link del ${name}`])
}

/** Reads up to the mark. */
const untilEnd = async (stream: Stream<DatagramEvent>): Promise<string[]> => {
  const read: string[] = []
  while (read.length === 0 || !isEnd(read.at(-1) as string)) {
    const { done, value } = await stream.next()
    if (done) throw new Error('the stream has ended')
    read.push(hexOf(value))
  }
  return read
}

/** What the other program has received up to the mark, from the kernel. */
const heardUntilEnd = async ({ received }: Listener): Promise<string[]> => {
  const marks = ends
  const isLast = ({ hex }: { hex: string }): boolean => isEnd(hex) && headerOf(hex).endsWith(`/end${marks - 1}`)
  await until(() => received.some(isLast), 'the mark')
  return received.slice(0, received.findIndex(isLast) + 1).map(({ hex }) => hex)
}

if (inNamespace(t, import.meta.url)) {
  for (const io of IOS) {
    await t.test(`${io}: what the kernel says about a veth pair, byte for byte`, async (t) => {
      const listener = await listen()
      const stream = open(io)
      ip('link add left type veth peer name right')
      ip('link set left name renamed')
      ip('link del renamed')
      end()
      const read = await untilEnd(stream)
      t.strictSame(read, await heardUntilEnd(listener))
      const headers = read.map(headerOf)
      for (const header of ['add@/devices/virtual/net/left', 'remove@/devices/virtual/net/right'])
        t.ok(headers.includes(header), header)
      t.match(
        read.map(textOf).find((text) => text.startsWith('move@')),
        /^DEVPATH_OLD=.*\/left$/m,
      )
      await stream.return()
      await listener.close()
    })

    await t.test(`${io}: an overrun is reported after what was received before; then nothing is missing`, async (t) => {
      const listener = await listen()
      const stream = open(io, { receiveBuffer: 4096 })
      // an I/O thread receives as soon as the stream is read, so only earlier datagrams can overflow the buffer
      for (const round of io === 'inline' ? ['first', 'second'] : ['first']) {
        const start = listener.received.length
        const names = Array.from({ length: 100 }, (_, i) => `${round}-${io}${i}`)
        ipBatch(names.map((name) => `link add ${name} type ifb`))
        end()
        const all = (await heardUntilEnd(listener)).slice(start)
        const before: string[] = []
        for (let event = ''; event !== 'lost'; before.push(event)) event = hexOf((await stream.next()).value)
        before.pop()
        t.ok(before.length > 0 && before.length < all.length, `${before.length} of ${all.length} fit the buffer`)
        t.strictSame(before, all.slice(0, before.length), 'the first of them, in order')
        const seen = start + all.length
        end()
        t.strictSame(await untilEnd(stream), (await heardUntilEnd(listener)).slice(seen), 'all that comes after')
      }
      await stream.return()
      await listener.close()
    })

    await t.test(`${io}: while the program takes nothing, nothing is lost`, async (t) => {
      const listener = await listen()
      const stream = open(io)
      const first = stream.next()
      const names = Array.from({ length: 500 }, (_, i) => `slow-${io}${i}`)
      ipBatch(names.map((name) => `link add ${name} type ifb`))
      end()
      const all = await heardUntilEnd(listener)
      t.ok(all.length > 1024, `${all.length} are more than a stream keeps waiting`)
      const read = [hexOf((await first).value)]
      await setTimeout(100)
      t.strictSame([...read, ...(await untilEnd(stream))], all)
      await stream.return()
      await listener.close()
    })

    await t.test(`${io}: datagrams of another namespace, with its id`, async (t) => {
      const other = await peerNamespace()
      ip(`link add here type veth peer name there netns ${other}`)
      const [{ link_netnsid: nsid }] = JSON.parse(ip('-j link show here')) as [{ link_netnsid: number }]
      t.type(nsid, 'number')
      const stream = openDatagrams({ protocol: UEVENT, groups: [1], io, listenAllNsid: true })
      execFileSync('nsenter', [`--net=/proc/${other}/ns/net`, 'ip', 'link', 'add', 'elsewhere', 'type', 'ifb'])
      ip('link add local type ifb')
      const found = new Map<string, number | undefined>()
      while (!found.has('add@/devices/virtual/net/local')) {
        const { value } = await stream.next()
        if (value.action === 'datagram') found.set(headerOf(hexOf(value)), value.nsid)
      }
      t.equal(found.get('add@/devices/virtual/net/elsewhere'), nsid)
      t.equal(found.get('add@/devices/virtual/net/local'), undefined)
      await stream.return()
      for (const name of ['here', 'local']) ip(`link del ${name}`)
    })

    await t.test(`${io}: datagrams of other processes are ignored`, async (t) => {
      const listener = await listen()
      const transport = openKernel({ protocol: UEVENT, io })
      const stream = openDatagrams({ protocol: UEVENT, groups: [1], transport })
      const reading = untilEnd(stream)
      listener.send(transport.port, 0, 'add@/devices/forged')
      listener.send(0, 1, 'add@/devices/forged')
      await until(() => listener.received.length > 0, 'the forged datagram in the other program')
      t.strictSame(
        listener.received.map(({ port, hex }) => [port, headerOf(hex)]),
        [[listener.port, 'add@/devices/forged']],
        'it reached the group',
      )
      end()
      t.strictSame(await reading, (await heardUntilEnd(listener)).slice(1))
      await stream.return()
      await listener.close()
    })

    await t.test(`${io}: aborted and closed, nothing stays open`, async (t) => {
      const before = descriptors()
      const controller = new AbortController()
      const stream = open(io, { signal: controller.signal })
      const waiting = stream.next()
      t.ok(descriptors() > before)
      setImmediate(() => controller.abort())
      t.strictSame(await waiting, { done: true, value: undefined })
      const closed = open(io)
      end()
      await closed.next()
      await closed.return()
      t.strictSame(await closed.next(), { done: true, value: undefined })
      await open(io).return()
      await until(() => descriptors() === before, 'the descriptors to be closed')
    })

    await t.test(`${io}: a descriptor that was given`, async (t) => {
      const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, UEVENT))
      const stream = openDatagrams({ protocol: UEVENT, groups: [1], io, fd: duplicate(socket.fd) })
      socket.close()
      end()
      t.match((await untilEnd(stream)).map(headerOf)[0], /^add@.*\/net\/end/)
      await stream.return()
      const route = loadNative().open(AF_NETLINK, SOCK_RAW, 0)
      if (typeof route === 'number') throw new Error(`errno ${-route}`)
      const before = descriptors()
      const fd = duplicate(route.fd)
      t.throws(() => openDatagrams({ protocol: UEVENT, io, fd }), {
        name: 'UnsupportedError',
        message: 'netlink: the file descriptor is a socket of protocol 0, not 15',
      })
      t.equal(descriptors(), before, 'closed, as with every client')
      route.close()
    })

    await t.test(`${io}: the process lives as long as somebody listens`, async (t) => {
      const child = fileURLToPath(new URL('children/hears-uevents.ts', import.meta.url))
      const run = (what: string): ChildProcessWithoutNullStreams =>
        spawn(process.execPath, [...process.execArgv, child, what, io])
      const idle = run('idle')
      t.strictSame(await once(idle, 'exit'), [0, null], 'a stream that is not read keeps nothing alive')
      const listening = run('listening')
      let printed = ''
      listening.stdout.on('data', (text) => {
        printed += text
      })
      await until(() => printed === 'listening\n', 'the child to listen')
      await setTimeout(200)
      t.equal(listening.exitCode, null, 'a stream that is waited for does')
      end()
      t.strictSame(await once(listening, 'exit'), [0, null])
      t.match(printed, /^listening\nadd@\/devices\/virtual\/net\/end\d+\n$/)
    })

    await t.test(`${io}: forgotten`, async (t) => {
      await leavesNothing(async () => {
        open(io)
        end()
        const stream = open(io)
        end()
        await stream.next()
      })
      await until(() => warnedOf(MONITOR) === 2, 'a warning of both')
      t.pass('closed by the garbage collector')
    })
  }
}
