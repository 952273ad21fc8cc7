import t from 'tap'
import type { NewNexthop } from '../../../src/index.ts'
import { readNexthop, writeNexthop } from '../../../src/rtnl/route/nexthop.ts'

const NAMES = new Map([[7, 'eth7']])

t.test('a next hop as it is read', async (t) => {
  const header = { hops: 6, ifindex: 7, flags: ['onlink', 'linkdown'] } as const
  const via = { family: 'inet6', address: '2001:db8::9' } as const
  t.strictSame(
    readNexthop({ header, via, flow: 5 }, 'inet', NAMES),
    { gateway: '2001:db8::9', flow: 5, oif: 7, dev: 'eth7', weight: 7, flags: ['onlink', 'linkdown'] },
    'the gateway is of any family',
  )
  const link = { family: 'link', address: '02:00:00:00:00:09' } as never
  t.strictSame(
    readNexthop({ header: { ...header, ifindex: 0 }, via: link }, 'mpls', NAMES),
    { via: link, weight: 7, flags: header.flags },
    'a link-layer address is no gateway',
  )
  t.strictSame(readNexthop({ header: { ...header, ifindex: 8 } }, 'ipmr', NAMES), {
    oif: 8,
    ttl: 6,
    flags: header.flags,
  })
})

t.test('a next hop as it is written', async (t) => {
  const write = (hop: NewNexthop, family = 'inet'): object => writeNexthop(hop, 7, family, 'multipath[3]')
  t.strictSame(write({ gateway: '192.0.2.9', dev: 'eth7', weight: 256, onlink: true }), {
    header: { hops: 255, ifindex: 7, flags: ['onlink'] },
    ...{ via: undefined, gateway: '192.0.2.9' },
  })
  t.strictSame(write({ gateway: '2001:db8::9' }), {
    header: { hops: 0, ifindex: 7, flags: [] },
    via: { family: 'inet6', address: '2001:db8::9' },
  })
  const read = { weight: 2, oif: 7, flags: ['onlink', 'pervasive', 'dead'] } as const
  const flagsOf = (hop: NewNexthop): unknown => (write(hop) as { header: { flags: unknown } }).header.flags
  t.strictSame(flagsOf(read), ['pervasive', 'onlink'], 'the kernel alone sets the others')
  t.strictSame(flagsOf({ ...read, onlink: false }), ['pervasive'], 'what a program adds takes precedence')
  t.strictSame(flagsOf({ flags: ['onlink'] }), ['onlink'])
  t.match(write({ ttl: 9 }, 'ipmr'), { header: { hops: 9 } })
  t.match(write({}, 'ip6mr'), { header: { hops: 0 } })
  const refused = (hop: NewNexthop, path: string, family?: string): unknown =>
    t.throws(() => write(hop, family), { name: 'EncodeError', path: `multipath[3].${path}` })
  refused({ flags: ['onlink', 'dead'] }, 'flags[1]')
  for (const weight of [0, 257, 1.5, '2' as never]) refused({ weight }, 'weight')
  refused({ weight: 2 }, 'weight', 'ipmr')
  refused({ ttl: 2 }, 'ttl')
  refused({ gateway: 'x' }, 'gateway')
})
