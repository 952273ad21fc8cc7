/** Reading the live kernel, in a namespace with objects of every kind. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import type { Link, Route } from '../../src/index.ts'
import { KernelError, NetlinkSocket, Rtnl, SocketError, UnsupportedError } from '../../src/index.ts'
import { AF_NETLINK, addon, opened, pair, root, SOCK_RAW, SOCK_STREAM } from '../native/addon.ts'
import { peerNamespace } from '../oracle/scene.ts'
import { PATIENCE } from '../until.ts'
import { inNamespace, ip, ipBatch, linksSettle } from './namespace.ts'

const collect = async <T>(values: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const value of values) list.push(value)
  return list
}

const refusal = async (promise: Promise<unknown>): Promise<KernelError> => {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (error instanceof KernelError) return error
  throw new Error(`no KernelError: ${error}`)
}

const json = <T = { [key: string]: unknown }>(words: string): T[] => JSON.parse(ip(`-d -j ${words}`)) as T[]

/** Every open descriptor of this process, and what it refers to. */
const inodes = (): [number, string][] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [[Number(fd), readlinkSync(`/proc/self/fd/${fd}`)]]
    } catch (error) {
      // the one by which they were listed
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  })

const build = (): void => {
  ipBatch([
    'link set lo up',
    'link add br0 type bridge',
    'link add v0 type veth peer name v1',
    'link add v2 group 7 type veth peer name v3',
    'link property add dev v2 altname a-name-of-more-than-fifteen-bytes',
    'link set v1 master br0 up',
    'link set v0 address 02:00:00:00:00:aa up',
    'link set v2 up',
    'link set v3 up',
    'addr add 10.1.0.1/24 dev v0',
    'addr add 10.1.0.2/24 dev v0 label v0:x',
    'addr add 10.2.0.1 peer 10.2.0.9/32 dev v2',
    'addr add 2001:db8::1/64 dev v0 nodad',
    'route add default via 10.1.0.254 metric 100',
    'route add default via 10.1.0.253 metric 50 src 10.1.0.2',
    'route add 10.9.0.0/16 nexthop via 10.1.0.3 dev v0 nexthop via 10.2.0.9 dev v2 onlink',
    'route add blackhole 192.0.2.0/24 proto static',
    'route add 198.51.100.0/24 dev v2 table 1000',
    'route add default via 2001:db8::fe dev v0 metric 9',
    'rule add from 10.1.0.0/24 lookup 1000 priority 77',
    'neigh add 10.1.0.9 lladdr 02:00:00:00:00:09 dev v0 nud permanent',
    'neigh add proxy 10.1.0.77 dev v0',
    'neigh add 10.2.0.9 lladdr 02:00:00:00:00:08 dev v2 nud stale',
  ])
  ip('-6 rule add fwmark 5 lookup 1000 priority 78')
}

