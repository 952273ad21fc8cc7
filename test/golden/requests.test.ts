/**
 * Changes, compared with those of iproute2 for the same command: type, flags and every attribute are equal. The
 * captures are in a folder next to the repository, `../shared/golden`; other clones do not have them.
 */

import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { FakeKernel } from '../../src/netlink/transport/fake.ts'
import { Rtnl } from '../../src/rtnl/rtnl.ts'
import { routeMessages as messages } from '../registry.ts'
import { bytesOf } from './messages.ts'

const file = new URL('../../../shared/golden/requests.jsonl', import.meta.url)

interface Captured {
  readonly op: string
  readonly cmd: string
  readonly type: string
  readonly hex: string
}

interface Value {
  header: { [key: string]: unknown }
  [key: string]: unknown
}

/** The contents of a request. */
interface Asked {
  readonly name: string
  readonly flags: number
  readonly value: Value
}

const ask = (bytes: Uint8Array): Asked => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = messages.get(view.getUint16(4, true))
  if (found === undefined) throw new Error('a request without a table')
  const value = decode<unknown>(found.node, bytes.subarray(16, view.getUint32(0, true)), { order: 'le' }) as Value
  return { name: found.name, flags: view.getUint16(6, true), value }
}

type Verb = (rtnl: Rtnl) => Promise<unknown>

/** The same input for our library, by the name of the operation; links by the indexes that they had. */
const VERBS: { readonly [op: string]: Verb } = {
  'a-01-add': ({ addresses }) => addresses.add({ dev: 14, address: '192.0.2.1/24' }),
  'a-02-add-brd': ({ addresses }) => addresses.add({ dev: 14, address: '192.0.2.2/24', broadcast: '+' }),
  'a-05-scope-link': ({ addresses }) => addresses.add({ dev: 14, address: '169.254.9.9/16', scope: 'link' }),
  'a-07-lifetime': ({ addresses }) => addresses.add({ dev: 14, address: '192.0.2.4/24', valid: 120, preferred: 60 }),
  'a-08-change': ({ addresses }) =>
    addresses.change({ dev: 14, address: '192.0.2.4/24', valid: 'forever', preferred: 'forever' }),
  'a-18-del-missing': ({ addresses }) => addresses.delete({ dev: 14, address: '192.0.2.99/24' }),
  'a-20-metric': ({ addresses }) => addresses.add({ dev: 14, address: '198.18.0.1/24', metric: 200 }),
  'a-21-short-prefix': ({ addresses }) => addresses.add({ dev: 14, address: '192.0.2.200' }),
  'a-30-del-primary-drops-secondaries': ({ addresses }) => addresses.delete({ dev: 14, address: '192.0.2.1/24' }),
  'g-04-neigh-replace': ({ neighbours }) =>
    neighbours.replace({ dev: 14, dst: '192.0.2.77', lladdr: '02:00:00:00:00:78' }),
  'g-11-rule-add': ({ rules }) => rules.add({ src: '192.0.2.0/24', table: 100, priority: 1000 }),
  'g-12-rule-del': ({ rules }) => rules.delete({ priority: 1000 }),
  'l-02-veth-peer-netns': ({ links }) =>
    links.add({ kind: 'veth', name: 'va', peer: { name: 'vb', netns: { fd: 4 } } }),
  'l-06-create-in-netns': ({ links }) => links.add({ kind: 'macvlan', name: 'nope', link: 1, data: { mode: 4 } }),
  'l-08-bridge': ({ links }) => links.add({ kind: 'bridge', name: 'br0' }),
  'l-09-bridge-opts': ({ links }) =>
    links.add({
      kind: 'bridge',
      name: 'br1',
      data: {
        stpState: 1,
        forwardDelay: 400,
        helloTime: 100,
        maxAge: 800,
        ageingTime: 6000,
        priority: 4096,
        mcastSnooping: false,
      },
    }),
  'l-10-bridge-vlan-filtering': ({ links }) =>
    links.add({ kind: 'bridge', name: 'br2', data: { vlanFiltering: true } }),
  'l-11-set-bridge': ({ links }) => links.change(8, { kind: 'bridge', data: { stpState: 1, forwardDelay: 300 } }),
  'l-12-bridge-address': ({ links }) => links.change(8, { address: '02:42:8e:4a:45:a1' }),
  'l-13-master': ({ links }) => links.change(7, { master: 8 }),
  'l-19-down': ({ links }) => links.change(7, { up: false }),
  'l-20-mtu': ({ links }) => links.change(7, { mtu: 1450 }),
  'l-21-address': ({ links }) => links.change(6, { address: '02:00:00:00:00:22' }),
  'l-23-alias': ({ links }) => links.change(6, { alias: 'hello netlink' }),
  'l-24-promisc': ({ links }) => links.change(6, { promisc: true }),
  'l-26-arp-off': ({ links }) => links.change(6, { arp: false }),
  'l-27-multicast-off': ({ links }) => links.change(6, { multicast: false }),
  'l-28-group': ({ links }) => links.change(6, { group: 5 }),
  'l-30-rename-eexist': ({ links }) => links.change(6, { name: 'v1' }),
  'l-31-altname': ({ links }) => links.addAltname(6, 'a-very-long-alternative-interface-name'),
  'l-33-altname-del': ({ links }) => links.deleteAltname(6, 'a-very-long-alternative-interface-name'),
  'l-36-netns-by-pid': ({ links }) => links.change(11, { netns: { pid: 21207 } }),
  'l-37-move-and-rename': ({ links }) => links.change(13, { netns: { fd: 4 }, name: 'eth0' }),
  'l-46-addrgen-none': ({ links }) => links.change(14, { addrGenMode: 'none' }),
  'l-47-del-group': ({ links }) => links.deleteGroup(9),
  'l-48-ifindex': ({ links }) => links.add({ kind: 'bridge', name: 'ifx', index: 777 }),
  'l-49-carrier': ({ links }) => links.change(14, { carrier: false }),
  'r-01-default-via': ({ routes }) => routes.add({ dst: 'default', gateway: '192.0.2.77', dev: 14 }),
  'r-07-dev-only': ({ routes }) => routes.add({ dst: '203.0.114.0/24', dev: 14 }),
  'r-10-unreachable': ({ routes }) => routes.add({ dst: '203.0.117.0/24', type: 'unreachable' }),
  'r-12-multipath': ({ routes }) =>
    routes.add({
      dst: '203.0.120.0/24',
      multipath: [
        { gateway: '192.0.2.77', weight: 1 },
        { gateway: '192.0.2.78', weight: 2 },
      ],
    }),
  'r-13-table': ({ routes }) => routes.add({ dst: '203.0.121.0/24', gateway: '192.0.2.77', table: 100 }),
  'r-14-replace': ({ routes }) => routes.replace({ dst: 'default', gateway: '192.0.2.78', dev: 14 }),
  'r-15-change': ({ routes }) => routes.change({ dst: 'default', gateway: '192.0.2.79', dev: 14 }),
  'r-16-append': ({ routes }) => routes.append({ dst: 'default', gateway: '192.0.2.80', dev: 14, metric: 10 }),
  'r-20-del': ({ routes }) => routes.delete({ dst: '203.0.113.0/24' }),
  'r-22-del-missing': ({ routes }) => routes.delete({ dst: '203.0.222.0/24' }),
  'r-23-via-unreachable-gw': ({ routes }) => routes.add({ dst: '203.0.130.0/24', gateway: '8.8.4.4' }),
  'r-25-6-default': ({ routes }) => routes.add({ dst: 'default', gateway: '2001:db8::77' }),
  'r-33-link-scope': ({ routes }) => routes.add({ dst: '203.0.132.5/32', dev: 14, scope: 'link' }),
}

