/** The relay itself: the program, clients that break its rules, that use too much, that do not read, or that vanish. */
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { DetectingReader } from '../../src/capture/detect.ts'
import { hostOrder } from '../../src/netlink/codec/order.ts'
import { frames, NLMSG_DONE } from '../../src/netlink/protocol/header.ts'
import { openSocket } from '../../src/netlink/transport/kernel.ts'
import { FrameReader, frameOf } from '../../src/netlink/transport/relay/frames.ts'
import type { Open } from '../../src/netlink/transport/relay/messages.ts'
import {
  bodyOf,
  CREDIT,
  hello,
  MESSAGE,
  namespace,
  open,
  readBody,
  refusal,
  VERSION,
} from '../../src/netlink/transport/relay/messages.ts'
import { AdaptiveTransport, Congestion } from '../../src/relay/adaptive.ts'
import { gateOf } from '../../src/relay/choice.ts'
import type { Gate } from '../../src/relay/gate.ts'
import { openGate } from '../../src/relay/gate.ts'
import { Jobs } from '../../src/relay/jobs.ts'
import type { Limits } from '../../src/relay/limits.ts'
import { main } from '../../src/relay/main.ts'
import { Rtnl } from '../../src/rtnl/rtnl.ts'
import { descriptors } from '../native/addon.ts'
import { startRelay } from '../relayed.ts'
import { until } from '../until.ts'
import { inSandbox, ip, ipBatch } from './namespace.ts'

const little = hostOrder === 'le'
const root = fileURLToPath(new URL('../..', import.meta.url))
const RTM_GETLINK = 18
const RTM_GETROUTE = 26

/** A client that writes what a test wants, and keeps what it is sent. */
const clientOf = (gate?: Gate, limits?: Partial<Limits>) => {
  const { stream, session } = startRelay(gate, limits)
  const seen: { type: number; socket: number; body: Uint8Array }[] = []
  const reader = new FrameReader((type, socket, bytes, _view, start, end) => {
    seen.push({ type, socket, body: bytes.slice(start, end) })
  })
  stream.on('data', (chunk) => reader.push(chunk))
  stream.on('error', () => undefined)
  const send = (type: number, socket: number, words: readonly number[] = [], data: readonly Uint8Array[] = []) =>
    stream.write(frameOf(type, socket, words, data))
  return {
    stream,
    session,
    seen,
    send,
    greet: () => send(MESSAGE.hello, 0, [], [bodyOf(hello, { version: VERSION })]),
    open: (socket: number, options: Open = {}) => send(MESSAGE.open, socket, [], [bodyOf(open, options)]),
    all: (type: number, socket?: number) =>
      seen.filter((one) => one.type === type && (socket ?? one.socket) === one.socket),
  }
}

/** A dump of a table, as a message. */
const dump = (type: number, family: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(16 + length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, bytes.length, little)
  view.setUint16(4, type, little)
  view.setUint16(6, 0x301, little)
  view.setUint32(8, 7, little)
  bytes[16] = family
  return bytes
}

/** Runs `main` with a fake process. */
const run = async (argv: readonly string[], stdin = new PassThrough().end()) => {
  const lines: string[] = []
  const text = { stdout: '', stderr: '' }
  const sink = (key: 'stdout' | 'stderr') =>
    new Writable({
      write: (chunk, _encoding, done) => {
        text[key] += String(chunk)
        done()
      },
    })
  const code = await main(argv, {
    stdin,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    version: '1.2.3',
    readFile: async (path) => readFileSync(path, 'utf8'),
    appender: (path) => {
      if (path === '/') throw new Error('EISDIR')
      return (line) => void lines.push(line)
    },
    now: () => new Date(0),
    listening: {
      env: {},
      pid: process.pid,
      uid: 1,
      readText: (path) => readFileSync(path, 'utf8'),
      interrupted: () => AbortSignal.abort(),
      restart: () => -1,
      clock: () => 0,
    },
  })
  return { code, lines, ...text }
}