const tests = (io: 'thread' | 'inline'): void => {
  t.test(`${io}: links`, async (t) => {
    await using rtnl = await Rtnl.open({ io })
    const names = async (filter: Parameters<typeof rtnl.links.list>[0]): Promise<string[]> =>
      (await rtnl.links.list(filter)).map(({ name }) => name).sort()
    const all = await rtnl.links.list()
    t.strictSame(
      all.map(({ index, name, mtu }) => [index, name, mtu]),
      json('link').map(({ ifindex, ifname, mtu }) => [ifindex, ifname, mtu]),
    )
    t.strictSame(
      (await collect(rtnl.links.iterate())).map(({ name }) => name),
      all.map(({ name }) => name),
    )
    t.strictSame(await names({ kind: 'veth' }), ['v0', 'v1', 'v2', 'v3'])
    t.strictSame(await names({ kind: 'no-such-kind' }), [])
    t.strictSame(await names({ master: 'br0' }), ['v1'])
    t.strictSame(await names({ kind: 'veth', up: true, group: 7 }), ['v2'])
    t.strictSame(await names({ type: 'loopback' }), ['lo'])
    t.notOk((await names({ up: false })).includes('v0'))
    const v2 = await rtnl.links.get('v2')
    t.match(v2, { name: 'v2', kind: 'veth', group: 7, altnames: ['a-name-of-more-than-fifteen-bytes'] })
    t.strictSame((await rtnl.links.get('a-name-of-more-than-fifteen-bytes')).index, v2.index)
    t.strictSame((await rtnl.links.get(v2.index)).name, 'v2')
    const columns = await rtnl.links.columns(['index', 'mtu', 'master'])
    t.strictSame(
      [...columns.index],
      all.map(({ index }) => index),
    )
    t.strictSame(
      [...columns.mtu],
      all.map(({ mtu }) => mtu),
    )
    t.strictSame(
      [...columns.present.master],
      all.map(({ master }) => (master === undefined ? 0 : 1)),
    )
    const gone = await refusal(rtnl.links.get('nope'))
    t.match(gone, { code: 'ENODEV', target: 'nope' })
    t.equal((await refusal(rtnl.links.list({ master: 'nope' }))).code, 'ENODEV')
  })

  t.test(`${io}: addresses`, async (t) => {
    await using rtnl = await Rtnl.open({ io })
    const texts = async (filter: Parameters<typeof rtnl.addresses.list>[0]): Promise<string[]> =>
      (await rtnl.addresses.list(filter)).map(({ address }) => address)
    t.strictSame(await texts({ family: 'inet', dev: 'v0' }), ['10.1.0.1/24', '10.1.0.2/24'])
    t.strictSame(await texts({ family: 'inet', scope: 'host' }), ['127.0.0.1/8'])
    t.strictSame(await texts({ label: 'v0:x' }), ['10.1.0.2/24'])
    t.strictSame(await texts({ family: 'inet6', dev: 'v0', scope: 'global' }), ['2001:db8::1/64'])
    const all = await rtnl.addresses.list()
    t.ok(all.every(({ dev }) => dev !== undefined))
    t.equal((await collect(rtnl.addresses.iterate())).length, all.length)
    t.match(await rtnl.addresses.get('10.2.0.1'), { peer: '10.2.0.9/32', dev: 'v2' })
    t.match(await rtnl.addresses.get('10.1.0.2/24'), { flags: ['secondary', 'permanent'], label: 'v0:x' })
    await t.rejects(rtnl.addresses.get('10.77.0.1'), { code: 'ERR_NOT_FOUND', target: 'address 10.77.0.1' })
    const columns = await rtnl.addresses.columns(['index', 'local', 'prefixlen'], { family: 'inet', dev: 'v0' })
    t.strictSame([...columns.local], [0x0a010001, 0x0a010002])
    t.strictSame([...columns.prefixlen], [24, 24])
  })

  t.test(`${io}: routes`, async (t) => {
    await using rtnl = await Rtnl.open({ io })
    const dsts = async (filter: Parameters<typeof rtnl.routes.list>[0]): Promise<(string | undefined)[]> =>
      (await rtnl.routes.list(filter)).map(({ dst }) => dst)
    const theirs = json('-4 route show table all').map(({ dst }) => dst)
    const ours = await rtnl.routes.list({ family: 'inet' })
    t.strictSame(
      ours.map(({ dst }) => dst?.replace(/\/32$/, '')),
      theirs,
    )
    t.equal((await collect(rtnl.routes.iterate({ family: 'inet' }))).length, ours.length)
    t.strictSame(await dsts({ table: 1000 }), ['198.51.100.0/24'])
    t.strictSame(await dsts({ table: 31337 }), [], 'a table that was never used')
    t.strictSame(await dsts({ family: 'inet', table: 31337 }), [])
    t.strictSame(await dsts({ type: 'blackhole' }), ['192.0.2.0/24'])
    t.strictSame(await dsts({ family: 'inet', protocol: 'static' }), ['192.0.2.0/24'])
    t.strictSame(await dsts({ family: 'inet', dst: 'default' }), ['default', 'default'])
    t.strictSame(await dsts({ gateway: '10.1.0.254' }), ['default'])
    t.strictSame(await dsts({ dev: 'v2', table: 'main', family: 'inet' }), ['10.2.0.9/32', '10.9.0.0/16'])
    t.strictSame(await dsts({ family: 'inet', dst: '10.9.0.0/16', gateway: '10.1.0.3' }), ['10.9.0.0/16'])
    t.strictSame(await dsts({ family: 'inet', scope: 'link', table: 'main' }), ['10.1.0.0/24', '10.2.0.9/32'])
    const six = await rtnl.routes.list({ family: 'inet6' })
    t.ok(six.length > 0 && six.every(({ family }) => family === 'inet6'))
    t.strictSame(await dsts({ family: 'inet6', dst: 'default' }), ['default'])
    const columns = await rtnl.routes.columns(['dst', 'dstLen', 'oif', 'table'], { family: 'inet' })
    t.equal(columns.length, ours.length)
    t.strictSame(
      [...columns.oif],
      ours.map(({ oif = 0 }) => oif),
    )
    t.ok([...columns.table].includes(1000))
  })

  t.test(`${io}: the route of a packet`, async (t) => {
    await using rtnl = await Rtnl.open({ io })
    const at = (destination: string, query?: Parameters<typeof rtnl.routes.get>[1]): Promise<Route> =>
      rtnl.routes.get(destination, query)
    t.match(await at('10.1.0.9'), { dst: '10.1.0.9/32', dev: 'v0', table: 'main', prefsrc: '10.1.0.1' })
    t.match(await at('1.1.1.1'), { gateway: '10.1.0.253', prefsrc: '10.1.0.2' })
    t.match(await at('1.1.1.1', { fibMatch: true }), { dst: 'default', metric: 50 })
    t.match(await at('198.51.100.1', { from: '10.1.0.1' }), { table: 1000, dev: 'v2' }, 'the rule for its source')
    t.match(await at('1.1.1.1', { dev: 'v2' }), { dev: 'v2', gateway: undefined })
    t.match(await at('10.1.0.1', { from: '10.1.0.9', iif: 'v0' }), { type: 'local', dev: 'lo' })
    const all = { from: '10.1.0.1', mark: 3, tos: 16, uid: 0, ipProto: 'udp', sport: 53, dport: 5353 } as const
    t.match(await at('10.1.0.9', all), { src: '10.1.0.1/32', mark: 3, uid: 0, dev: 'v0' })
    t.match(await at('2001:db8::9'), { dst: '2001:db8::9/128', dev: 'v0' })
    t.match(await at('2001:4860::1', { fibMatch: true }), { dst: 'default', gateway: '2001:db8::fe' })
    t.match(await at('2001:db8::9', { ...all, from: '2001:db8::1' }), { src: '2001:db8::1/128', dev: 'v0' })
    t.equal((await refusal(at('192.0.2.1'))).code, 'EINVAL', 'a blackhole')
    t.equal((await refusal(at('10.0.0.0/8'))).code, 'EINVAL', 'a prefix is nowhere')
    t.equal((await refusal(at('10.1.0.9', { dev: 'nope' }))).code, 'ENODEV')
  })

  t.test(`${io}: rules, neighbours, netconf`, async (t) => {
    await using rtnl = await Rtnl.open({ io })
    t.match(await rtnl.rules.list({ priority: 77 }), [{ family: 'inet', src: '10.1.0.0/24', table: 1000 }])
    t.match(await rtnl.rules.list({ table: 1000, family: 'inet6' }), [{ priority: 78, fwmark: 5 }])
    t.equal((await rtnl.rules.list({ priority: 0, family: 'inet' })).length, 1)
    const four = await rtnl.rules.list({ family: 'inet' })
    t.strictSame(
      four.map(({ priority = 0 }) => priority),
      json('-4 rule').map(({ priority }) => priority),
    )
    t.ok((await rtnl.rules.list({ protocol: 'kernel' })).every(({ protocol }) => protocol === 'kernel'))

    const found = async (filter: Parameters<typeof rtnl.neighbours.list>[0]): Promise<unknown[]> =>
      (await rtnl.neighbours.list({ family: 'inet', ...filter })).map(({ dst, dev }) => `${dst} ${dev}`)
    t.strictSame((await found({})).sort(), ['10.1.0.9 v0', '10.2.0.9 v2'])
    t.strictSame(await found({ dev: 'v2' }), ['10.2.0.9 v2'])
    t.strictSame(await found({ state: 'permanent' }), ['10.1.0.9 v0'])
    t.strictSame(await found({ proxy: true }), ['10.1.0.77 v0'])
    const forwarding = await rtnl.neighbours.list({ family: 'bridge', master: 'br0' })
    t.ok(forwarding.length > 0 && forwarding.every(({ family }) => family === 'bridge'))
    const port = await rtnl.neighbours.list({ family: 'bridge', dev: 'v1' })
    t.ok(port.length > 0 && port.every(({ dev }) => dev === 'v1'))
    t.match(await rtnl.neighbours.get('10.1.0.9', 'v0'), { lladdr: '02:00:00:00:00:09', state: ['permanent'] })
    t.equal((await refusal(rtnl.neighbours.get('10.1.0.10', 'v0'))).code, 'ENOENT')

    const settings = await rtnl.netconf.list({ family: 'inet' })
    const devs = settings.map(({ dev }) => dev)
    const links = (await rtnl.links.list()).map(({ name }) => name)
    t.strictSame(devs.sort(), [...links, 'all', 'default'].sort())
    t.match(await rtnl.netconf.list({ family: 'inet', dev: 'v0' }), [{ dev: 'v0', forwarding: 0 }])
    t.match(await rtnl.netconf.list({ family: 'inet6', dev: 'all' }), [{ dev: 'all', family: 'inet6' }])
    t.match(await rtnl.netconf.get('v0'), { dev: 'v0', family: 'inet' })
    t.match(await rtnl.netconf.get('default', 'inet6'), { dev: 'default', family: 'inet6' })
  })

  t.test(`${io}: the default gateway`, async (t) => {
    await using rtnl = await Rtnl.open({ io })
    const { index } = await rtnl.links.get('v0')
    t.strictSame(await rtnl.defaultGateway(), {
      family: 'inet',
      gateway: '10.1.0.253',
      index,
      dev: 'v0',
      metric: 50,
      source: '10.1.0.2',
    })
    t.match(await rtnl.defaultGateway('inet6'), { gateway: '2001:db8::fe', dev: 'v0', metric: 9 })
    t.match(await rtnl.primaryInterface(), { name: 'v0', address: '02:00:00:00:00:aa' } satisfies Partial<Link>)
    t.equal(await rtnl.macAddress(), '02:00:00:00:00:aa')
    t.equal(await rtnl.macAddress('lo'), '00:00:00:00:00:00')
  })
}

