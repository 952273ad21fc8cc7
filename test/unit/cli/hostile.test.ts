/**
 * Every command, with a kernel and arguments that contain hostile text: none of it reaches the terminal, and no line is
 * added.
 */

import fc from 'fast-check'
import t from 'tap'
import type { Io } from '../../../src/cli/io.ts'
import { dumped } from '../../../src/cli/objects.ts'
import { encode } from '../../../src/netlink/codec/encode/encode.ts'
import type { Message, Typed } from '../../../src/netlink/codec/node.ts'
import { nlmsgerr } from '../../../src/netlink/protocol/extack.ts'
import { NLM_F_DUMP } from '../../../src/netlink/protocol/header.ts'
import { Stream } from '../../../src/netlink/socket/stream.ts'
import type { NetnsEvent } from '../../../src/netns/monitor.ts'
import { Conntrack, Nftables } from '../../../src/nftables.ts'
import { openMonitor } from '../../../src/rtnl/monitor.ts'
import type { ObjectName } from '../../../src/rtnl/objects.ts'
import { allObjects, objects } from '../../../src/rtnl/objects.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import { arbitrary, FakeKernel } from '../../../src/testing.ts'
import { hex, toHex } from '../../hex.ts'
import { routeMessages as messages } from '../../registry.ts'
import { until } from '../../until.ts'
import type { Listings } from '../netfilter/nftables/ruleset.ts'
import { FakeNetfilter } from '../netfilter/nftables/ruleset.ts'
import { dangerIn, harmless, hostile, hostileText } from './hostile-text.ts'
import type { Held, World } from './world.ts'
import { encodeMessage, noNamespaces, run, Sink } from './world.ts'

const FORMS = [[], ['--details'], ['--json'], ['--json-lines'], ['--raw']] as const
const COLOURS = { FORCE_COLOR: '1' }
const ENODEV = 19
/** A failure is shown as it was found: shrinking it takes minutes. */
const BRIEF = { endOnFailure: true }

/** The dangerous output of a run; undefined if there is none. */
const danger = async (argv: readonly string[], world: World): Promise<string | undefined> => {
  const plain = await run(argv, world)
  const coloured = await run(argv, { ...world, env: COLOURS })
  return dangerIn(plain.stdout + plain.stderr) ?? dangerIn(coloured.stdout + coloured.stderr, true)
}

const kindOf = (object: ObjectName): { readonly type: number } => {
  const found = allObjects.find(({ name }) => name === object)
  if (found === undefined) throw new Error(`no object ${object}`)
  return found.kind
}

const nodeOf = (object: ObjectName): Message => messages.get(kindOf(object).type - 2)?.node as Message

/** A kernel with these values of each object, and no named namespaces. */
const holding = (values: ReadonlyMap<number, readonly unknown[]>): Held => ({
  handler: (request, answer) => {
    const known = messages.get(request.type)
    if (known === undefined || (request.flags & NLM_F_DUMP) !== NLM_F_DUMP) return answer.refuse(ENODEV)
    for (const value of values.get(request.type) ?? [])
      answer.message(request.type - 2, encodeMessage(known.node, value as object as never))
    answer.done()
  },
})

const worldOf = (object: ObjectName, values: readonly unknown[]): World => ({
  held: holding(new Map([[kindOf(object).type, values]])),
})

const valuesOf = (object: ObjectName) =>
  fc.array(arbitrary<unknown>(hostile, nodeOf(object) as Typed<unknown>), { minLength: 1, maxLength: 3 })

for (const { name, object } of dumped)
  t.test(`${name}: any values, in every format`, async (t) => {
    const isSafe = async (values: readonly unknown[]): Promise<void> => {
      const world = worldOf(object, values)
      for (const form of FORMS) {
        const found = await danger([name, ...form], world)
        if (found !== undefined) throw new Error(`${found} in ${name} ${form.join(' ')}`)
      }
      const lines = async (held: World): Promise<number> => (await run([name], held)).stdout.split('\n').length
      const benign = await lines(worldOf(object, values.map(harmless)))
      if ((await lines(world)) !== benign) throw new Error('there are more lines, or fewer')
    }
    await t.resolves(fc.assert(fc.asyncProperty(valuesOf(object), isSafe), { ...BRIEF, numRuns: 25 }))
  })

