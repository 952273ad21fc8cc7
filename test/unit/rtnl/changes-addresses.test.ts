/** Addresses: the requests of every verb, and what is refused before anything is sent. */
import t from 'tap'
import { Changing, LINKS, lookup, refused } from './changing.ts'
import type { Value } from './network.ts'

const NAMES = ['RTM_GETLINK dump', { extMask: ['skip_stats'] }] as const
const ADD = 'RTM_NEWADDR request excl create'
const stored = (address: string, more: Value = {}, index = 3): Value => ({
  header: { family: 'inet', prefixlen: 24, index, scope: 'global', flags: [] },
  address,
  local: address,
  ...more,
})

t.test('verbs', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  const address = { dev: 'eth0', address: '10.0.0.1/24' }
  const value = { header: { family: 'inet', prefixlen: 24, index: 3 }, address: '10.0.0.1', local: '10.0.0.1' }
  t.equal(await rtnl.addresses.add(address), undefined)
  t.equal(await rtnl.addresses.replace(address), undefined)
  await rtnl.addresses.change(address)
  await rtnl.addresses.delete(address)
  await rtnl.addresses.delete({ dev: 3, address: '10.0.0.1', peer: '10.0.0.2/30', label: 'eth0:x' })
  t.strictSame(network.asked(), [
    lookup('eth0'),
    [ADD, value],
    lookup('eth0'),
    ['RTM_NEWADDR request replace create', value],
    lookup('eth0'),
    ['RTM_NEWADDR request replace', value],
    lookup('eth0'),
    ['RTM_DELADDR request', value],
    [
      'RTM_DELADDR request',
      {
        header: { family: 'inet', prefixlen: 30, index: 3 },
        address: '10.0.0.2',
        local: '10.0.0.1',
        label: 'eth0:x',
      },
    ],
  ])
})

t.test('fields', async (t) => {
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS } })
  const rtnl = await network.open()
  const sent = async (fields: object): Promise<Value> => {
    await rtnl.addresses.add({ dev: 3, address: '10.1.2.3/20', ...fields })
    const [asked, ...more] = network.asked()
    t.equal(asked?.[0], ADD)
    t.strictSame(more, [], 'an index is not looked up')
    return asked?.[1] as Value
  }
  t.match(await sent({ broadcast: '+' }), { broadcast: '10.1.15.255' })
  t.match(await sent({ broadcast: '-' }), { broadcast: '10.1.0.0' })
  t.match(await sent({ broadcast: '10.9.9.9' }), { broadcast: '10.9.9.9' })
  t.match(await sent({ address: '10.1.2.3/0', broadcast: '+' }), { broadcast: '255.255.255.255' })
  t.match(await sent({ address: '10.1.2.3/0', broadcast: '-' }), { broadcast: '0.0.0.0' })
  t.match(await sent({ address: '200.1.2.3/1', broadcast: '+' }), { broadcast: '255.255.255.255' })
  t.match(await sent({ address: '200.1.2.3/1', broadcast: '-' }), { broadcast: '128.0.0.0' })
  for (const address of ['10.1.2.3', '10.1.2.3/32', '10.1.2.3/31'])
    for (const broadcast of ['+', '-']) t.notOk('broadcast' in (await sent({ address, broadcast })), address)
  t.match(await sent({ address: '10.1.2.3/30', broadcast: '-' }), { broadcast: '10.1.2.0' })
  t.match(await sent({ address: '10.1.2.3', peer: '10.9.8.7/20', broadcast: '+' }), { broadcast: '10.9.15.255' })
  t.match(await sent({ address: '127.0.0.2/8' }), { header: { scope: 'host' } })
  t.match(await sent({ scope: 'link' }), { header: { scope: 'link' } })
  t.strictSame(await sent({ label: 'eth0:a', metric: 7, flags: ['noprefixroute', 'autojoin'], proto: 9 }), {
    header: { family: 'inet', prefixlen: 20, index: 3 },
    address: '10.1.2.3',
    local: '10.1.2.3',
    label: 'eth0:a',
    rtPriority: 7,
    flags: ['noprefixroute', 'autojoin'],
    proto: 9,
  })
  t.strictSame(await sent({ peer: '192.0.2.1/32', address: '10.0.0.1' }), {
    header: { family: 'inet', prefixlen: 32, index: 3 },
    address: '192.0.2.1',
    local: '10.0.0.1',
  })
  t.strictSame(await sent({ address: '2001:db8::1/64', anycast: '2001:db8::9' }), {
    header: { family: 'inet6', prefixlen: 64, index: 3 },
    address: '2001:db8::1',
    local: '2001:db8::1',
    anycast: '2001:db8::9',
  })
})

t.test('lifetimes', async (t) => {
  const network = new Changing()
  const rtnl = await network.open()
  const forever = 0xffffffff
  for (const [given, preferred, valid] of [
    [{ preferred: 5, valid: 10 }, 5, 10],
    [{ preferred: 5 }, 5, forever],
    [{ preferred: 5, valid: 'forever' }, 5, forever],
    [{ preferred: 'forever', valid: 'forever' }, forever, forever],
    [{ preferred: 10, valid: 10 }, 10, 10],
  ] as const) {
    await rtnl.addresses.add({ dev: 3, address: '10.0.0.1', ...given })
    t.match(network.asked(), [[ADD, { cacheinfo: { preferred, valid } }]])
  }
})