const namespaces = (): void => {
  t.test('nsids, here and in other namespaces', async (t) => {
    await using rtnl = await Rtnl.open()
    const [a, b] = await Promise.all([peerNamespace(), peerNamespace()])
    const [pidOfA, pidOfB] = [Number(a), Number(b)]
    await t.rejects(rtnl.nsids.get({ pid: pidOfA }), { code: 'ERR_NOT_FOUND' }, 'none was assigned')
    ip(`link add na type veth peer name na netns ${a}`)
    ip(`link add nb type veth peer name nb netns ${b}`)
    const inside = (words: string): unknown =>
      promisify(execFile)('nsenter', [`--net=/proc/${a}/ns/net`, 'ip', ...words.split(' ')])
    await inside(`link add peer type veth peer name peer netns ${b}`)
    const id = await rtnl.nsids.get({ pid: pidOfA })
    const other = await rtnl.nsids.get({ pid: pidOfB })
    if (id === undefined || other === undefined) throw new Error('no id')
    t.strictSame((await rtnl.nsids.list()).map(({ nsid }) => nsid).sort(), [id, other].sort())
    const file = openSync(`/proc/${b}/ns/net`, 'r')
    t.equal(await rtnl.nsids.get({ fd: file }), other)
    closeSync(file)
    const seen = (await rtnl.nsids.list({ target: id })).find(({ currentNsid }) => currentNsid === other)
    t.ok(seen !== undefined, 'the second has an id in the first')
    t.equal(await rtnl.nsids.get({ pid: pidOfB }, { target: id }), seen?.nsid)
    t.equal(await rtnl.nsids.get({ nsid: other }, { target: id }), seen?.nsid)
    t.match((await rtnl.links.get('na')).linkNetnsid, id)
    ip('link del na')
    ip('link del nb')
  })

  t.test('a client in another namespace, on a socket that was opened there', async (t) => {
    const [mine, theirs] = pair(SOCK_STREAM)
    const script = fileURLToPath(new URL('children/sends-sockets.ts', import.meta.url))
    const child = spawn('unshare', ['--net', process.execPath, '--import', './test/typescript.mjs', script], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit', theirs.fd],
    })
    const exited = once(child, 'exit')
    theirs.close()
    const fds: number[] = []
    const bytes = new Uint8Array(1)
    await new Promise<void>((resolve, reject) => {
      // the child may have ended before this is read: then nothing else keeps the process alive
      mine.ref()
      mine.poll(() => {
        const got = mine.receiveFds(bytes, 2)
        if (typeof got === 'number') reject(new Error(`errno ${-got}`))
        else fds.push(...got.fds)
        mine.stopPolling()
        resolve()
      })
    })
    mine.close()
    await exited
    const [fd, second] = fds
    if (fd === undefined || second === undefined) throw new Error('no sockets came')
    const came = inodes().filter(([number]) => fds.includes(number))
    {
      await using rtnl = await Rtnl.open({ fd })
      const names = (await rtnl.links.list({ kind: 'ifb' })).map(({ name }) => name)
      t.strictSame(names, [], 'not of this kind')
      t.strictSame((await rtnl.links.list()).map(({ name }) => name).sort(), ['lo', 'there0', 'there1'])
      t.equal((await refusal(rtnl.links.get('v0'))).code, 'ENODEV')
      t.throws(() => rtnl.monitor({ groups: ['link'] }), UnsupportedError, 'which would be of this one')
      const monitor = rtnl.monitor({ groups: ['link'], snapshots: true, fd: second })
      const { value } = await monitor.next()
      t.match(value, { action: 'snapshot', object: 'link' })
      const links = (value as { values: Link[] }).values
      t.strictSame(links.map(({ name }) => name).sort(), ['lo', 'there0', 'there1'])
      await monitor.return?.()
    }
    const left = inodes().filter(([, inode]) => came.some(([, other]) => other === inode))
    t.strictSame([came.length, left], [2, []], 'both are closed with what took them over')
  })

  t.test('a client on a socket, and on an invalid descriptor', async (t) => {
    await using socket = new NetlinkSocket()
    const rtnl = await Rtnl.open({ socket })
    t.equal((await rtnl.links.get('lo')).index, 1)
    rtnl.close()
    t.equal((await rtnl.links.get('lo')).index, 1, 'the socket is not its own')
    await t.rejects(Rtnl.open({ fd: 99_999 }), SocketError)
    const generic = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
    t.ok(generic.fd > 0)
    generic.close()
  })

  t.test('a new namespace', async (t) => {
    const child = fileURLToPath(new URL('children/finds-nothing.ts', import.meta.url))
    const node = [process.execPath, '--import', './test/typescript.mjs', child]
    const { stdout } = await promisify(execFile)('unshare', ['--net', ...node], { cwd: root })
    t.strictSame(JSON.parse(stdout), { links: ['lo'], addresses: 0, routes: 0, nsids: 0, gateways: [null, null] })
  })

  for (const io of ['thread', 'inline']) {
    t.test(`${io}: an open client does not keep the process alive, a monitor does until it is left`, async (t) => {
      const child = fileURLToPath(new URL('children/watches.ts', import.meta.url))
      const node = ['--import', './test/typescript.mjs', child, io]
      const { stdout } = await promisify(execFile)(process.execPath, node, { cwd: root, timeout: PATIENCE })
      t.strictSame(stdout.trim().split('\n'), ['open', 'watching', 'new link', 'left'])
    })
  }
}

if (inNamespace(t, import.meta.url)) {
  build()
  await linksSettle()
  for (const io of ['thread', 'inline'] as const) tests(io)
  namespaces()
}
