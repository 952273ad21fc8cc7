/**
 * Namespaces of the live kernel: created, opened, entered by sockets and programs, deleted; compared with `ip netns`.
 */
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { createServer, get } from 'node:http'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { isNetlinkError, type NamespaceRef, type NetlinkError, Netns, Rtnl } from '../../src/index.ts'
import { FakeKernel } from '../../src/netlink/transport/fake.ts'
import { loadNative } from '../../src/netlink/transport/native.ts'
import { Conntrack, Nftables } from '../../src/nftables.ts'
import { descriptors } from '../native/addon.ts'
import { whereabouts } from './helpers.ts'
import { inSandbox, ip } from './namespace.ts'
import { names } from './run-netns.ts'

const WITHOUT_PROC = fileURLToPath(new URL('./children/without-proc.ts', import.meta.url))
const EMFILE = 24
const native = loadNative() as { adopt: ReturnType<typeof loadNative>['adopt'] }

const refusal = async (promise: Promise<unknown>): Promise<NetlinkError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (isNetlinkError(error)) return error
  throw new Error(`no error of ours: ${error}`)
}

if (inSandbox(t, import.meta.url)) {
  t.test('created, opened, used, deleted', async (t) => {
    const home = whereabouts()
    await using ns = await Netns.create('ns1')
    t.same(ip('netns list').trim(), 'ns1')
    t.equal(statSync('/run/netns/ns1').ino, statSync(`/proc/self/fd/${ns.fd}`).ino)
    await using rtnl = await Rtnl.open()
    await using inside = await Rtnl.open({ netns: ns })
    await rtnl.links.add({ kind: 'bridge', name: 'mydocker0', up: true })
    await rtnl.links.add({
      kind: 'veth',
      name: 'veth1',
      master: 'mydocker0',
      up: true,
      peer: { name: 'eth0', netns: ns },
    })
    await rtnl.addresses.add({ dev: 'mydocker0', address: '172.16.1.254/16' })
    await inside.links.change('eth0', { up: true })
    await inside.addresses.add({ dev: 'eth0', address: '172.16.1.1/16' })
    await inside.routes.add({ dst: 'default', gateway: '172.16.1.254' })
    t.same((await inside.links.list()).map(({ name }) => name).sort(), ['eth0', 'lo'])
    const server = await ns.listen(
      createServer((_request, response) => response.end('from inside')),
      { port: 80 },
    )
    t.same(server.address(), { address: '::', family: 'IPv6', port: 80 })
    const answer = await new Promise<string>((resolve, reject) => {
      get('http://172.16.1.1/', async (response) => {
        let text = ''
        for await (const part of response) text += part
        resolve(text)
      }).on('error', reject)
    })
    t.equal(answer, 'from inside')
    server.closeAllConnections()
    server.close()
    t.same(whereabouts(), home)
    await Netns.delete('ns1')
    t.same(names(), [])
  })

  t.test('by name, path, process and descriptor', async (t) => {
    await using ns = await Netns.create('blue')
    const { ino } = statSync('/run/netns/blue')
    for (const ref of ['blue', '/run/netns/blue', ns, { fd: ns.fd }]) {
      await using opened = await Netns.open(ref)
      t.equal(statSync(`/proc/self/fd/${opened.fd}`).ino, ino)
      await using rtnl = await Rtnl.open({ netns: ref })
      t.same(
        (await rtnl.links.list()).map(({ name }) => name),
        ['lo'],
      )
    }
    await using here = await Netns.open(process.pid)
    t.equal(statSync(`/proc/self/fd/${here.fd}`).ino, statSync('/proc/self/ns/net').ino)
    await ns.delete()
    t.equal((await refusal(Netns.open('blue'))).message, 'netns open blue: open: ENOENT: No such file or directory')
  })

  t.test('invalid references', async (t) => {
    for (const name of ['../x', 'a/b', '', '.', '..', 'x'.repeat(256), 'a\0b']) {
      for (const verb of [Netns.create, Netns.delete, (name: string) => Netns.attach(name, process.pid)]) {
        const error = await refusal(verb(name))
        t.match(error, { name: 'EncodeError', path: 'name' }, JSON.stringify(name))
      }
    }
    t.same(names(), [])
    await using ns = await Netns.create('x'.repeat(255))
    t.equal((await refusal(Netns.create('x'.repeat(255)))).code, 'EEXIST')
    await ns.delete()
    t.match(await refusal(Netns.delete('gone')), {
      code: 'ENOENT',
      operation: 'delete',
      target: 'gone',
      syscall: 'unlink',
    })
    t.match(await refusal(Netns.open('/etc/passwd')), { name: 'EncodeError', path: 'netns' })
    t.match(await refusal(Netns.open(0x7ffffff0)), { code: 'ESRCH', target: '2147483632' })
    t.match(await refusal(Netns.open({ pid: 0x7ffffff0 })), { code: 'ESRCH', target: 'pid 2147483632' })
    t.match(await refusal(Netns.create(5 as never)), { name: 'EncodeError', path: 'name' })
    for (const Client of [Rtnl, Nftables, Conntrack]) {
      t.match(await refusal(Client.open({ netns: process.pid, fd: 5 })), { name: 'EncodeError', path: 'netns' })
      const transport = new FakeKernel(() => undefined)
      t.match(await refusal(Client.open({ netns: process.pid, transport })), { name: 'EncodeError', path: 'netns' })
      t.match(await refusal(Client.open({ netns: 'gone' })), { code: 'ENOENT' })
    }
  })

  t.test('without /proc namespaces cannot be opened', (t) => {
    const [program = '', ...words] = [
      ...['unshare', '--mount', 'sh', '-c', 'umount --lazy /proc && exec "$@"', 'sh'],
      ...[process.execPath, ...process.execArgv, WITHOUT_PROC],
    ]
    const { messages } = JSON.parse(execFileSync(program, words, { encoding: 'utf8' }))
    const missing = 'open: ENOENT: No such file or directory (it needs /proc, which is not mounted)'
    t.strictSame(messages, [
      `netns open 1: ${missing}`,
      'netns: expected a network namespace, and not some other file, got an object',
      `netns open /proc/thread-self/ns/net: ${missing}`,
      `netns open blue: ${missing}`,
    ])
    t.end()
  })

  t.test('a socket that cannot be adopted is closed, and so is one that a monitor cannot use', async (t) => {
    await using ns = await Netns.create('blue')
    await using _warm = await Rtnl.open({ netns: ns })
    const before = descriptors()
    const { adopt } = native
    native.adopt = () => -EMFILE
    try {
      const refused = { name: 'SocketError', code: 'EMFILE', syscall: 'adopt' }
      for (const Client of [Rtnl, Nftables, Conntrack]) t.match(await refusal(Client.open({ netns: ns })), refused)
    } finally {
      native.adopt = adopt
    }
    t.equal(descriptors(), before)
    await using rtnl = await Rtnl.open({ netns: ns })
    await using nft = await Nftables.open({ netns: ns })
    await using conntrack = await Conntrack.open({ netns: ns })
    const opened = descriptors()
    const receiveBuffer = -1
    t.throws(() => rtnl.monitor({ groups: ['link'], receiveBuffer }), { code: 'ERR_OPTION' })
    t.throws(() => nft.monitor({ receiveBuffer }), { code: 'ERR_OPTION' })
    t.throws(() => nft.trace({ receiveBuffer }), { code: 'ERR_OPTION' })
    t.throws(() => conntrack.monitor({ receiveBuffer }), { code: 'ERR_OPTION' })
    t.equal(descriptors(), opened)
  })

  t.test('rules of other namespaces, by every kind of reference', async (t) => {
    const home = whereabouts()
    await using filtered = await Netns.create('filtered')
    await using plain = await Netns.create('plain')
    const tables = async (netns: NamespaceRef): Promise<string[]> => {
      await using nft = await Nftables.open({ netns })
      return (await nft.tables.list()).map(({ name }) => name)
    }
    // keeps the descriptors that the threads of all sockets have
    await using other = await Rtnl.open()
    await other.links.list()
    const before = descriptors()
    {
      await using nft = await Nftables.open({ netns: filtered })
      t.equal(descriptors(), before + 2, 'the socket, and the namespace, for monitors to come')
      await nft.transaction((tx) => tx.tables.create({ family: 'inet', name: 'theirs' }))
      await using own = await Nftables.open()
      t.same(await own.tables.list(), [])
    }
    t.equal(descriptors(), before, 'all of it is closed')
    for (const netns of [filtered, 'filtered', '/run/netns/filtered']) t.same(await tables(netns), ['theirs'])
    t.same(await tables(plain), [])
    t.same(await tables(process.pid), [])
    t.match(JSON.parse((await filtered.exec('nft', ['-j', 'list', 'tables'])).stdout), {
      nftables: [{}, { table: { family: 'inet', name: 'theirs' } }],
    })
    t.same(whereabouts(), home)
    await filtered.delete()
    await plain.delete()
  })
}
