/** `rtnl-dump snapshot`, `diff`, `graph` and `monitor --all-netns` with the live kernel. */
import { execFileSync, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import t from 'tap'
import { findNamespaces } from '../../src/cli/found-namespaces.ts'
import { createFile } from '../../src/cli/output-file.ts'
import { recordedMonitor } from '../../src/cli/recorded-monitor.ts'
import { Netns, Rtnl } from '../../src/index.ts'
import { Nftables } from '../../src/nftables.ts'
import { nft } from '../docs/scene.ts'
import type { World } from '../unit/cli/world.ts'
import { run, Sink } from '../unit/cli/world.ts'
import { until } from '../until.ts'
import { inSandbox, ip, ipBatch, linksSettle } from './namespace.ts'

const live: World = {
  open: (io, netns) => Rtnl.open(netns === undefined ? { io } : { io, netns }),
  openNftables: (io, netns) => Nftables.open(netns === undefined ? { io } : { io, netns }),
  netns: Netns,
  findNamespaces: () => findNamespaces(Netns.list),
  recordedMonitor,
  createFile,
  readFile: createReadStream,
}

/** Runs it again if a process of another test has ended meanwhile, and its namespace with it. */
const here = async (...argv: string[]): Promise<Awaited<ReturnType<typeof run>>> => {
  for (let times = 1; ; times++) {
    const ran = await run(argv, live)
    if (times === 10 || !/^rtnl-dump: netns of process .*ESRCH/m.test(ran.stderr)) return ran
  }
}

interface Links {
  readonly id: string
  readonly name: string
}
interface Drawn {
  readonly namespaces: readonly { readonly label: string; readonly links: readonly Links[] }[]
  readonly edges: readonly { readonly type: string; readonly from: string; readonly to: string }[]
}

/** A command, with `before` fed to it as a file. */
const diff = async (folder: string, ...argv: string[]) => {
  const { code, stdout, stderr } = await here('diff', `${folder}/before.json`, ...argv)
  return { code, stderr, lines: stdout.trimEnd().split('\n') }
}

if (inSandbox(t, import.meta.url)) {
  ip('netns add blue')
  ipBatch([
    'link set lo up',
    'link add br0 address 02:00:5e:00:53:02 type bridge',
    'link add port1 type veth peer name eth0 netns blue',
    'link add out0 type veth peer name out1',
    'link set port1 master br0 up',
    'link set br0 up',
    'link set out0 up',
    'link set out1 up',
    'link add mv1 link out0 netns blue type macvlan mode bridge',
    'address add 192.0.2.1/24 dev br0',
    'address add 198.51.100.2/24 dev out0',
    'route add default via 198.51.100.1',
    'route add 203.0.113.0/24 via 192.0.2.9',
  ])
  ip('-n blue address add 192.0.2.2/24 dev eth0')
  ip('-n blue link set eth0 up')
  ip('-n blue route add default via 192.0.2.1')
  nft(`
    table ip nat {
      set lan { type ipv4_addr; flags interval; elements = { 10.9.0.0/16, 192.0.2.7, 192.0.2.5 }; }
      chain out {
        type nat hook postrouting priority 100
        ip saddr 192.0.2.0/24 oifname != "br0" counter masquerade
      }
    }`)
  await linksSettle()
  const folder = t.testdir({})
  const keep = async (name: string, ...argv: string[]): Promise<string> => {
    const { code, stdout, stderr } = await here('snapshot', ...argv)
    t.same([code, stderr], [0, ''])
    const file = createFile(`${folder}/${name}.json`)
    file.write(Buffer.from(stdout))
    file.close()
    return stdout
  }

  await t.test('a snapshot has the objects of every command, and is the same for the same state', async (t) => {
    const text = await keep('before')
    const snapshot = JSON.parse(text)
    const [own] = snapshot.namespaces
    const volatile = (values: readonly object[]): unknown =>
      JSON.parse(
        JSON.stringify(values, (key, value) =>
          /^(stats|stats64|icmp6stats|cacheinfo|gcTimer|forwardDelayTimer)$/.test(key) ? undefined : value,
        ),
      )
    for (const member of ['links', 'addresses', 'routes', 'rules', 'neighbours', 'nsids', 'addrlabels', 'netconf']) {
      const listed = JSON.parse((await here(member, '--json')).stdout)
      const byText = (one: object): string => JSON.stringify(volatile([one]))
      const plain = (values: readonly object[]): string[] => values.map(byText).sort()
      const without = (values: readonly { peerNetns?: string }[]): object[] =>
        values.map(({ peerNetns: _, ...rest }) => rest)
      t.strictSame(plain(own[member]), plain(without(listed)), member)
      for (const one of own[member]) t.ok(text.includes(`\n${JSON.stringify(one)}`), 'a line for each object')
    }
    const entries = JSON.parse((await here('neighbours', '--family', 'bridge', '--json')).stdout)
    t.equal(own.forwarding.length, entries.length)
    t.equal(own.nft.rules.length, 1)
    t.strictSame(
      own.nft.sets[0].elements.map(({ key }: { key: string }) => key),
      ['10.9.0.0/16', '192.0.2.5', '192.0.2.7'],
    )
    await keep('again')
    t.match(await here('diff', `${folder}/before.json`, `${folder}/again.json`), { code: 0, stdout: '' })
    t.match(await here('diff', `${folder}/before.json`), { code: 0, stdout: '', stderr: '' })
  })

  await t.test('what has changed since then, by object and field', async (t) => {
    ipBatch([
      'link set out1 mtu 1400 name wan1',
      'address add 198.51.100.3/24 dev wan1',
      'route replace default via 198.51.100.9',
      'route add default via 198.51.100.8 metric 70',
      'route del 203.0.113.0/24',
      'neigh add 192.0.2.3 lladdr 02:00:5e:00:53:33 dev br0',
      'rule add from 192.0.2.0/24 lookup 100 priority 99',
    ])
    nft('add element ip nat lan { 192.0.2.66 }; delete element ip nat lan { 192.0.2.7 }; add chain ip nat in')
    nft('add rule ip nat out ip saddr 10.9.0.0/16 snat to 198.51.100.2')
    const { code, lines, stderr } = await diff(folder)
    t.same([code, stderr], [1, ''])
    const index = JSON.parse(ip('-j link show wan1'))[0].ifindex
    t.strictSame(
      lines.filter((line) => !/inet6|mtu6/.test(line)),
      [
        `~ link ${index}: wan1`,
        '    name out1 -> wan1',
        '    mtu 1500 -> 1400',
        `+ address ${index}: wan1 inet 198.51.100.3/24 scope global`,
        '- route 203.0.113.0/24 via 192.0.2.9 dev br0',
        '+ route broadcast 198.51.100.255/32 dev wan1 table local proto kernel scope link src 198.51.100.3',
        '+ route local 198.51.100.3/32 dev wan1 table local proto kernel scope host src 198.51.100.3',
        '+ route 198.51.100.0/24 dev wan1 proto kernel scope link src 198.51.100.3',
        '+ route default via 198.51.100.8 dev out0 metric 70',
        '~ route default dev out0',
        '    gateway 198.51.100.1 -> 198.51.100.9',
        '+ rule 99: from 192.0.2.0/24 lookup 100',
        '+ neighbour 192.0.2.3 dev br0 lladdr 02:00:5e:00:53:33 PERMANENT',
        '~ set ip nat lan',
        '    elements +{ key 192.0.2.66 } -{ key 192.0.2.7 }',
        '+ chain ip nat in',
        '+ rule ip nat out ip saddr 10.9.0.0/16 snat ip to 198.51.100.2',
      ],
    )
    const json = JSON.parse((await here('diff', `${folder}/before.json`, '--json')).stdout)
    t.match(
      json.find(({ object }: { object: string }) => object === 'link'),
      {
        change: 'changed',
        list: 'links',
        value: { name: 'wan1' },
        fields: [{ field: 'name', from: 'out1', to: 'wan1' }],
      },
    )
    // a packet to the neighbour that was added
    const socket = createSocket('udp4')
    await promisify<string, number, string>(socket.send.bind(socket))('x', 9, '192.0.2.3')
    socket.close()
    const counters = await here('diff', `${folder}/before.json`, '--counters', '--json-lines')
    t.match(counters.stdout, '"field":"stats64.')
  })

  await t.test('a link that was created again, and namespaces', async (t) => {
    await keep('before', '--all-netns')
    ip('netns add red')
    ip('link del out0')
    ipBatch(['link add out0 type veth peer name wan1', 'link set out0 up', 'address add 198.51.100.2/24 dev out0'])
    const { code, lines } = await diff(folder)
    t.equal(code, 1)
    t.ok(lines.includes('this namespace'))
    t.ok(lines.includes('netns blue'))
    t.ok(lines.includes('+ namespace red'))
    const index = JSON.parse(ip('-j link show out0'))[0].ifindex
    const at = lines.indexOf(`~ link ${index}: out0`)
    t.match(lines[at + 1], new RegExp(`^ {4}index \\d+ -> ${index}$`))
    t.notOk(
      lines.some((line) => line.includes('address') && line.includes('198.51.100.2/24')),
      'the same address on the same link is no change',
    )
    ip('netns del red')
    t.match(await here('diff', `${folder}/again.json`, '--netns', 'blue'), { code: 1, stdout: /^- .* br0/m })
    await keep('blue', '--netns', 'blue')
    t.match(await here('diff', `${folder}/blue.json`), { code: 0, stdout: '' })
  })

  await t.test('containers have processes and no name', async (t) => {
    const child = spawn('unshare', ['-n', 'sleep', '60'], { stdio: 'ignore' })
    t.teardown(() => child.kill('SIGKILL'))
    const inode = (pid: number | 'self' | undefined): string =>
      execFileSync('readlink', [`/proc/${pid}/ns/net`]).toString()
    await until(() => inode(child.pid) !== inode('self'), 'the container')
    ip(`link add cport type veth peer name eth0 netns ${child.pid}`)
    const found = await findNamespaces(Netns.list)
    t.match(found[0], { own: true, netns: null, inode: Number })
    t.ok(found.some(({ netns }) => netns === 'blue'))
    const process = found.find(({ pid }) => pid === child.pid)
    t.match(process, { netns: null, command: 'sleep' })
    const graph: Drawn = JSON.parse((await here('graph', '--all-netns', '--format', 'json')).stdout)
    const container = graph.namespaces.find(({ label }) => label === `sleep (process ${child.pid})`)
    const id = container?.links.find(({ name }) => name === 'eth0')?.id
    t.ok(graph.edges.some(({ type, from, to }) => type === 'pair' && (from === id || to === id)))
    const snapshot = JSON.parse((await here('snapshot', '--all-netns')).stdout)
    t.ok(snapshot.namespaces.some(({ pid }: { pid?: number }) => pid === child.pid))
    child.kill('SIGKILL')
    await once(child, 'exit')
  })

  await t.test('what cannot be found', async (t) => {
    const none = await findNamespaces(async () => [{ name: 'x' }, { name: 'y' }], `${folder}/no-proc`)
    t.strictSame(none, [{ netns: null, own: true }, { netns: 'x' }, { netns: 'y' }])
  })

  await t.test('a graph: what is connected with what', async (t) => {
    const graph: Drawn = JSON.parse((await here('graph', '--all-netns', '--format', 'json')).stdout)
    const idOf = (label: RegExp, name: string): string | undefined =>
      graph.namespaces.find((one) => label.test(one.label))?.links.find((link) => link.name === name)?.id
    const own = /^(host|this namespace)$/
    const has = (type: string, from: string | undefined, to: string | undefined): boolean =>
      graph.edges.some((edge) => edge.type === type && edge.from === from && edge.to === to)
    t.ok(has('pair', idOf(own, 'port1'), idOf(/blue/, 'eth0')))
    t.ok(has('port', idOf(own, 'port1'), idOf(own, 'br0')))
    t.ok(has('pair', idOf(own, 'wan1'), idOf(own, 'out0')) || has('pair', idOf(own, 'out0'), idOf(own, 'wan1')))
    t.ok(has('nat', idOf(own, 'br0'), 'n0'))
    for (const [format, pattern] of [
      ['dot', /^digraph network \{/],
      ['mermaid', /^flowchart TB\n/],
      ['svg', /^<svg [\s\S]*>eth0<\/text>/],
    ] as const)
      t.match(await here('graph', '--all-netns', '--format', format), { code: 0, stderr: '', stdout: pattern })
    const alone = await here('graph', '--format', 'dot')
    t.match(alone.stdout, 'of blue', 'a peer in a namespace that is not drawn')
  })

  await t.test('a monitor of all namespaces, which writes a pcap file', async (t) => {
    const stop = new AbortController()
    const [stdout, stderr] = [new Sink(), new Sink()]
    const pcap = `${folder}/all.pcap`
    const running = run(['monitor', '--all-netns', '--no-timestamps', '--write', pcap], {
      ...live,
      stdout,
      stderr,
      interrupted: () => stop.signal,
    })
    const printed = (text: string): Promise<void> => until(() => stdout.text.includes(text), text)
    await until(() => stderr.text.includes('watching'), 'it to watch')
    ip('link set wan1 mtu 1300')
    await printed(': wan1: mtu 1500 -> 1300')
    // Only a monitor that has read everything tells what has changed. "watching" is said of the first namespace.
    let mtu = 1350
    await until(() => {
      ip(`-n blue link set eth0 mtu ${mtu++}`)
      return stdout.text.includes('[blue] change  link')
    }, 'blue to be watched')
    ip('netns add green')
    await until(() => {
      ip('-n green link set lo up')
      ip('-n green link set lo down')
      return stdout.text.includes('[green] change  link 1: lo')
    }, 'green to be watched')
    ip('netns del green')
    ip('link set wan1 mtu 1310')
    await printed('mtu 1300 -> 1310')
    stop.abort()
    t.match(await running, { code: 0 })
    t.ok(existsSync(pcap))
    const file = readFileSync(pcap)
    t.equal(file.readUInt32LE(20), 253)
    t.ok(file.includes('wan1'))
    const [single, stopped] = [new Sink(), new AbortController()]
    const ended = run(['monitor', '--netns', 'blue', '--write', pcap], {
      ...live,
      stderr: single,
      interrupted: () => stopped.signal,
    })
    await until(() => single.text.includes('watching'), 'it to watch')
    stopped.abort()
    t.match(await ended, { code: 0 })
  })
}