if (inSandbox(t, import.meta.url)) {
  ipBatch(['link set lo up', 'link add e0 type veth peer name e1', 'netns add blue', 'netns add red'])

  await t.test('the program', async (t) => {
    const policy = join(tmpdir(), `policy-${process.pid}.json`)
    const audit = join(tmpdir(), `audit-${process.pid}.jsonl`)
    writeFileSync(policy, JSON.stringify({ version: 1, links: { allow: ['add'], kinds: ['bridge'], names: ['br*'] } }))
    const relay = [
      process.execPath,
      '--import=./test/typescript.mjs',
      '--no-warnings',
      'src/relay/bin.ts',
      '--stdio',
      '--policy',
      policy,
      '--audit',
      audit,
    ]
    const rtnl = await Rtnl.open({ relay })
    t.same((await rtnl.links.list()).map(({ name }) => name).sort(), ['e0', 'e1', 'lo'])
    await rtnl.links.add({ kind: 'bridge', name: 'br0' })
    t.match(ip('link show br0'), 'br0')
    await t.rejects(rtnl.links.delete('br0'), {
      code: 'EPERM',
      message: 'RTM_DELLINK br0: EPERM: policy: links may not be deleted',
    })
    rtnl.close()
    const lines = readFileSync(audit, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    t.match(lines, [
      { decision: 'allowed', message: 'RTM_NEWLINK', time: /^\d{4}-/ },
      { decision: 'refused', message: 'RTM_DELLINK', reason: 'links may not be deleted' },
    ])
    t.equal(new DetectingReader(hostOrder).push(readFileSync(audit)).length, 2, 'rtnl-dump reads it')
    for (const path of [policy, audit]) rmSync(path)
    const child = spawn(relay[0] as string, [...relay.slice(1, 4), '--version'], { cwd: root })
    let version = ''
    for await (const chunk of child.stdout) version += String(chunk)
    t.match(version, /^\d+\.\d+\.\d+\n$/)
  })

  await t.test('options', async (t) => {
    t.match(await run([]), { code: 2, stderr: "rtnl-relay: option '--stdio' or '--listen' is missing\n" })
    t.match(await run(['--listen', '--group', 'x']), { code: 2, stderr: /'--group' needs '--listen PATH'/ })
    t.match(await run(['--version']), { code: 0, stdout: '1.2.3\n' })
    t.match(await run(['--help']), { code: 0, stdout: /--read-only/ })
    t.match(await run(['--bogus']), { code: 2, stderr: /unknown option '--bogus'/ })
    t.match(await run(['--stdio', '--dry-run']), { code: 2, stderr: /'--dry-run' needs '--policy'/ })
    t.match(await run(['--stdio', '--audit', 'x']), { code: 2, stderr: /'--audit' needs/ })
    t.match(await run(['--stdio', '--read-only', '--netns', 'x']), { code: 2, stderr: /cannot be used with/ })
    t.match(await run(['--stdio', '--policy', '/nonexistent']), { code: 1, stderr: /ENOENT/ })
    t.match(await run(['--stdio', '--policy', '/etc/passwd']), { code: 1, stderr: /policy: is no JSON/ })
    t.match(await run(['--stdio', '--read-only', '--audit', '/']), { code: 1, stderr: /EISDIR/ })
    t.match(await run(['--stdio', '--read-only']), { code: 0, stderr: '' }, 'the client has nothing to say')
    const odd = new PassThrough()
    odd.end(frameOf(99, 0))
    t.match(await run(['--stdio'], odd), { code: 3, stderr: /cut off: the client did not begin with its version/ })
    const asking = new PassThrough()
    const served = run(['--stdio', '--read-only', '--audit', 'x'], asking)
    const request = dump(16, 0, 16)
    new DataView(request.buffer).setUint16(6, 5, little)
    asking.write(frameOf(MESSAGE.hello, 0, [], [bodyOf(hello, { version: VERSION })]))
    asking.write(frameOf(MESSAGE.open, 1, [], [bodyOf(open, {})]))
    asking.end(frameOf(MESSAGE.send, 1, [1, 0], [request]))
    const { lines } = await served
    await until(() => lines.length === 1, 'the decision, which was pending when the client left')
    t.match(JSON.parse(lines[0] as string), {
      time: '1970-01-01T00:00:00.000Z',
      decision: 'refused',
      reason: 'links may not be changed',
    })
  })

  await t.test('clients that break the rules are cut off', async (t) => {
    const violations: readonly (readonly [
      problem: RegExp,
      type: number,
      socket: number,
      words?: readonly number[],
      data?: Uint8Array,
    ])[] = [
      [/no message of type 99/, 99, 0],
      [/malformed request to open a socket/, MESSAGE.open, 1, [], Uint8Array.of(1, 2)],
      [/malformed request to open a namespace/, MESSAGE.namespace, 1, [], Uint8Array.of(1, 2)],
      [/a namespace without a name/, MESSAGE.namespace, 1],
      [/message 5 has 4 bytes/, MESSAGE.close, 1, [1]],
      [/datagram without its header/, MESSAGE.send, 1, [1]],
      [/message 8 has 0 bytes/, MESSAGE.join, 1],
      [/message is too long/, MESSAGE.send, 1, [1, 0], new Uint8Array(200_000)],
      [/two namespaces/, MESSAGE.open, 1, [], bodyOf(open, { netns: 'a', netnsPid: 1 })],
      [/number 0 was used before/, MESSAGE.open, 0, [], bodyOf(open, {})],
    ]
    for (const [problem, type, socket, words, data] of violations) {
      const client = clientOf(undefined, { datagram: 1000 })
      client.greet()
      client.send(type, socket, words, data === undefined ? [] : [data])
      t.match(await client.session.done, problem)
    }
    const old = clientOf()
    old.send(MESSAGE.hello, 0, [], [bodyOf(hello, { version: 99 })])
    t.match(await old.session.done, /speaks version 99/)
    await until(() => old.seen.length === 1, 'the version of the relay')
    t.match(readBody(hello, old.seen[0]?.body as Uint8Array), { version: VERSION, order: hostOrder })
    const late = clientOf()
    late.stream.write(frameOf(99, 0))
    late.stream.write(frameOf(MESSAGE.hello, 0))
    t.match(await late.session.done, /did not begin/, 'what follows is not read')
    const hung = clientOf()
    hung.greet()
    hung.stream.destroy(new Error('gone'))
    t.equal(await hung.session.done, undefined, 'a client may leave')
  })

  await t.test('limits', async (t) => {
    const client = clientOf(undefined, { sockets: 1, namespaces: 1 })
    client.greet()
    client.open(1, { receiveBuffer: 1 << 30, coalesce: 1 << 30 })
    client.open(2)
    client.open(3, { protocol: 99 })
    client.send(MESSAGE.namespace, 4, [], [bodyOf(namespace, { netns: 'blue' })])
    client.send(MESSAGE.namespace, 5, [], [bodyOf(namespace, { netns: 'blue' })])
    client.send(MESSAGE.close, 4)
    client.send(MESSAGE.namespace, 6, [], [bodyOf(namespace, { netns: 'nonesuch' })])
    client.send(MESSAGE.ping, 0)
    await until(() => client.all(MESSAGE.pong).length === 1, 'the answers')
    t.same(
      client
        .all(MESSAGE.opened)
        .map(({ socket }) => socket)
        .sort(),
      [1, 4],
    )
    t.same(
      client.all(MESSAGE.refused).map(({ socket, body }) => [socket, readBody(refusal, body)?.message?.slice(0, 30)]),
      [
        [2, 'more than 1 sockets are open'],
        [3, 'there is no netlink protocol 9'],
        [5, 'more than 1 namespaces are ope'],
        [6, 'netns open nonesuch: open: ENO'],
      ],
    )
    client.send(MESSAGE.close, 1)
    client.send(MESSAGE.close, 77)
    client.open(7, { protocol: 31 })
    await until(() => client.all(MESSAGE.refused, 7).length === 1, 'a refusal of the kernel')
    client.open(8, { netns: 'nonesuch' })
    await until(() => client.all(MESSAGE.refused, 8).length === 1, 'a namespace that does not exist')
    client.open(9, { netns: 'blue', protocol: 31 })
    client.send(MESSAGE.send, 9, [1, 1])
    client.send(MESSAGE.conclude, 9, [2])
    client.send(MESSAGE.leave, 9, [1])
    await until(() => client.all(MESSAGE.refused, 9).length === 1, 'a refusal of the kernel, there')
    client.open(10)
    client.send(MESSAGE.join, 10, [99_999])
    await until(() => client.all(MESSAGE.broken, 10).length === 1, 'a group that does not exist')
    for (const [type, words] of [
      [MESSAGE.join, [1]],
      [MESSAGE.leave, [1]],
      [MESSAGE.conclude, [1]],
      [MESSAGE.credit, [1]],
      [MESSAGE.send, [1, 1]],
    ] as const)
      client.send(type, 10, words)
    client.open(11, { netns: 'blue' })
    client.send(MESSAGE.close, 11)
    client.open(12, { protocol: 2 })
    client.send(MESSAGE.send, 12, [5, 0], [new Uint8Array(16)])
    await until(() => client.all(MESSAGE.sendFailed, 12).length === 1, 'a protocol that takes no messages')
    client.send(MESSAGE.leave, 12, [1])
    client.send(MESSAGE.conclude, 12, [6])
    await until(() => client.all(MESSAGE.concluded, 12).length === 1, 'the conclusion')
    client.send(MESSAGE.close, 12)
    client.stream.end()
    t.equal(await client.session.done, undefined)
  })

  await t.test('reads are carried out by the event loop, changes by threads', async (t) => {
    const RTM_NEWLINK = 16
    const adaptive = (congestion?: Congestion) => {
      const transport = new AdaptiveTransport({ protocol: 0 }, openSocket({ protocol: 0 }), congestion)
      const seen: string[] = []
      const slow = { down: 0 }
      transport.start({
        datagram: (_bytes, view, start) => {
          const until = performance.now() + slow.down
          while (performance.now() < until);
          seen.push(`message ${view.getUint16(start + 4, little)} of ${view.getUint32(start + 8, little)}`)
        },
        overrun: () => seen.push('overrun'),
        sendFailed: (ticket) => seen.push(`failed ${ticket}`),
        concluded: (ticket) => seen.push(`concluded ${ticket}`),
        broken: (error) => seen.push(error.message),
        drained: () => undefined,
      })
      transport.keepAlive(true)
      const send = (ticket: number, type: number, flags: number, conclude = false, length = 16): void => {
        const message = dump(type, 0, length)
        const view = new DataView(message.buffer)
        view.setUint16(6, flags, little)
        view.setUint32(8, ticket, little)
        // the loopback
        view.setUint32(20, 1, little)
        transport.send({ ticket, frames: [message], count: 1, answers: 1, conclude })
      }
      return { transport, seen, slow, send }
    }
    const congestion = new Congestion()
    const one = adaptive(congestion)
    one.send(1, RTM_GETLINK, 1, true)
    t.same(one.seen, ['message 16 of 1', 'concluded 1'], 'before the call returns')
    one.transport.hold()
    one.send(2, RTM_GETLINK, 1, true)
    t.equal(congestion.changes, 0, 'nothing is left to the threads')
    one.send(3, RTM_NEWLINK, 5)
    one.send(4, RTM_NEWLINK, 5, true)
    t.equal(congestion.changes, 1)
    const other = adaptive(congestion)
    other.send(1, RTM_GETLINK, 1, true)
    await until(() => other.seen.includes('concluded 1'), 'a read beside a change, which is not sent by the event loop')
    one.transport.resume()
    await until(() => one.seen.includes('concluded 4'), 'the rest')
    t.same(
      one.seen.filter((text) => text.startsWith('message') || text === 'concluded 4'),
      ['message 16 of 1', 'message 16 of 2', 'message 2 of 3', 'message 2 of 4', 'concluded 4'],
      'nothing is lost when the threads take over',
    )
    t.equal(congestion.changes, 0)
    const third = adaptive(congestion)
    third.slow.down = 25
    third.send(1, RTM_GETLINK, 1)
    third.slow.down = 0
    third.transport.hold()
    third.send(2, RTM_GETLINK, 1)
    t.equal(congestion.changes, 1, 'after a slow reply it does not wait for the next one')
    const fifth = adaptive(congestion)
    fifth.transport.hold()
    fifth.send(1, RTM_GETLINK, 1, true)
    t.equal(congestion.changes, 2, 'nor do sockets that are opened soon after')
    fifth.transport.close()
    const fourth = adaptive(new Congestion())
    fourth.transport.hold()
    fourth.send(1, RTM_GETLINK, 1, true, 9000)
    t.same(fourth.seen, [], 'a request that is large')
    fourth.transport.close()
    third.transport.conclude(3)
    third.transport.resume()
    await until(() => third.seen.includes('concluded 3'), 'the answer')
    t.equal(congestion.changes, 0)
    for (const { transport } of [one, other, third]) transport.close()
  })

  await t.test('a gate of namespaces', async (t) => {
    const gate = gateOf({ netns: ['blue'] }, { dryRun: false, decided: () => undefined })
    const blue = await Rtnl.open({ relay: startRelay(gate).stream, netns: 'blue' })
    await blue.links.add({ kind: 'bridge', name: 'br5' })
    blue.close()
    t.match(ip('-n blue link show br5'), 'br5')
    for (const netns of ['red', process.pid])
      await t.rejects(Rtnl.open({ relay: startRelay(gate).stream, netns }), {
        message: /is not among those of --netns/,
      })
    const own = await Rtnl.open({ relay: startRelay(gate).stream })
    t.equal((await own.links.get('lo')).name, 'lo')
    // two steps, of which the second is in the other namespace
    await own.links.add({ kind: 'veth', name: 'vx', peer: { name: 'vy', netns: 'blue', alias: 'here' } })
    t.match(ip('-n blue link show vy'), 'alias here')
    own.close()
    // sockets that are refused a group while they are opened
    const deaf = clientOf({ ...openGate, join: () => 'policy: no' })
    deaf.greet()
    for (const protocol of [0, 31]) {
      const number = deaf.all(MESSAGE.broken).length + 1
      deaf.open(number, { netns: 'blue', protocol })
      deaf.send(MESSAGE.send, number, [1, 0], [dump(RTM_GETLINK, 0, 16)])
      deaf.send(MESSAGE.join, number, [1])
      deaf.send(MESSAGE.join, number, [1])
      await until(() => deaf.all(MESSAGE.broken, number).length === 1, 'the refusal')
    }
    deaf.open(3)
    await until(() => deaf.all(MESSAGE.opened, 3).length === 1, 'another one')
    t.equal(deaf.all(MESSAGE.opened).length, 1)
    deaf.stream.destroy()
    await deaf.session.done
  })

  await t.test('a client that does not read holds up nobody, and is sent no more than its credit', async (t) => {
    ipBatch(Array.from({ length: 60_000 }, (_, i) => `route add 10.${i >> 8}.${i & 255}.0/24 dev lo table 77`))
    const client = clientOf()
    client.greet()
    client.open(1)
    client.send(MESSAGE.send, 1, [1, 0], [dump(RTM_GETROUTE, 2, 12)])
    const received = () => client.all(MESSAGE.datagram).reduce((sum, { body }) => sum + body.length, 0)
    await until(() => received() >= CREDIT, 'the credit to be used up')
    const before = received()
    client.send(MESSAGE.ping, 0)
    await until(() => client.all(MESSAGE.pong).length === 1, 'an answer')
    t.ok(received() - before < CREDIT / 2, `${received() - before} more`)
    const rtnl = await Rtnl.open({ relay: startRelay().stream })
    t.equal((await rtnl.routes.list({ table: 77 })).length, 60_000, 'others are served')
    rtnl.close()
    const ended = (): boolean => {
      const { body } = client.all(MESSAGE.datagram).at(-1) as { body: Uint8Array }
      return [...frames(body.subarray(12), little)].some(({ type }) => type === NLMSG_DONE)
    }
    await until(() => {
      client.send(MESSAGE.credit, 1, [CREDIT])
      return ended()
    }, 'the end of the dump')
    client.send(MESSAGE.credit, 1, [CREDIT])
    client.send(MESSAGE.send, 1, [2, 0], [dump(RTM_GETROUTE, 2, 12)])
    client.send(MESSAGE.close, 1)
    client.send(MESSAGE.ping, 0)
    await until(() => client.all(MESSAGE.pong).length === 2, 'an answer')
    client.stream.destroy()
    await client.session.done

    // one whose stream is full is not read either
    const { stream, session } = startRelay(undefined, { queue: 1 })
    stream.write(frameOf(MESSAGE.hello, 0, [], [bodyOf(hello, { version: VERSION })]))
    const pings = Buffer.concat(Array.from({ length: 120_000 }, () => frameOf(MESSAGE.ping, 0)))
    stream.write(pings)
    await new Promise(setImmediate)
    stream.write(pings)
    await until(() => stream.writableLength > 0, 'the relay to stop reading')
    let length = 0
    stream.on('data', (chunk: Uint8Array) => {
      length += chunk.length
    })
    await until(() => length >= 240_000 * 12, 'every answer')
    stream.end()
    await session.done
    ip('route flush table 77')
  })

  await t.test('clients that vanish leave nothing', async (t) => {
    const before = descriptors()
    const clients = Array.from({ length: 100 }, () => {
      const client = clientOf(undefined, { queue: 2 })
      client.greet()
      client.open(1)
      client.open(2, { netns: 'blue' })
      client.send(MESSAGE.namespace, 3, [], [bodyOf(namespace, { netns: 'blue' })])
      for (let i = 0; i < 10; i++) client.send(MESSAGE.send, 2, [i, 1], [dump(RTM_GETLINK, 0, 16)])
      return client
    })
    await until(() => clients.every((client) => client.all(MESSAGE.opened).length === 3), 'the sockets')
    for (const { stream } of clients) stream.destroy()
    await Promise.all(clients.map(({ session }) => session.done))
    await until(() => descriptors() <= before + 2, 'the descriptors to be closed')
    t.pass()
  })

  await t.test('pieces of work', async (t) => {
    const errors: unknown[] = []
    const order: number[] = []
    const jobs = new Jobs(
      () => order.push(0),
      (error) => errors.push(error),
    )
    jobs.add(() => {
      throw new Error('at once')
    })
    jobs.add(() => Promise.reject(new Error('later')))
    jobs.add(() => void order.push(1))
    await until(() => order.includes(1) && order.at(-1) === 0, 'the end')
    t.match(errors, [{ message: 'at once' }, { message: 'later' }])
  })

  execFileSync('ip', ['netns', 'delete', 'red'])
}