t.test('the overview', async (t) => {
  const all = fc.tuple(valuesOf('link'), valuesOf('address'), valuesOf('route'))
  const isSafe = async ([links, addresses, routes]: readonly unknown[][]): Promise<boolean> => {
    const values = new Map([
      [objects.links.kind.type, links ?? []],
      [objects.addresses.kind.type, addresses ?? []],
      [objects.routes.kind.type, routes ?? []],
    ])
    return (await danger([], { held: holding(values) })) === undefined
  }
  await t.resolves(fc.assert(fc.asyncProperty(all, isSafe), { ...BRIEF, numRuns: 25 }))
})

/** The type of the event that ends a test; it has no table. */
const LAST = toHex(hex`
  14000000  // nlmsg_len
  2400      // nlmsg_type
  0000      // nlmsg_flags
  00000000  // nlmsg_seq
  00000000  // nlmsg_pid
  01020304  // a payload
`)

t.test('monitor', async (t) => {
  const watch = async (values: readonly unknown[], argv: readonly string[]): Promise<string> => {
    const stop = new AbortController()
    const kernel = new FakeKernel((_request, answer) => answer.done())
    const stdout = new Sink()
    const open: Io['open'] = async () =>
      Object.assign(await Rtnl.open({ transport: new FakeKernel((_request, answer) => answer.done()) }), {
        monitor: (options: Parameters<typeof openMonitor>[0]) =>
          openMonitor(options, (use) => use({ transport: kernel })),
      })
    const running = run(['monitor', ...argv], { open, stdout, interrupted: () => stop.signal })
    await until(() => kernel.groups.size > 0, 'the monitor to listen')
    for (const value of values) kernel.notify(16, encodeMessage(nodeOf('link'), value as never))
    kernel.notify(36, Uint8Array.of(1, 2, 3, 4))
    await until(() => stdout.text.includes(LAST), 'the last event')
    stop.abort()
    await running
    return stdout.text
  }
  const isSafe = async (values: readonly unknown[]): Promise<void> => {
    for (const argv of [[], ['--json-lines']]) {
      const text = await watch(values, argv)
      if (dangerIn(text) !== undefined) throw new Error(dangerIn(text))
      if (text.split('\n').length !== values.length + 2) throw new Error('there are more lines, or fewer')
    }
  }
  await t.resolves(fc.assert(fc.asyncProperty(valuesOf('link'), isSafe), { ...BRIEF, numRuns: 12 }))
})

const ip = { header: { family: 'ip' } } as const
const tuple = { ip: { v4Src: '10.0.0.1', v4Dst: '192.0.2.1' }, proto: { num: 'tcp', srcPort: 4321, dstPort: 80 } }

/** A comment, as nft stores it with a rule. */
const comment = (text: string): Uint8Array => {
  const bytes = Buffer.from(`${text}\0`)
  return Uint8Array.of(0, bytes.length, ...bytes)
}

