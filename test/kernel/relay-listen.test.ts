/**
 * `rtnl-relay --listen` as root starts it: its capabilities, its socket, clients of other users, and clients that attack it
 * while others are served.
 */
import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import t from 'tap'
import { hostOrder } from '../../src/netlink/codec/order.ts'
import { frameRequest } from '../../src/netlink/protocol/header.ts'
import { folderOf, headerOf, helloOf, KEY, PART, welcomeOf } from '../../src/netlink/transport/relay/datagram/format.ts'
import { meet } from '../../src/netlink/transport/relay/datagram/meeting.ts'
import { NativeDatagrams, NativePort } from '../../src/netlink/transport/relay/datagram/native.ts'
import { frameOf } from '../../src/netlink/transport/relay/frames.ts'
import { bodyOf, hello, MESSAGE, open, VERSION } from '../../src/netlink/transport/relay/messages.ts'
import { bindSocket } from '../../src/relay/listening/socket-file.ts'
import { Rtnl } from '../../src/rtnl/rtnl.ts'
import { root } from '../native/addon.ts'
import { until } from '../until.ts'
import { NODE, script } from './children.ts'
import { unlessEnded } from './helpers.ts'
import { inSandbox, ip, ipBatch, output } from './namespace.ts'
import { nftScript } from './nft.ts'
import { SECTIONS } from './sections.ts'

const folder = mkdtempSync(join(tmpdir(), 'relay-'))
const path = join(folder, 'socket')
const policy = join(folder, 'policy.json')
const audit = join(folder, 'audit.jsonl')

/** Starts the program; `words` are its options. `prefix`: what starts it. */
const start = (
  words: readonly string[],
  prefix: readonly string[] = [],
  stdio: readonly (number | 'pipe')[] = [],
): ChildProcess => {
  const [program = '', ...rest] = [...prefix, ...NODE, 'src/relay/bin.ts', ...words]
  return spawn(program, rest, { cwd: root, stdio: ['ignore', 'ignore', 'pipe', ...stdio] })
}

/** Everything that a process writes to stderr. */
const errorsOf = ({ stderr }: ChildProcess): { text: string } => {
  const errors = { text: '' }
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors.text += text
  })
  return errors
}

/** A field of the status of a process or thread; undefined if it has ended. */
const statusOf = (pid: number | string, name: string): string | undefined => {
  const text = unlessEnded(() => readFileSync(`/proc/${pid}/status`, 'utf8'))
  return text === undefined ? undefined : (new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(text)?.[1] as string)
}

const threadsOf = (pid: number): string[] => readdirSync(`/proc/${pid}/task`)

/** Whether the relay has started anew, with the threads of Node.js. Those of before still have all capabilities. */
const isRestricted = (pid: number): boolean =>
  readFileSync(`/proc/${pid}/environ`, 'utf8').includes('LISTEN_PID=') && threadsOf(pid).length > 4

const descriptorsOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length

const opened = (): Promise<Rtnl> => Rtnl.open({ relay: path })

const stop = async (child: ChildProcess): Promise<unknown> => {
  const ended = once(child, 'exit')
  child.kill()
  return (await ended)[0]
}

