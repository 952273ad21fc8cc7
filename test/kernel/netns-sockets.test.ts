/** Sockets of Node's modules in several namespaces of one process, and the settings of each namespace. */
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { createServer, get, type IncomingMessage } from 'node:http'
import { createServer as createNetServer, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { ClosedError, Netns, NetnsError, Rtnl } from '../../src/index.ts'
import { listen } from '../../src/netns/listen.ts'
import { AF_INET, AF_INET6, AF_PACKET, descriptors, SOCK_DGRAM, threads } from '../native/addon.ts'
import { until } from '../until.ts'
import { helpers, whereabouts } from './helpers.ts'
import { inSandbox } from './namespace.ts'

const textOf = async (stream: AsyncIterable<unknown>): Promise<string> => {
  let text = ''
  for await (const part of stream) text += part
  return text
}

const fetched = async (url: string, options: object): Promise<string> => {
  const [response] = (await once(get(url, options), 'response')) as [IncomingMessage]
  return textOf(response)
}

if (inSandbox(t, import.meta.url)) {
  const [left, right] = await Promise.all([Netns.create('left'), Netns.create('right')])
  t.teardown(async () => {
    await left.delete()
    await right.delete()
  })
  {
    await using west = await Rtnl.open({ netns: left })
    await using east = await Rtnl.open({ netns: right })
    await west.links.add({ kind: 'veth', name: 'a', up: true, peer: { name: 'b', netns: right } })
    await east.links.change('b', { up: true })
    await west.links.change('lo', { up: true })
    await west.addresses.add({ dev: 'a', address: '10.0.0.1/24' })
    await east.addresses.add({ dev: 'b', address: '10.0.0.2/24' })
    await west.addresses.add({ dev: 'a', address: '2001:db8::1/64', flags: ['nodad'] })
    await east.addresses.add({ dev: 'b', address: '2001:db8::2/64', flags: ['nodad'] })
  }

  t.test(
    'a server in one namespace answers a client in another, in the same process, which stays where it is',
    async (t) => {
      const home = whereabouts()
      t.equal(home.length, 1)
      const server = await left.listen(
        createServer((request, response) => response.end(`from ${request.socket.remoteAddress}`)),
        { port: 80, host: '10.0.0.1' },
      )
      t.same(whereabouts(), home)
      const agent = right.agent({ keepAlive: true })
      t.equal(await fetched('http://10.0.0.1/', { agent }), 'from 10.0.0.2')
      t.equal(await fetched('http://10.0.0.1/', { agent }), 'from 10.0.0.2')
      t.same(whereabouts(), home)
      await t.rejects(fetched('http://localhost/', { agent }), { name: 'EncodeError', path: 'host' })
      agent.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      t.same(whereabouts(), home)
    },
  )

  t.test('TCP', async (t) => {
    const server = createNetServer((socket) => socket.end(`${socket.remoteAddress} ${socket.remotePort}`))
    await left.listen(server, { ipv6Only: false })
    const { port } = server.address() as { port: number }
    t.ok(port > 0)
    t.equal(await textOf(await right.connect({ host: '10.0.0.1', port, localPort: 4711 })), '::ffff:10.0.0.2 4711')
    t.equal(
      await textOf(await right.connect({ host: '2001:db8::1', port, localAddress: '2001:db8::2', localPort: 4712 })),
      '2001:db8::2 4712',
    )
    t.match(await textOf(await left.connect({ port })), /^::ffff:127\.0\.0\.1 /)
    t.match(await textOf(await right.connect({ host: '2001:db8::1', port, localPort: 4713 })), /^2001:db8::2 4713/)
    t.match(
      await textOf(await right.connect({ host: '10.0.0.1', port, localAddress: '10.0.0.2' })),
      /^::ffff:10\.0\.0\.2 /,
    )
    const taken = await left.listen(createNetServer(), { port, host: '::' }).catch((error: unknown) => error)
    t.match(taken, { name: 'NetnsError', code: 'EADDRINUSE', syscall: 'bind', operation: 'socket', target: 'left' })
    server.close()
    await t.rejects(right.connect({ host: '10.0.0.1', port }), { code: 'ECONNREFUSED', address: '10.0.0.1', port })
    await t.rejects(right.connect({ host: '10.0.0.1', port, signal: AbortSignal.abort() }), { name: 'AbortError' })
    const never = right.connect({ host: '10.0.0.77', port, signal: AbortSignal.timeout(30) })
    await t.rejects(never, { name: 'TimeoutError' }, 'the reason of the signal')
    const both = await Promise.all([
      left.listen(createNetServer(), { port: 99, host: '10.0.0.1', reusePort: true }),
      left.listen(createNetServer(), { port: 99, host: '10.0.0.1', reusePort: true, backlog: 3 }),
    ])
    for (const one of both) one.close()
  })

  t.test('without IPv6', async (t) => {
    await using bare = await Netns.createAnonymous()
    await bare.sysctl.set('net.ipv6.conf.all.disable_ipv6', 1)
    const server = await bare.listen(createNetServer())
    t.match(server.address(), { port: Number })
    server.close()
    // a kernel without IPv6 refuses socket(2)
    const asked: number[] = []
    const without = async ({ domain }: { domain: number }): Promise<number> => {
      asked.push(domain)
      throw new NetnsError({
        errno: domain === AF_INET6 ? 97 : 1,
        operation: 'socket',
        target: 'bare',
        syscall: 'socket',
      })
    }
    await t.rejects(listen(without, createNetServer(), {}), { code: 'EPERM' })
    t.same(asked, [AF_INET6, AF_INET])
    const closed = async (): Promise<number> => Promise.reject(new ClosedError('netns bare'))
    await t.rejects(listen(closed, createNetServer(), {}), { name: 'ClosedError' })
  })

  t.test('unix sockets: abstract names belong to the namespace', async (t) => {
    const path = '\0there'
    const server = await left.listen(
      createNetServer((socket) => socket.end('abstract')),
      { path },
    )
    t.equal(await textOf(await left.connect({ path })), 'abstract')
    await t.rejects(right.connect({ path }), { code: 'ECONNREFUSED', syscall: 'connect' })
    server.close()
    const folder = mkdtempSync(join(tmpdir(), 'rtnl-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const near = relative(process.cwd(), `${folder}/s`)
    const other = await left.listen(
      createNetServer((socket) => socket.end('a path')),
      { path: near },
    )
    t.equal(await textOf(await right.connect({ path: `${folder}/s` })), 'a path')
    other.close()
    await once(other, 'close')
    t.notOk(existsSync(near), 'a path goes with its server')
    const web = await left.listen(
      createServer((_request, response) => response.end('over a path')),
      { path: near },
    )
    t.equal(await fetched('http://there/', { agent: right.agent(), socketPath: `${folder}/s` }), 'over a path')
    web.closeAllConnections()
    web.close()
  })

  t.test('UDP', async (t) => {
    const server = await left.createSocket({ type: 'udp4', address: '10.0.0.1', port: 5353 })
    const client = await right.createSocket('udp4')
    const heard = once(server, 'message')
    client.send('hello', 5353, '10.0.0.1')
    const [message, { address, port }] = await heard
    t.same([String(message), address], ['hello', '10.0.0.2'])
    const answered = once(client, 'message')
    server.send('hello again', port, address)
    t.equal(String((await answered)[0]), 'hello again')
    const six = await left.createSocket({ type: 'udp6', port: 5353, ipv6Only: true, reuseAddr: true, reusePort: false })
    t.equal(six.address().port, 5353)
    const any = await left.createSocket({ type: 'udp4', address: '10.0.0.1' })
    t.ok(any.address().port > 0)
    for (const socket of [server, client, six, any]) socket.close()
  })

  t.test('any other kind: a packet socket', async (t) => {
    const fd = await left.socket(AF_PACKET, SOCK_DGRAM)
    t.match(readlinkSync(`/proc/self/fd/${fd}`), /^socket:/)
    const adopted = await left.socket(AF_INET, 1)
    new Socket({ fd: adopted, manualStart: true } as object).destroy()
    await t.rejects(left.socket(77, 1), { code: 'EAFNOSUPPORT', syscall: 'socket' })
    const { adopt } = (await import('../native/addon.ts')).addon
    const socket = adopt(fd)
    if (typeof socket !== 'number') socket.close()
  })

  t.test('invalid arguments', async (t) => {
    const wrong: [string, () => Promise<unknown>][] = [
      ['host', () => left.connect({ host: 'localhost', port: 1 })],
      ['host', () => left.connect({ host: 'fe80::1%a', port: 1 })],
      ['host', () => left.connect({ host: 5 as never, port: 1 })],
      ['port', () => left.connect({ host: '10.0.0.1' })],
      ['port', () => left.connect({ host: '10.0.0.1', port: 65536 })],
      ['localAddress', () => left.connect({ port: 1, localAddress: 'x' })],
      ['localPort', () => left.connect({ port: 1, localPort: -1 })],
      ['path', () => left.connect({ path: '' })],
      ['path', () => left.connect({ path: 'x'.repeat(108) })],
      ['host', () => left.listen(createNetServer(), { host: 'here' })],
      ['port', () => left.listen(createNetServer(), { port: 1.5 })],
      ['path', () => left.listen(createNetServer(), { path: `\0${'x'.repeat(108)}` })],
      ['type', () => left.createSocket('udp5' as never)],
      ['address', () => left.createSocket({ type: 'udp4', address: '::' })],
      ['port', () => left.createSocket({ type: 'udp4', port: -1 })],
      ['key', () => left.sysctl.get('kernel.hostname')],
      ['key', () => left.sysctl.get('net')],
      ['key', () => left.sysctl.get('net/../kernel/hostname')],
      ['key', () => left.sysctl.get('net..ipv4')],
      ['key', () => left.sysctl.get('net.ipv4.conf.//.mtu')],
      ['key', () => left.sysctl.get('net/ipv4/./ip_forward')],
      ['key', () => left.sysctl.get('net.ipv4.a\0b')],
      ['key', () => left.sysctl.get(`net.${'x'.repeat(400)}`)],
      ['key', () => left.sysctl.get(5 as never)],
      ['value', () => left.sysctl.set('net.ipv4.ip_forward', Number.NaN)],
      ['value', () => left.sysctl.set('net.ipv4.ip_forward', true as never)],
      ['value', () => left.sysctl.set('net.ipv4.ip_forward', 'x'.repeat(196608))],
      [
        'name',
        async () => {
          await using anonymous = await Netns.createAnonymous()
          await anonymous.delete()
        },
      ],
    ]
    for (const [path, call] of wrong) await t.rejects(call(), { name: 'EncodeError', path }, `${path}: ${call}`)
  })

  t.test('settings of each namespace', async (t) => {
    await using here = await Netns.open(process.pid)
    await left.sysctl.set('net.ipv4.ip_forward', 1)
    await right.sysctl.set('net.ipv4.ip_forward', 0)
    t.equal(await left.sysctl.get('net.ipv4.ip_forward'), '1')
    t.equal(await right.sysctl.get('net/ipv4/ip_forward'), '0')
    t.equal(await here.sysctl.get('net.ipv4.ip_forward'), readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8').trim())
    await using rtnl = await Rtnl.open({ netns: left })
    await rtnl.links.add({ kind: 'bridge', name: 'br.5' })
    await left.sysctl.set('net.ipv4.conf.br/5.forwarding', '0')
    t.equal(await left.sysctl.get('net/ipv4/conf/br.5/forwarding'), '0')
    t.equal((await left.exec('cat', ['/proc/sys/net/ipv4/conf/br.5/forwarding'])).stdout, '0\n')
    await left.sysctl.set('net.ipv4.tcp_rmem', '4096 131072 6291455')
    t.equal(await left.sysctl.get('net.ipv4.tcp_rmem'), '4096\t131072\t6291455')
    await t.rejects(left.sysctl.get('net.ipv4.no_such'), {
      code: 'ENOENT',
      operation: 'get sysctl',
      target: 'net.ipv4.no_such',
    })
    await t.rejects(left.sysctl.set('net.ipv4.ip_forward', 'perhaps'), { code: 'EINVAL', syscall: 'write' })
    await t.rejects(left.sysctl.get('net.ipv4'), { code: 'EISDIR', syscall: 'read' })
    const ports = Array.from({ length: 1500 }, (_, i) => 2 * i + 1025).join()
    await left.sysctl.set('net.ipv4.ip_local_reserved_ports', ports)
    t.equal(await left.sysctl.get('net.ipv4.ip_local_reserved_ports'), ports)
  })

  t.test('a handle that is collected while open is reported once, and closed', async (t) => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const warnings: (Error & { code?: string })[] = []
    process.on('warning', (warning) => warnings.push(warning))
    const before = descriptors()
    await Netns.open('left')
    await (await Netns.open('right')).close()
    await until(() => {
      collect()
      return warnings.length > 0 && descriptors() <= before
    }, 'the warning, and the descriptor to be closed')
    t.match(warnings, [{ name: 'RtnlWarning', code: 'RTNL_NETNS_LEFT_OPEN', message: /^Netns left was not closed/ }])
  })

  t.test('a thousand namespaces leave nothing open', async (t) => {
    const state = (): object => ({
      names: readdirSync('/run/netns'),
      fds: descriptors(),
      helpers: helpers().length,
      mounts: readFileSync('/proc/self/mountinfo', 'utf8').split('\n').length,
    })
    // those of the I/O threads of earlier tests
    await until(() => threads() === 0, 'the ends of the threads')
    const before = state()
    const one = async (number: number): Promise<string[]> => {
      await using ns = await Netns.create(`many${number}`)
      await using rtnl = await Rtnl.open({ netns: ns, io: 'inline' })
      const found = (await rtnl.links.list()).map(({ name }) => name)
      await Netns.delete(`many${number}`)
      return found
    }
    const seen = new Set<string>()
    for (let i = 0; i < 1000; i += 20)
      for (const found of await Promise.all(Array.from({ length: 20 }, (_, k) => one(i + k)))) seen.add(found.join())
    t.same([...seen], ['lo'])
    t.same(state(), before)
  })
}
