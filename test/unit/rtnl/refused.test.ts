/** Invalid input is refused with the name of its field, before anything is sent. */
import t from 'tap'
import { readFields, text } from '../../../src/client/fields.ts'
import { EncodeError } from '../../../src/netlink/codec/errors.ts'
import type { Rtnl } from '../../../src/rtnl/rtnl.ts'
import { collect, Network } from './network.ts'

type Ask = (rtnl: Rtnl, given: never) => Promise<unknown>

/** Each invalid filter, and the field at fault. */
const WRONG: readonly (readonly [string, Ask, readonly (readonly [string, unknown])[]])[] = [
  [
    'links',
    (rtnl, filter) => rtnl.links.list(filter),
    [
      ['knd', { knd: 'veth' }],
      ['toString', { toString: 1 }],
      ['kind', { kind: 7 }],
      ['master', { master: 'no/name' }],
      ['up', { up: 'yes' }],
      ['group', { group: -1 }],
      ['group', { group: 2 ** 32 }],
      ['type', { type: 'eter' }],
      ['type', { type: 65536 }],
      ['type', { type: true }],
    ],
  ],
  [
    'a link',
    (rtnl, dev) => rtnl.links.get(dev),
    [
      ['dev', ''],
      ['dev', '.'],
      ['dev', '..'],
      ['dev', 'a b'],
      ['dev', 'a\0b'],
      ['dev', 'x'.repeat(128)],
      ['dev', 0],
      ['dev', -1],
      ['dev', 1.5],
      ['dev', 2 ** 31],
      ['dev', null],
    ],
  ],
  [
    'addresses',
    (rtnl, filter) => rtnl.addresses.list(filter),
    [
      ['family', { family: 'ipv4' }],
      ['dev', { dev: -1 }],
      ['scope', { scope: 'globl' as never }],
      ['label', { label: 3 }],
    ],
  ],
  [
    'an address',
    (rtnl, address) => rtnl.addresses.get(address),
    [
      ['address', 'x'],
      ['address', '10.0.0.1/33'],
      ['address', '10.0.0.1/8/8'],
    ],
  ],
  [
    'routes',
    async (rtnl, filter) => {
      await collect(rtnl.routes.iterate(filter))
    },
    [
      ['table', { table: 'mane' }],
      ['table', { table: -1 }],
      ['protocol', { protocol: 256 }],
      ['type', { type: 'blackhol' }],
      ['dst', { dst: '10.0.0.0/33' }],
      ['dst', { dst: 7 }],
      ['gateway', { gateway: '10.0.0.0/8' }],
      ['gateway', { gateway: 10 }],
      ['scope', { scope: 'univers' }],
      ['via', { via: '10.0.0.1' }],
    ],
  ],
  [
    'a route',
    (rtnl, destination) => rtnl.routes.get(destination),
    [
      ['destination', '10.0.0'],
      ['destination', '10.0.0.1/x'],
      ['destination', 'default'],
      ['destination', 7],
    ],
  ],
  [
    'a route with more',
    (rtnl, query) => rtnl.routes.get('10.0.0.1', query),
    [
      ['from', { from: '2001:db8::1' }],
      ['from', { from: '10.0.0.0/8' }],
      ['dev', { dev: '' }],
      ['iif', { iif: 0, dev: 'eth0' }],
      ['mark', { mark: -1, dev: 'eth0' }],
      ['tos', { tos: 256, dev: 'eth0' }],
      ['uid', { uid: 1.5 }],
      ['ipProto', { ipProto: 'tpc' }],
      ['sport', { sport: 65536 }],
      ['dport', { dport: '80' }],
      ['fibMatch', { fibMatch: 1 }],
      ['oif', { oif: 1 }],
    ],
  ],
  [
    'rules',
    (rtnl, filter) => rtnl.rules.list(filter),
    [
      ['priority', { priority: '5' }],
      ['table', { table: {} }],
      ['prio', { prio: 5 }],
    ],
  ],
  [
    'neighbours',
    (rtnl, filter) => rtnl.neighbours.list(filter),
    [
      ['state', { state: 'fresh', dev: 'eth0' }],
      ['state', { state: 2 }],
      ['proxy', { proxy: 'no', dev: 'eth0' }],
      ['master', { master: 0, dev: 'eth0' }],
    ],
  ],
  [
    'a neighbour',
    (rtnl, address) => rtnl.neighbours.get(address, 'eth0'),
    [
      ['address', '10.0.0.1/24'],
      ['address', 'x'],
    ],
  ],
  [
    'nsids',
    (rtnl, query) => rtnl.nsids.get(query),
    [
      ['query', {}],
      ['query', { pid: undefined }],
      ['query', { pid: 1, fd: 2 }],
      ['pid', { pid: -1 }],
      ['pod', { pod: 1 }],
      ['query', -1],
      ['query', 'a\0b'],
    ],
  ],
  [
    'ids of another',
    (rtnl, target) => rtnl.nsids.list({ target }),
    [
      ['target', -1],
      ['target', 'x'],
    ],
  ],
  ['the id in another', (rtnl, target) => rtnl.nsids.get({ pid: 1 }, { target }), [['target', -1]]],
  ['netconf', (rtnl, family) => rtnl.netconf.get('eth0', family), [['family', 'inet4']]],
  ['columns', (rtnl, name) => rtnl.links.columns([name]), [['columns', 'nope']]],
  [
    'a monitor',
    async (rtnl, groups) => {
      rtnl.monitor({ groups })
    },
    [
      ['groups', ['lnk']],
      ['groups', ['none']],
      ['groups', ['link', 'toString']],
    ],
  ],
]

for (const [name, ask, cases] of WRONG) {
  t.test(name, async (t) => {
    const network = new Network()
    const rtnl = await network.open()
    for (const [path, given] of cases) {
      const error = await ask(rtnl, given as never).catch((error: unknown) => error)
      t.ok(error instanceof EncodeError, `${path}: ${(error as Error)?.message}`)
      t.equal((error as EncodeError).path, path)
    }
    t.strictSame(network.asked(), [], 'nothing was sent')
    t.equal(network.kernels.length, 1, 'nothing was opened')
  })
}

t.test('suggestions', async (t) => {
  const rtnl = await new Network().open()
  const says = async (ask: Promise<unknown>): Promise<string> => ((await ask.catch((error) => error)) as Error).message
  t.equal(
    await says(rtnl.links.list({ knd: 'veth' } as never)),
    'knd: expected a field that exists; did you mean kind?',
  )
  t.equal(
    await says(rtnl.routes.list({ scope: 'globl' as never })),
    'scope: expected one of global, site, link, host, nowhere, or a number, got "globl"; did you mean global?',
  )
  t.match(await says(rtnl.routes.add({ dst: 'default', multipath: 'x' as never })), /multipath: expected a list/)
  const whole = { dev: 3, address: '192.0.2.1', prefixlen: 24 }
  t.match(await says(rtnl.addresses.add(whole)), /prefixlen: expected a field that exists/)
  t.match(await says(rtnl.routes.list({ family: 'IPv4' as never })), /did you mean inet\?/)
  t.match(await says(rtnl.links.add({ kind: 'brigde', data: { stpState: 1 } })), /known.*did you mean bridge\?/)
  t.match(await says(rtnl.routes.list({ protocol: 'statik' as never })), /a word such as .*did you mean static\?/)
})

t.test('fields that are undefined count as absent', async (t) => {
  t.strictSame(
    readFields<{ a?: string | undefined; b?: string | undefined }>({ a: undefined, b: 'x' }, { a: text, b: text }),
    {
      b: 'x',
    },
  )
})