if (inSandbox(t, import.meta.url)) {
  t.teardown(() => rmSync(folder, { recursive: true }))
  ipBatch(['link set lo up', 'link add e0 type veth peer name e1'])
  const links = { allow: ['add', 'delete'], kinds: ['bridge'], names: ['br*'], mark: 4711 }
  writeFileSync(policy, JSON.stringify({ version: 1, links }))
  execFileSync('chmod', ['0711', folder])
  const relay = start(['--listen', path, '--group', 'nogroup', '--policy', policy, '--audit', audit])
  const errors = errorsOf(relay)
  const pid = relay.pid as number
  await until(() => existsSync(folderOf(path)) && isRestricted(pid), 'the relay to listen')

  await t.test('it has the capability that it needs, in every thread, and no other', async (t) => {
    t.equal(statusOf(pid, 'NoNewPrivs'), '1')
    const tasks = threadsOf(pid)
    t.ok(tasks.includes(String(pid)) && tasks.length > 4, 'the threads of Node.js are among them')
    for (const task of tasks)
      for (const set of ['CapPrm', 'CapEff', 'CapBnd']) {
        // an I/O thread that was not needed any more may have ended
        const bits = statusOf(`${pid}/task/${task}`, set)
        if (bits !== undefined) t.equal(Number(`0x${bits}`), 1 << 12, set)
      }
    t.match(lstatSync(path), { mode: 0o140660, gid: 65534, uid: 0 })
    t.equal(lstatSync(folderOf(path)).mode & 0o7777, 0o1733)
  })

  await t.test('the policy decides, and the log names the process', async (t) => {
    const rtnl = await opened()
    await rtnl.links.add({ kind: 'bridge', name: 'br0' })
    await t.rejects(rtnl.links.delete('e0'), { code: 'EPERM', message: /policy: / })
    rtnl.close()
    const [made, refused] = readFileSync(audit, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    t.match(made, { decision: 'allowed', message: 'RTM_NEWLINK', protocol: 0, pid: process.pid, uid: 0 })
    t.match(refused, { decision: 'refused', message: 'RTM_DELLINK', pid: process.pid })
  })

  await t.test('another user: only with the group', async (t) => {
    // root can report what was covered
    const child = (group: string): string[] => {
      const words = ['--reuid=65534', `--regid=${group}`, '--clear-groups', '--bounding-set=-all', '--inh-caps=-all']
      return [...(group === '0' ? [] : ['setpriv', ...words]), ...NODE, script('uses-relay'), path]
    }
    const run = async (group: string, more: NodeJS.ProcessEnv = {}): Promise<string> => {
      const [program = '', ...words] = child(group)
      const one = spawn(program, words, {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, ...more },
      })
      let text = ''
      for await (const part of one.stdout) text += String(part)
      return text
    }
    t.same(await Promise.all([run('65534'), run('65533'), run('0', { RTNL_PREBUILD: '/nonexistent' })]), [
      'br1 made, e0 refused\n',
      'ERR_RELAY_START EACCES\n',
      'ERR_RELAY_START EPROTOTYPE\n',
    ])
    t.match(ip('link show br1'), 'br1')
  })

  await t.test('a client that is killed in the middle of a dump', async (t) => {
    const before = descriptorsOf(pid)
    const port = new NativePort(new NativeDatagrams())
    const stream = await meet(path, port, undefined)
    stream.ref()
    stream.write(frameOf(MESSAGE.hello, 0, [], [bodyOf(hello, { version: VERSION })]))
    stream.write(frameOf(MESSAGE.open, 1, [], [bodyOf(open, { protocol: 0 })]))
    const dump = frameRequest(18, 0x301, new Uint8Array(16), hostOrder === 'le')
    for (let count = 0; count < 300; count++) stream.write(frameOf(MESSAGE.send, 1, [count + 1, 0], [dump]))
    await until(() => descriptorsOf(pid) > before + 1, 'its socket to be opened')
    // without an end, as a process that is killed
    stream.on('error', () => undefined)
    port.close()
    await until(() => descriptorsOf(pid) <= before, 'its descriptors to be closed')
    t.pass('they are closed')
  })

  await t.test('clients that break the rules, while another one is served', async (t) => {
    const before = descriptorsOf(pid)
    const rtnl = await opened()
    const flood = new NativePort(new NativeDatagrams())
    for (let count = 0; count < 5000; count++) {
      try {
        flood.sendTo(path, count % 2 === 0 ? Buffer.alloc(60_000, 1) : helloOf('f'.repeat(16)))
      } catch (error) {
        t.match(error, { code: 'EAGAIN' })
      }
      if (count % 500 === 0) t.ok((await rtnl.links.get('e0')) !== undefined)
    }
    flood.close()
    // datagrams that were cut, and frames that lie about their length
    for (const datagram of [
      [headerOf(new Uint8Array(KEY), 0, PART.data, 10), Buffer.from('short')],
      [Buffer.alloc(60_000, 255)],
    ]) {
      const port = new NativePort(new NativeDatagrams())
      const stream = await meet(path, port, undefined)
      port.send(datagram)
      stream.on('error', () => undefined)
      stream.write(frameOf(MESSAGE.hello, 0, [], [Buffer.alloc(100, 0xff)]))
      stream.resume().ref()
      await once(stream, 'end')
      stream.destroy()
    }
    t.ok((await rtnl.links.list()).length > 2)
    // if the machine is slow, this client is served by threads, which have descriptors as well
    rtnl.close()
    await until(() => descriptorsOf(pid) <= before, 'their descriptors to be closed')
    t.match(errors.text, /is not served: ENOENT/)
  })

  await t.test('100 clients at once, each with a monitor', async (t) => {
    const before = descriptorsOf(pid)
    const clients = await Promise.all(Array.from({ length: 100 }, opened))
    let told = 0
    const controller = new AbortController()
    const watch = async (client: Rtnl): Promise<void> => {
      for await (const event of client.monitor({ groups: ['link'], signal: controller.signal }))
        if (event.action === 'new' && event.object === 'link' && event.value.name === 'br9') {
          told++
          return
        }
    }
    const watching = clients.map(watch)
    await Promise.all(clients.map((client) => client.links.get('lo')))
    ip('link add br9 type bridge')
    await Promise.all(watching)
    t.equal(told, clients.length)
    for (const client of clients) client.close()
    await until(() => descriptorsOf(pid) <= before, 'their descriptors to be closed')
  })

  await t.test('sockets and folders of other users', async (t) => {
    const port = new NativePort(new NativeDatagrams())
    const name = 'c'.repeat(16)
    port.bind(join(folderOf(path), name))
    chownSync(join(folderOf(path), name), 65534, 65534)
    await until(() => {
      port.sendTo(path, helloOf(name))
      return errors.text.includes('its socket belongs to user 65534')
    }, 'the refusal')
    port.close()
    // a welcome whose socket is not of the relay
    const forged = 'd'.repeat(16)
    writeFileSync(join(folderOf(path), forged), '')
    chownSync(join(folderOf(path), forged), 65534, 65534)
    const victim = new NativePort(new NativeDatagrams())
    const listening = victim.start.bind(victim)
    victim.start = (events) => {
      listening({ ...events, datagram: () => undefined })
      events.datagram(welcomeOf({ key: new Uint8Array(KEY), name: forged }))
    }
    victim.connect = () => t.fail('it connects')
    await t.rejects(meet(path, victim, AbortSignal.timeout(50)), { name: 'TimeoutError' })
    rmSync(join(folderOf(path), forged))
    const own = join(folder, 'theirs')
    mkdirSync(own)
    chownSync(own, 65534, 65534)
    t.throws(() => bindSocket(join(own, 's')), { message: /belongs to user 65534, who could replace the socket$/ })
    const stale = join(folder, 'stale')
    bindSocket(stale).datagrams.close()
    chownSync(stale, 65534, 65534)
    t.throws(() => bindSocket(stale), { message: /is a socket of user 65534$/ })
    const bound = join(folder, 'bound')
    mkdirSync(folderOf(bound))
    chownSync(folderOf(bound), 65534, 65534)
    t.throws(() => bindSocket(bound), { message: /exists, and is no folder of this user$/ })
    for (const one of [own, stale, folderOf(stale), folderOf(bound)]) rmSync(one, { recursive: true })
  })

  await t.test('it ends with a signal, and removes what it has made', async (t) => {
    const rtnl = await opened()
    t.equal(await stop(relay), 0)
    await t.rejects(rtnl.links.list(), { code: /^ERR_(RELAY_LOST|CLOSED)$/ })
    t.same(readdirSync(folder).sort(), ['audit.jsonl', 'policy.json'])
    await t.rejects(opened(), { code: 'ERR_RELAY_START', message: /cannot be reached: ENOENT/ })
  })

  await t.test('user nobody, without the addon: sees everything, and changes nothing', async (t) => {
    const program = join(folder, 'nobody.mjs')
    buildSync({
      entryPoints: [script('nobody')],
      outfile: program,
      bundle: true,
      external: ['node-gyp-build', 'unix-dgram'],
      platform: 'node',
      format: 'esm',
      target: 'node20',
      banner: {
        js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url)",
      },
    })
    const modules = execFileSync(join(root, 'scripts/fetch-unix-dgram.sh'), { encoding: 'utf8' }).trim()
    cpSync(modules, join(folder, 'node_modules'), { recursive: true })
    // no addresses that the kernel adds and changes late
    for (const link of ['e0', 'e1']) writeFileSync(`/proc/sys/net/ipv6/conf/${link}/disable_ipv6`, '1')
    ipBatch([
      'address add 192.0.2.1/24 dev e0',
      'link property add dev e0 altname the-first',
      'link set e0 up',
      'link set e1 up',
      'route add 198.51.100.0/24 dev e0',
      'rule add priority 700 table 77',
      'neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 nud permanent dev e0',
    ])
    nftScript(
      'table inet filter {\n set s { type ipv4_addr; elements = { 192.0.2.7 } }\n chain c { ip saddr @s drop; }\n}',
    )
    const watched = start(['--listen', path, '--group', 'nogroup', '--read-only'])
    const errors = errorsOf(watched)
    await until(() => existsSync(folderOf(path)) && isRestricted(watched.pid as number), 'the relay to listen')
    const nobody = ['--reuid=nobody', '--regid=nogroup', '--clear-groups', '--inh-caps=-all', '--bounding-set=-all']
    const client = spawn('setpriv', [...nobody, process.execPath, program, path], {
      cwd: '/',
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let text = ''
    client.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    const exited = once(client, 'exit')
    await until(() => text.includes('ready'), 'the monitors')
    ipBatch(['route add 203.0.113.0/24 dev e0', 'rule add priority 701 table 77'])
    nftScript('table ip more {}')
    ip('link add last type ifb')
    await until(() => text.includes('seen'), 'the events')
    const state = (): string[] => [
      ...Object.values(SECTIONS).map((words) => output('sh', ['-c', words])),
      output('nft', ['-j', 'list', 'ruleset']),
    ]
    const before = state()
    client.stdin.end('now\n')
    t.same(await exited, [0, null])
    const { addon, uid, seen, permitted, refusals } = JSON.parse(text.split('\n')[2] as string)
    t.match({ addon, uid }, { addon: false, uid: 65_534 })
    for (const event of ['new route', 'new rule', 'new link', 'new table']) t.ok(seen.includes(event), event)
    t.same(
      permitted.filter((name: string) => !/^RTM_GET|^NFT_MSG_GET|^IPCTNL_MSG_\w+_GET/.test(name)),
      [],
    )
    t.ok(refusals.EPERM > 500, `${refusals.EPERM} requests were refused`)
    t.same(state(), before, 'nothing has changed')
    t.equal(await stop(watched), 0)
    t.equal(errors.text, '')
  })

  await t.test('on the socket of a service manager, with few descriptors', async (t) => {
    const socket = new NativeDatagrams()
    socket.bind(path)
    const child = start(
      ['--listen', '--read-only'],
      ['prlimit', '--nofile=80', '--', 'sh', '-c', 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"', 'sh'],
      [socket.socket.fd],
    )
    const errors = errorsOf(child)
    socket.close()
    await until(() => existsSync(folderOf(path)), 'the relay to listen')
    const first = await opened()
    const others: Rtnl[] = []
    await t.rejects(
      (async () => {
        for (let count = 0; count < 40; count++) others.push(await Rtnl.open({ relay: path, timeout: 400 }))
      })(),
      { code: /ERR_TIMEOUT|ERR_RELAY_REFUSED|EMFILE/ },
    )
    t.ok(others.length >= 5, `${others.length} others are served`)
    t.ok((await first.links.list()).length > 2, 'the first one is still served')
    for (const client of others) client.close()
    await until(async () => {
      const again = await Rtnl.open({ relay: path, timeout: 400 }).catch(() => undefined)
      again?.close()
      return again !== undefined
    }, 'there to be space again')
    first.close()
    t.equal(await stop(child), 0)
    t.ok(existsSync(path), 'the socket is of the service manager')
    t.equal(errors.text.includes('Error'), false, errors.text)
  })

  await t.test('sockets that are none of a relay', async (t) => {
    const wrong = start(['--listen'], ['sh', '-c', 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"', 'sh'], ['pipe'])
    const errors = errorsOf(wrong)
    t.same(await once(wrong, 'exit'), [1, null])
    t.match(errors.text, /^rtnl-relay: the socket of the service manager is no unix datagram socket/)
  })
}
