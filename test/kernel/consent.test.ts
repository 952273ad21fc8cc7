/**
 * A resolved promise means that the kernel has carried out the request, and every promise settles: the difficult cases.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { hostOrder } from '../../src/netlink/codec/order.ts'
import { NetlinkSocket } from '../../src/netlink/socket/socket.ts'
import { Rtnl } from '../../src/rtnl/rtnl.ts'
import {
  AF_NETLINK,
  addon,
  duplicate,
  netlinkAddress,
  netlinkMessage,
  opened,
  SOCK_RAW,
  SOL_SOCKET,
} from '../native/addon.ts'
import { inNamespace, ip, ipBatch } from './namespace.ts'

const SO_LOCK_FILTER = 44
const SOL_NETLINK = 270
const NETLINK_ADD_MEMBERSHIP = 1
const NETLINK_NO_ENOBUFS = 5
const NETLINK_LISTEN_ALL_NSID = 8
const RTM_NEWROUTE = 24
const NLM_F_REQUEST_ACK = 5
const RTNLGRP_LINK = 1
const WAYS = ['thread', 'inline'] as const

const int = (value: number): Uint8Array => new Uint8Array(new Int32Array([value]).buffer)

if (inNamespace(t, import.meta.url)) {
  ip('link set lo up')

  t.test('without CAP_NET_ADMIN no change counts as carried out, and every request settles', async (t) => {
    const child = fileURLToPath(new URL('children/unprivileged.ts', import.meta.url))
    const words = ['--bounding-set=-net_admin', process.execPath, ...process.execArgv, child]
    const lines = execFileSync('setpriv', words, { encoding: 'utf8' }).trim().split('\n')
    t.equal(lines.length, WAYS.length)
    for (const line of lines) {
      t.strictSame(JSON.parse(line), {
        adds: ['EPERM', 'EPERM', 'EPERM'],
        'stats, list, list': ['EPERM', 'EPERM', 'EPERM'],
        'list again': ['EPERM'],
        'tables, chains': ['EPERM', 'EPERM', 'EPERM'],
        transaction: ['EPERM'],
        routes: ['EPERM'],
        links: ['ok', 'ok'],
        lookup: ['ERR_NO_ANSWER', 'ERR_NO_ANSWER', 'ERR_NO_ANSWER', 'ERR_NO_ANSWER', 'ERR_BATCH'],
      })
    }
  })

  t.test('a socket of other code is used as if it were new', async (t) => {
    for (const io of WAYS) {
      const before = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
      const another = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
      before.bind(netlinkAddress())
      another.bind(netlinkAddress())
      const address = new Uint8Array(12)
      another.getsockname(address)
      for (const [option, value] of [
        [NETLINK_NO_ENOBUFS, 1],
        [NETLINK_LISTEN_ALL_NSID, 1],
        [NETLINK_ADD_MEMBERSHIP, RTNLGRP_LINK],
      ] as const)
        t.equal(before.setsockopt(SOL_NETLINK, option, int(value)), 0)
      // unread replies with the sequence numbers that ours will have
      for (let seq = 1; seq <= 100; seq++) before.send(netlinkMessage(1, NLM_F_REQUEST_ACK, seq, new Uint8Array(0)))
      // what is sent from now on reaches another process instead of the kernel
      t.equal(before.connect(address), 0)
      const rtnl = await Rtnl.open({ fd: duplicate(before.fd), io })
      const impossible = Array.from({ length: 202 }, (_, host) =>
        rtnl.routes.add({ dst: '198.51.100.0/24', gateway: `203.0.113.${(host % 250) + 1}` }),
      )
      const results = await Promise.allSettled(impossible)
      t.strictSame(
        new Set(results.map((one) => (one.status === 'rejected' ? one.reason.code : one.status))),
        new Set(['ENETUNREACH']),
        io,
      )
      t.equal((await rtnl.links.get('lo')).name, 'lo')
      await rtnl.addresses.add({ dev: 'lo', address: `192.0.2.${io === 'inline' ? 7 : 8}/32` })
      rtnl.close()
      for (const one of [before, another]) one.close()
    }
  })

  t.test('a socket whose filter cannot be detached is refused', async (t) => {
    const locked = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
    t.equal(locked.setsockopt(SOL_SOCKET, SO_LOCK_FILTER, int(1)), 0)
    const expected = { name: 'SocketError', code: 'EPERM', syscall: 'setsockopt' }
    t.throws(() => new NetlinkSocket({ fd: duplicate(locked.fd) }), expected)
    locked.close()
  })

  t.test('a socket of another protocol is refused', async (t) => {
    const generic = opened(addon.open(AF_NETLINK, SOCK_RAW, 16))
    t.throws(() => new NetlinkSocket({ fd: duplicate(generic.fd), protocol: 0 }), {
      name: 'UnsupportedError',
      message: 'netlink: the file descriptor is a socket of protocol 16, not 0',
    })
    const socket = new NetlinkSocket({ fd: duplicate(generic.fd) })
    t.teardown(() => socket.close())
    // CTRL_CMD_GETFAMILY of all families; the protocol came from the descriptor
    const names = await socket.dump(16, Uint8Array.of(3, 1, 0, 0), (bytes, _view, start, end) =>
      new TextDecoder().decode(bytes.subarray(start, end)),
    )
    t.ok(names.some((name) => name.includes('nlctrl')))
    generic.close()
  })

  t.test('invalid message types, flags and payloads are refused before anything is sent', async (t) => {
    for (const io of WAYS) {
      const socket = new NetlinkSocket({ io })
      const payload = new Uint8Array(16)
      for (const type of [65552, -1, Number.NaN, 16.5, '16', undefined] as never[]) {
        const refused = { name: 'EncodeError', path: 'type' }
        await t.rejects(socket.request(type, 0, payload), refused)
        await t.rejects(
          socket.get(type, payload, () => 1),
          refused,
        )
        await t.rejects(
          socket.ask(type, payload, () => 1),
          refused,
        )
        await t.rejects(
          socket.dump(type, payload, () => 1),
          refused,
        )
        await t.rejects(
          socket.echo(type, 0, payload, () => 1),
          refused,
        )
        await t.rejects(socket.batch([{ type, payload }]), refused)
        await t.rejects(socket.atomic([{ type, payload }]), refused)
        await t.rejects(socket.iterate(type, payload, () => 1).next(), refused)
      }
      for (const flags of [65536, -1, Number.NaN, '4'] as never[])
        await t.rejects(socket.request(RTM_NEWROUTE, flags, payload), { name: 'EncodeError', path: 'flags' })
      for (const bad of [undefined, [1, 2], 'payload', new DataView(new ArrayBuffer(4))] as never[]) {
        await t.rejects(socket.request(RTM_NEWROUTE, 0, bad), { name: 'EncodeError', path: 'payload' })
        await t.rejects(socket.atomic([{ type: 16, payload: bad }]), { name: 'EncodeError', path: 'payload' })
      }
      for (const [options, option] of [
        [{ timeout: Number.NaN }, 'timeout'],
        [{ signal: {} }, 'signal'],
        [{ timout: 5 }, 'timout'],
      ] as [never, string][]) {
        const refused = { name: 'OptionError', option }
        await t.rejects(socket.request(RTM_NEWROUTE, 0, payload, options), refused)
        await t.rejects(
          socket.get(18, payload, () => 1, options),
          refused,
        )
        await t.rejects(
          socket.ask(18, payload, () => 1, options),
          refused,
        )
        await t.rejects(
          socket.dump(18, payload, () => 1, options),
          refused,
        )
        await t.rejects(
          socket.echo(16, 0, payload, () => 1, options),
          refused,
        )
        await t.rejects(socket.batch([], options), refused)
        await t.rejects(socket.atomic([], options), refused)
        await t.rejects(socket.iterate(18, payload, () => 1, options).next(), refused)
      }
      t.ok((await socket.dump(18, payload, () => 1, { timeout: Number.POSITIVE_INFINITY })).length > 0)
      await t.resolves(socket.batch([{ type: 1, payload: new Uint8Array(0) }], { timeout: Number.POSITIVE_INFINITY }))
      socket.close()
    }
  })

  t.test('options of sockets and clients', async (t) => {
    for (const [options, option] of [
      [{ io: 'inlin' }, 'io'],
      [{ protocol: 32 }, 'protocol'],
      [{ groups: [0] }, 'groups'],
      [{ receiveBuffer: Number.NaN }, 'receiveBuffer'],
      [{ fd: -1 }, 'fd'],
      [{ coalesce: -1 }, 'coalesce'],
      [{ listenAllNsid: 1 }, 'listenAllNsid'],
      [{ order: 'little' }, 'order'],
      [{ onWarning: 'log' }, 'onWarning'],
      [{ netns: 'blue' }, 'netns'],
    ] as [never, string][])
      t.throws(() => new NetlinkSocket(options), { name: 'OptionError', option })
    for (const [options, option, message] of [
      [{ ns: 'blue' }, 'ns', 'Rtnl.open: ns: no such option'],
      [{ netns: undefined }, 'netns', /^Rtnl.open: netns: expected a namespace, got undefined/],
      [{ io: 'fast' }, 'io', 'Rtnl.open: io: expected "thread" or "inline", got "fast"'],
      [{ socket: {}, netns: 'blue' }, 'netns', 'Rtnl.open: netns: has no effect on a socket that is already open'],
    ] as [never, string, string | RegExp][])
      await t.rejects(Rtnl.open(options), { name: 'OptionError', option, message })
  })

  t.test("the refusals of a batch have the caller's stack too", async (t) => {
    for (const io of ['thread', 'inline'] as const) {
      await using rtnl = await Rtnl.open({ io })
      const askForMany = async () =>
        await rtnl.batch((b) => {
          for (const id of [7, 9]) b.links.delete(0x7ffffff0 + id)
          b.links.change('there-is-none', { mtu: 1400 })
        })
      const outcomes = await askForMany()
      t.equal(outcomes.length, 3)
      for (const outcome of outcomes) {
        if (outcome.status !== 'rejected') throw new Error('it was to be refused')
        const { reason } = outcome
        t.equal(reason.code, 'ENODEV')
        t.ok(reason.stack.startsWith(`${reason.name}: ${reason.message}\n`), io)
        t.match(reason.stack, /async askForMany .*consent\.test/, io)
      }
    }
  })

  t.test('the stack of a refusal has the lines of the callers that await it', async (t) => {
    for (const io of WAYS) {
      const rtnl = await Rtnl.open({ io })
      const callsForLink = async (): Promise<void> => {
        await rtnl.links.get('nothing')
      }
      const callsForRoute = async (): Promise<void> => {
        await rtnl.routes.add({ dst: '198.51.100.0/24', gateway: '203.0.113.9' })
      }
      const callsForMany = async (): Promise<void> => {
        await Promise.all([rtnl.links.get('lo'), rtnl.links.get('nothing')])
      }
      const callsForAll = async (): Promise<void> => {
        for await (const one of rtnl.routes.iterate({ dev: 'nothing' })) t.fail(String(one))
      }
      const callsForGroups = async (): Promise<void> => {
        await rtnl.batchAll(({ links }) => links.delete('nothing'))
      }
      for (const call of [callsForLink, callsForRoute, callsForMany, callsForAll, callsForGroups]) {
        const error = (await call().catch((error) => error)) as Error
        t.ok(error.stack?.startsWith(`${error.name}: ${error.message}\n`), `${io}: ${call.name}`)
        t.match(error.stack, new RegExp(`async ${call.name} .*consent\\.test`), `${io}: ${call.name}`)
      }
      rtnl.close()
    }
  })

  t.test('timers and signals are processed while one batch follows another', async (t) => {
    for (const io of WAYS) {
      const socket = new NetlinkSocket({ io })
      const noops = Array.from({ length: 256 }, () => ({ type: 1, payload: new Uint8Array(0) }))
      for (const ask of [
        () => socket.batch(noops),
        () => socket.batch(noops.slice(0, 7)),
        () => Promise.all(noops.map(({ type, payload }) => socket.request(type, 0, payload))),
        () => socket.dump(18, new Uint8Array(16), () => 1),
        () => socket.atomic(noops.slice(0, 2).map((one) => ({ ...one, flags: 4 }))),
      ]) {
        let over = false
        const timer = setTimeout(() => {
          over = true
        }, 50)
        const until = performance.now() + 5000
        while (!over && performance.now() < until) await ask()
        clearTimeout(timer)
        t.ok(over, `${io}: ${ask}`)
      }
      socket.close()
    }
  })

  t.test('any number of links echoed together', async (t) => {
    for (const io of WAYS) {
      const rtnl = await Rtnl.open({ io })
      const names = Array.from({ length: 400 }, (_, at) => `e${at}`)
      const made = await Promise.allSettled(
        names.map((name) => rtnl.links.add({ kind: 'bridge', name, alias: `alias of ${name}` }, { echo: true })),
      )
      t.strictSame(
        made.filter(({ status }) => status === 'rejected').map((one) => String((one as PromiseRejectedResult).reason)),
        [],
        io,
      )
      const links = await rtnl.links.list({ kind: 'bridge' })
      t.equal(links.filter(({ name, alias }) => alias === `alias of ${name}`).length, names.length)
      const asked = await Promise.all(names.map((name) => rtnl.links.get(name)))
      t.strictSame(
        asked.map(({ name }) => name),
        names,
      )
      await rtnl.links.deleteAll(names)
      rtnl.close()
    }
  })

  t.test('hundreds of thousands of queued requests are closed and withdrawn', async (t) => {
    const count = 300_000
    for (const io of WAYS) {
      const socket = new NetlinkSocket({ io, order: hostOrder })
      const requests = Array.from({ length: count }, () => ({ type: 1, payload: new Uint8Array(0) }))
      const batch = socket.batch(requests)
      const dumps = Array.from({ length: 3 }, () => socket.dump(18, new Uint8Array(16), () => 1))
      socket.close()
      t.equal((await batch).length, count)
      for (const dump of dumps) await t.rejects(dump, { code: 'ERR_CLOSED' })
    }
    const socket = new NetlinkSocket()
    const controller = new AbortController()
    const { signal } = controller
    const asked = Array.from({ length: 100_000 }, () => socket.request(1, 0, new Uint8Array(0), { signal }))
    controller.abort()
    const outcomes = await Promise.allSettled(asked)
    t.ok(outcomes.some(({ status }) => status === 'rejected'))
    await socket.request(1, 0, new Uint8Array(0))
    socket.close()
  })

  t.test('a snapshot of more routes than a call takes arguments', async (t) => {
    const count = 130_000
    const prefixes = Array.from(
      { length: count },
      (_, at) => `10.${at >>> 14}.${(at >>> 6) & 255}.${(at & 63) << 2}/30`,
    )
    ipBatch(prefixes.map((dst) => `route add ${dst} dev lo table 77`))
    const rtnl = await Rtnl.open()
    for await (const event of rtnl.monitor({ groups: ['ipv4-route'], snapshots: true })) {
      t.equal(event.action, 'snapshot')
      t.ok(event.action === 'snapshot' && event.values.length >= count)
      break
    }
    rtnl.close()
  })
}
