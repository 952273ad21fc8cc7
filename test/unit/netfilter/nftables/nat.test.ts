/** The inputs of NAT, and which ones are refused before any request. */
import t from 'tap'
import { readMasquerade, readPublished } from '../../../../src/netfilter/nftables/nat/inputs.ts'
import { Nftables } from '../../../../src/nftables.ts'
import { FakeNetfilter } from './ruleset.ts'

t.test('equal inputs have one spelling', async (t) => {
  const source = (source: string): string => readMasquerade('nat', { source }).source
  t.equal(source('172.16.9.200/20'), '172.16.0.0/20')
  t.equal(source('172.16.255.255/15'), '172.16.0.0/15')
  t.equal(source('10.0.0.7/32'), '10.0.0.7')
  t.equal(source('10.0.0.7'), '10.0.0.7')
  t.equal(source('0.0.0.0/0'), '0.0.0.0/0')
  t.equal(source('2001:DB8:0:2f::9/61'), '2001:db8:0:28::/61')
  t.equal(source('2001:db8::1/128'), '2001:db8::1')
  const to = (to: string): string => readPublished('nat', { protocol: 'tcp', port: 80, to }).to
  t.equal(to('10.9.0.2:080'), '10.9.0.2:80')
  t.equal(to('10.9.0.2'), '10.9.0.2')
  t.equal(to('[2001:DB8::2]:65535'), '[2001:db8::2]:65535')
  t.equal(to('[2001:db8:0::2]'), '2001:db8::2')
  t.equal(to('2001:db8::2'), '2001:db8::2')
})

t.test('the error of an invalid target says what a target is', async (t) => {
  for (const to of ['172.16.0.2:http', '10.9.0.0/24:80', 'host', 5])
    t.throws(() => readPublished('nat', { protocol: 'tcp', port: 80, to: to as string }), {
      name: 'EncodeError',
      path: 'to',
      expected: 'an address, with or without a port, such as 10.9.0.2:80 or [2001:db8::2]:80',
    })
})

t.test('invalid inputs are refused', async (t) => {
  const world = new FakeNetfilter({}, 'le')
  const nft = await Nftables.open({ transport: world.socket, order: 'le' })
  const port = { protocol: 'tcp', port: 8080, to: '10.9.0.2:80' } as const
  const lan = { source: '172.16.0.0/16' }
  const masquerades: readonly (readonly [unknown, string])[] = [
    [undefined, 'options'],
    [null, 'options'],
    ['172.16.0.0/16', 'options'],
    [{}, 'source'],
    [{ source: '172.16.0' }, 'source'],
    [{ source: '172.16.0.0/33' }, 'source'],
    [{ source: '@lan' }, 'source'],
    [{ ...lan, out: '' }, 'out'],
    [{ ...lan, out: 5 }, 'out'],
    [{ ...lan, out: '\ud800' }, 'out'],
    [{ ...lan, notOut: 'a b' }, 'notOut'],
    [{ ...lan, notOut: 'sixteen-letters-' }, 'notOut'],
    [{ ...lan, out: 'a', notOut: 'b' }, 'notOut'],
    [{ ...lan, outt: 'eth0' }, 'outt'],
    [{ ...lan, iif: 'eth0' }, 'iif'],
  ]
  const ports: readonly (readonly [unknown, string])[] = [
    [undefined, 'options'],
    [{ ...port, protocol: 'icmp' }, 'protocol'],
    [{ ...port, protocol: undefined }, 'protocol'],
    ...[0, -1, 65536, 80.5, '80', undefined, Number.NaN].map((number) => [{ ...port, port: number }, 'port'] as const),
    ...[
      '10.9.0.2:0',
      '10.9.0.2:65536',
      '10.9.0.2:',
      '10.9.0.2:80-90',
      ':80',
      '10.9.0',
      '10.9.0.0/24:80',
      '0.0.0.0:80',
    ].map((to) => [{ ...port, to }, 'to'] as const),
    ...['[::]:80', '[2001:db8::2]:0', '[2001:db8::2', 'host:80', '', 5, undefined].map(
      (to) => [{ ...port, to }, 'to'] as const,
    ),
    [{ ...port, host: '127.0.0.1' }, 'host'],
    [{ ...port, prot: 80 }, 'prot'],
  ]
  const fault = async (call: Promise<unknown>): Promise<unknown> => {
    const error = await call.catch((error: unknown) => error)
    const { path, option } = error as { path?: string; option?: string }
    return path ?? option ?? error
  }
  for (const of of [nft.nat, nft.nat.iptables]) {
    for (const [how, field] of masquerades)
      for (const call of ['masquerade', 'removeMasquerade'] as const)
        t.equal(await fault(of[call](how as never)), field, `${call} ${JSON.stringify(how)}`)
    for (const [how, field] of ports)
      for (const call of ['publishPort', 'removePort'] as const)
        t.equal(await fault(of[call](how as never)), field, `${call} ${JSON.stringify(how)}`)
    t.equal(await fault(of.masquerade(lan, { retry: 5 } as never)), 'retry')
    t.equal(await fault(of.removeMasquerade(lan, { retry: 5 } as never)), 'retry')
    t.equal(await fault(of.publishPort(port, { retry: 5 } as never)), 'retry')
    t.equal(await fault(of.removePort(port, { retry: 5 } as never)), 'retry')
  }
  t.equal(await fault(nft.nat.clear({ retry: 5 } as never)), 'retry')
  t.strictSame(
    world.kernels.flatMap(({ requests }) => requests),
    [],
    'nothing was sent',
  )
  nft.close()
})