const netfilterOf = (text: string): Listings => ({
  NFT_MSG_GETTABLE: [{ ...ip, name: text, handle: 1n }],
  NFT_MSG_GETCHAIN: [{ ...ip, table: text, name: `${text}c`, handle: 2n }],
  NFT_MSG_GETRULE: [
    { ...ip, table: text, chain: `${text}c`, handle: 3n, userdata: comment(text) },
    {
      ...ip,
      table: text,
      chain: `${text}c`,
      handle: 4n,
      expressions: [
        { name: 'match', data: { name: text, rev: 1 } },
        { name: text, data: Uint8Array.of(1, 2) },
      ],
    },
  ],
  NFT_MSG_GETSET: [{ ...ip, table: text, name: text, handle: 5n, keyType: 7, keyLen: 4 }],
  NFT_MSG_GETOBJ: [{ ...ip, table: text, name: text, handle: 6n, type: 'counter', data: { packets: 1n, bytes: 2n } }],
  NFT_MSG_GETFLOWTABLE: [
    { ...ip, table: text, name: text, handle: 7n, hook: { num: 0, priority: 0, devs: { name: [text] } } },
  ],
  IPCTNL_MSG_CT_GET: [
    { ...ip, id: 7, tupleOrig: tuple, tupleReply: tuple, help: { name: text }, secctx: { name: text } },
  ],
})

t.test('nft and conntrack', async (t) => {
  const text = hostile.string({ maxLength: 10 }).filter((one) => one !== '')
  const isSafe = async (one: string): Promise<void> => {
    const world: World = {
      openNftables: () => {
        const { socket, order } = new FakeNetfilter(netfilterOf(one))
        return Nftables.open({ transport: socket, order })
      },
      openConntrack: () => {
        const { socket, order } = new FakeNetfilter(netfilterOf(one))
        return Conntrack.open({ transport: socket, order })
      },
    }
    for (const command of ['nft', 'conntrack'])
      for (const form of [[], ['--json'], ['--json-lines'], ['--raw']]) {
        const found = await danger([command, ...form], world)
        if (found !== undefined) throw new Error(`${found} in ${command} ${form.join(' ')}`)
        t.equal((await run([command, ...form], world)).code, 0)
      }
  }
  await t.resolves(fc.assert(fc.asyncProperty(text, isSafe), { ...BRIEF, numRuns: 25 }))
})

t.test('names of namespaces', async (t) => {
  const isSafe = async (name: string): Promise<boolean> => {
    const event: NetnsEvent = { action: 'new', name }
    const netns: Io['netns'] = {
      list: async () => [{ name, inode: 1, nsid: 7, links: 1 }],
      listIds: async () => [{ nsid: 7, name }],
      identify: async () => [name],
      pids: async () => [1],
      monitor: () =>
        new Stream<NetnsEvent>({
          start: (push) => {
            push(event)
            return { finished: Promise.resolve(), cancel: () => undefined }
          },
          hold: () => false,
          resume: () => undefined,
        }),
    }
    const world: World = { netns, held: { handler: (_request, answer) => answer.done() } }
    const commands = ['netns', 'netns list-id', 'netns identify', 'netns monitor', 'links --all-netns', '--all-netns']
    for (const command of commands)
      for (const form of command.startsWith('-')
        ? [[]]
        : [[], [command.includes('monitor') ? '--json-lines' : '--json']])
        if ((await danger([...command.split(' '), ...form], world)) !== undefined) return false
    if ((await run(['netns'], world)).stdout.split('\n').length !== 2) return false
    // a namespace that cannot be opened is named on stderr
    const open = async (): Promise<never> => {
      throw new Error(`${name} is locked`)
    }
    return (await danger(['links', '--all-netns'], { netns, open })) === undefined
  }
  await t.resolves(fc.assert(fc.asyncProperty(hostileText, isSafe), { ...BRIEF, numRuns: 25 }))
})

const u16 = (value: number): number[] => [value & 0xff, value >>> 8]
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)]
const framed = (type: number, flags: number, payload: Uint8Array): Uint8Array =>
  Uint8Array.from([...u32(16 + payload.length), ...u16(type), ...u16(flags), ...u32(1), ...u32(7), ...payload])