t.test('`echo`', async (t) => {
  const telling = new Changing({ dumps: { RTM_GETLINK: LINKS } }, () => [stored('10.0.0.1')])
  const reported = await telling.open()
  const address = { dev: 3, address: '10.0.0.1/24' }
  const seen = { address: '10.0.0.1/24', dev: 'eth0', index: 3 }
  t.match(await reported.addresses.add(address, { echo: true }), seen)
  t.match(await reported.addresses.replace(address, { echo: true }), seen)
  t.match(telling.asked(), [
    ['RTM_NEWADDR request echo excl create', {}],
    NAMES,
    ['RTM_NEWADDR request echo replace create', {}],
    NAMES,
  ])
  const pair = stored('10.0.0.5', { address: '10.0.0.6' })
  const silent = new Changing({ dumps: { RTM_GETLINK: LINKS, RTM_GETADDR: [stored('10.0.0.1'), pair] } })
  const rtnl = await silent.open()
  t.match(await rtnl.addresses.add(address, { echo: true }), seen)
  t.match(await rtnl.addresses.replace({ ...address, address: '10.0.0.1' }, { echo: true }), seen)
  t.match(await rtnl.addresses.add({ dev: 3, address: '10.0.0.5/24', peer: '10.0.0.6/24' }, { echo: true }), {
    address: '10.0.0.5',
    peer: '10.0.0.6/24',
  })
  for (const gone of ['10.0.0.9', '10.0.0.1/25'])
    await t.rejects(rtnl.addresses.add({ dev: 3, address: gone }, { echo: true }), {
      code: 'ERR_NO_ANSWER',
      message: `${gone} dev 3: created, but no longer found`,
    })
})

t.test('flush', async (t) => {
  const listed = [
    stored('10.0.0.1'),
    stored('10.0.0.5', { address: '10.0.0.6' }),
    stored('10.0.0.7', { header: { family: 'inet', prefixlen: 8, index: 7, scope: 'link' } }),
  ]
  const network = new Changing({ dumps: { RTM_GETLINK: LINKS, RTM_GETADDR: listed } })
  const rtnl = await network.open()
  const gone = (prefixlen: number, address: string, local = address, index = 3): unknown => [
    'RTM_DELADDR request',
    { header: { family: 'inet', prefixlen, index }, address, local },
  ]
  t.equal(await rtnl.addresses.flush({ dev: 'eth0' }), 2)
  t.strictSame(network.asked().slice(3), [gone(24, '10.0.0.1'), gone(24, '10.0.0.6', '10.0.0.5')])
  t.equal(await rtnl.addresses.flush({ scope: 'link' }), 1)
  t.strictSame(network.asked().slice(2), [gone(8, '10.0.0.7', '10.0.0.7', 7)])
  t.equal(await rtnl.addresses.flush({ label: 'none' }), 0)
  const EPERM = 1
  const locked = new Changing({ dumps: { RTM_GETADDR: listed } }, () => EPERM)
  await t.rejects((await locked.open()).addresses.flush({ all: true }), {
    code: 'ERR_BATCH',
    message: /^3 of 3 .*10\.0\.0\.1/,
  })
  t.equal(locked.asked().length, 2 + listed.length, 'the others were deleted all the same')
})

t.test('invalid input', (t) => {
  const address = { dev: 3, address: '10.0.0.1/24' }
  return refused(t, [
    ['address', (rtnl) => rtnl.addresses.add({ ...address, address: 'x' })],
    ['address', (rtnl) => rtnl.addresses.replace({ ...address, address: '10.0.0.1/33' })],
    ['address', (rtnl) => rtnl.addresses.delete({ ...address, address: '' })],
    ['peer', (rtnl) => rtnl.addresses.delete({ ...address, peer: 'x' })],
    ['lable', (rtnl) => rtnl.addresses.delete({ ...address, lable: 'eth0:x' } as never)],
    ['peer', (rtnl) => rtnl.addresses.add({ ...address, peer: '10.0.0.1/x' })],
    ['peer', (rtnl) => rtnl.addresses.add({ ...address, peer: '::1' })],
    ['preferred', (rtnl) => rtnl.addresses.change({ ...address, preferred: 11, valid: 10 })],
    ['preferred', (rtnl) => rtnl.addresses.change({ ...address, valid: 10 })],
    ['broadcast', (rtnl) => rtnl.addresses.add({ dev: 3, address: '::1/64', broadcast: '+' })],
    ['broadcast', (rtnl) => rtnl.addresses.add({ dev: 3, address: '::1/64', broadcast: '::2' })],
    ['broadcast', (rtnl) => rtnl.addresses.add({ ...address, broadcast: '2001:db8::ff' })],
    ['broadcast', (rtnl) => rtnl.addresses.add({ ...address, broadcast: 'all' })],
    ['anycast', (rtnl) => rtnl.addresses.add({ ...address, anycast: '::2' })],
    ['label', (rtnl) => rtnl.addresses.add({ dev: 3, address: '::1/64', label: 'eth0:x' })],
    ['valid', (rtnl) => rtnl.addresses.add({ ...address, valid: 1.5, preferred: 1 })],
    ['dev', (rtnl) => rtnl.addresses.add({ ...address, dev: 0 })],
    ['dev', (rtnl) => rtnl.addresses.delete({ ...address, dev: 'a b' })],
    ['metric', (rtnl) => rtnl.addresses.add({ ...address, metric: -1 })],
    ['flags[1]', (rtnl) => rtnl.addresses.add({ ...address, flags: ['nodad', 'nodda'] as never })],
    ['labl', (rtnl) => rtnl.addresses.add({ ...address, labl: 'x' } as never)],
  ])
})