/** Known differences: converts iproute2's request to ours, with the reason. */
interface Difference {
  readonly ops: RegExp
  readonly why: string
  readonly ours: (value: Value) => Value
}

const DIFFERENCES: readonly Difference[] = [
  {
    ops: /^(r-(?!2[02])|g-11)/,
    why: 'the table is in an attribute, which has space for numbers above 255; iproute2 uses it from 256 on',
    ours: (value) => ({ ...value, header: { ...value.header, table: 'unspec' }, table: value.header['table'] }),
  },
  {
    ops: /^r-2[02]/,
    why: 'no table is the main one',
    ours: (value) => ({ ...value, header: { ...value.header, table: 'unspec' } }),
  },
  {
    ops: /^g-11/,
    why: 'a rule says who made it, as routes do; iproute2 6.1 leaves it at unspec',
    ours: (value) => ({ ...value, protocol: 'boot' }),
  },
  {
    ops: /^r-25/,
    why: 'a default route has no destination, in IPv6 as in IPv4; the kernel takes the absent one for ::',
    ours: ({ dst: _, ...value }) => value,
  },
]

const inOurWords = (op: string, { name, flags, value }: Asked): Asked => ({
  name,
  flags,
  value: DIFFERENCES.filter(({ ops }) => ops.test(op)).reduce((said, { ours }) => ours(said), value),
})

/** The request of a verb. */
const sent = async (verb: Verb): Promise<Asked> => {
  const kernel = new FakeKernel((_, answer) => answer.ack(), { order: 'le' })
  await using rtnl = await Rtnl.open({ transport: kernel })
  await verb(rtnl)
  const [request, ...more] = kernel.requests
  if (request === undefined || more.length > 0) throw new Error(`${kernel.requests.length} requests instead of one`)
  return ask(request.bytes)
}

const captures = (): Map<string, Captured> => {
  const found = new Map<string, Captured>()
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const captured = JSON.parse(line) as Captured
    if (/^RTM_(NEW|DEL|SET)/.test(captured.type)) found.set(captured.op, captured)
  }
  return found
}

t.test(
  'changes are requested like iproute2 does',
  { skip: existsSync(file) ? false : '../shared/golden is not here' },
  async (t) => {
    const all = captures()
    for (const { ops, why } of DIFFERENCES)
      t.ok(
        Object.keys(VERBS).some((op) => ops.test(op)),
        why,
      )
    for (const [op, verb] of Object.entries(VERBS)) {
      const captured = all.get(op)
      if (captured === undefined) {
        t.fail(`${op} is not among the captures`)
        continue
      }
      const theirs = inOurWords(op, ask(bytesOf(captured.hex)))
      t.same(await sent(verb), theirs, captured.cmd)
    }
  },
)