t.test('decode and explain: hostile messages, and refusals with hostile text', async (t) => {
  const captured = fc.tuple(arbitrary<unknown>(hostile, nodeOf('link') as Typed<unknown>), hostile.string(), fc.nat(99))
  const isSafe = async ([value, msg, offset]: [unknown, string, number]): Promise<void> => {
    const request = framed(16, 5, encodeMessage(nodeOf('link'), value as never))
    const said = encode(nlmsgerr as Typed<unknown>, { msg, offs: offset })
    const refusal = framed(2, 0x200, Uint8Array.from([...u32(-22 >>> 0), ...request, ...pad(request), ...said]))
    const stdin = Uint8Array.from([...request, ...pad(request), ...refusal])
    for (const argv of [['decode'], ['decode', '--json'], ['explain'], ['explain', '--json']]) {
      const found = await danger(argv, { stdin })
      if (found !== undefined) throw new Error(`${found} in ${argv.join(' ')}`)
    }
  }
  await t.resolves(fc.assert(fc.asyncProperty(captured, isSafe), { ...BRIEF, numRuns: 100 }))
  const isRefused = async (text: string): Promise<boolean> => (await danger(['decode'], { stdin: text })) === undefined
  await t.resolves(
    fc.assert(fc.asyncProperty(hostileText, isRefused), { ...BRIEF, numRuns: 200 }),
    'text that is no paste',
  )
})

const pad = (bytes: Uint8Array): number[] => Array((4 - (bytes.length % 4)) % 4).fill(0)

t.test('arguments of the command line', async (t) => {
  const lines = [
    ['?'],
    ['--?'],
    ['-?'],
    ['help', '?'],
    ['help', 'nft', '?'],
    ['links', '?'],
    ['links', '--?'],
    ['links', '--dev', '?'],
    ['links', '--kind', '?'],
    ['links', '--type', '?'],
    ['links', '--group', '?'],
    ['links', '--netns', '?'],
    ['addresses', '--label', '?'],
    ['routes', '--dst', '?'],
    ['routes', '--get', '?'],
    ['routes', '--table', '?'],
    ['rules', '--priority', '?'],
    ['neighbours', '--state', '?'],
    ['neighbours', '--family', '?'],
    ['nsids', '--target', '?'],
    ['netconf', '--dev', '?'],
    ['monitor', '?'],
    ['nft', '?'],
    ['nft', '--family', '?'],
    ['nft', '--table', '?', '--chain', '?'],
    ['conntrack', '--src', '?'],
    ['conntrack', '--protocol', '?'],
    ['conntrack', '--state', '?'],
    ['conntrack', 'monitor', '--groups', '?'],
    ['netns', 'identify', '?'],
    ['netns', 'pids', '?'],
    ['decode', '?'],
    ['explain', '?'],
  ]
  // biome-ignore lint/correctness/useYield: it fails before the first bytes
  const readFile = async function* (path: string): AsyncGenerator<Uint8Array> {
    throw new Error(`ENOENT: no such file or directory, open '${path}'`)
  }
  const isSafe = async (text: string): Promise<void> => {
    const world: World = {
      held: holding(new Map()),
      netns: { ...noNamespaces, pids: async () => [1] },
      readFile,
      openNftables: () => {
        const { socket, order } = new FakeNetfilter({})
        return Nftables.open({ transport: socket, order })
      },
      openConntrack: () => {
        const { socket, order } = new FakeNetfilter({})
        return Conntrack.open({ transport: socket, order })
      },
    }
    for (const line of lines) {
      const argv = line.map((word) => word.replace('?', () => text))
      const { stdout, stderr } = await run(argv, world)
      const found = dangerIn(stdout + stderr)
      if (found !== undefined) throw new Error(`${found} for ${line.join(' ')}: ${JSON.stringify(stderr)}`)
      if (stderr.split('\n').length > 2)
        throw new Error(`several lines for ${line.join(' ')}: ${JSON.stringify(stderr)}`)
      const debug = await run(argv, { ...world, env: { RTNL_DEBUG: '1' } })
      if (dangerIn(debug.stderr) !== undefined) throw new Error(`with stacks: ${line.join(' ')}`)
    }
  }
  await t.resolves(fc.assert(fc.asyncProperty(hostileText, isSafe), { ...BRIEF, numRuns: 20 }))
})
