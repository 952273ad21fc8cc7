/** Rules: the requests of every verb, and what is refused before anything is sent. */
import t from 'tap'
import type { NewRule } from '../../../src/rtnl/rule/input.ts'
import { Changing, refused } from './changing.ts'
import type { Value } from './network.ts'

const ADD = 'RTM_NEWRULE request excl create'

t.test('rules are added', async (t) => {
  const network = new Changing()
  const rtnl = await network.open()
  const sent = async (rule: NewRule): Promise<Value> => {
    t.equal(await rtnl.rules.add(rule), undefined)
    const [asked, ...more] = network.asked()
    t.equal(asked?.[0], ADD)
    t.strictSame(more, [])
    return asked?.[1] as Value
  }
  t.strictSame(await sent({}), { header: { family: 'inet', action: 'lookup' }, protocol: 'boot', table: 'main' })
  t.strictSame(
    await sent({ priority: 100, src: '10.0.0.0/8', table: 1000, fwmark: 7, iifname: 'lo', protocol: 'static' }),
    {
      header: { family: 'inet', srcLen: 8, action: 'lookup' },
      src: '10.0.0.0',
      priority: 100,
      table: 1000,
      fwmark: 7,
      iifname: 'lo',
      protocol: 'static',
    },
  )
  t.strictSame(await sent({ dst: '2001:db8::/32', src: '2001:db8::1', goto: 200 }), {
    header: { family: 'inet6', dstLen: 32, srcLen: 128, action: 'goto' },
    dst: '2001:db8::',
    src: '2001:db8::1',
    goto: 200,
    protocol: 'boot',
  })
  t.match(await sent({ src: '2001:db8::1' }), { header: { family: 'inet6', srcLen: 128 } })
  t.match(await sent({ family: 'inet6' }), { header: { family: 'inet6' } })
  t.notOk('table' in (await sent({ action: 'blackhole' })), 'it leads to no table')
  t.notOk('table' in (await sent({ l3mdev: true })), 'the link says which table')
  t.match(await sent({ not: true }), { header: { flags: ['invert'] } })
  t.match(await sent({ not: true, flags: ['find_saddr'] }), { header: { flags: ['invert', 'find_saddr'] } })
  t.notOk('flags' in ((await sent({ not: false }))['header'] as Value))
})

t.test('rules are deleted', async (t) => {
  const network = new Changing()
  const rtnl = await network.open()
  await rtnl.rules.delete({ priority: 100 })
  await rtnl.rules.delete({ family: 'inet6', src: '2001:db8::/32', table: 5 })
  t.strictSame(network.asked(), [
    ['RTM_DELRULE request', { header: { family: 'inet' }, priority: 100 }],
    ['RTM_DELRULE request', { header: { family: 'inet6', srcLen: 32 }, src: '2001:db8::', table: 5 }],
  ])
  await rtnl.rules.delete({ goto: 200 })
  t.strictSame(
    network.asked(),
    [['RTM_DELRULE request', { header: { family: 'inet', action: 'goto' }, goto: 200 }]],
    'the kernel requires the action `goto`',
  )
  const ENOENT = 2
  const empty = await new Changing({}, () => ENOENT).open()
  await t.rejects(empty.rules.delete({ priority: 100 }), { code: 'ENOENT', message: /priority 100/ })
  await t.rejects(empty.rules.delete({ src: '10.0.0.0/8' }), { message: /from 10\.0\.0\.0\/8/ })
  await t.rejects(empty.rules.delete({ table: 5 }), { message: /from all/ })
})

t.test('`echo`', async (t) => {
  const stored = (family: string, table: number): Value => ({
    header: { family, action: 'lookup' },
    priority: 100,
    table,
  })
  const telling = new Changing({}, () => [stored('inet', 5)])
  t.match(await (await telling.open()).rules.add({ table: 5 }, { echo: true }), { priority: 100, table: 5 })
  t.match(telling.asked(), [['RTM_NEWRULE request echo excl create', {}]])
  const listed = [stored('inet', 5), stored('inet', 6), stored('inet6', 7)]
  const silent = await new Changing({ dumps: { RTM_GETRULE: listed } }).open()
  t.match(await silent.rules.add({ priority: 100 }, { echo: true }), { table: 6 }, 'the newest comes last')
  t.match(await silent.rules.add({ priority: 100, family: 'inet6' }, { echo: true }), { table: 7 })
  for (const rule of [{ priority: 101 }, { table: 5 }])
    await t.rejects(silent.rules.add(rule, { echo: true }), { code: 'ERR_NO_ANSWER' })
})

t.test('invalid input', (t) =>
  refused(t, [
    ['rule', (rtnl) => rtnl.rules.delete({})],
    ['rule', (rtnl) => rtnl.rules.delete({ family: 'inet6' })],
    ['priority', (rtnl) => rtnl.rules.delete({ priority: undefined })],
    ['table', (rtnl) => rtnl.rules.delete({ priority: 5, table: undefined } as never)],
    ['priority', (rtnl) => rtnl.rules.list({ priority: -1 })],
    ['src', (rtnl) => rtnl.rules.add({ src: 'x' })],
    ['dst', (rtnl) => rtnl.rules.add({ dst: '10.0.0.0/33' })],
    ['src', (rtnl) => rtnl.rules.delete({ family: 'inet', src: '10.0.0.0/x' })],
    ['src', (rtnl) => rtnl.rules.add({ dst: '2001:db8::/32', src: '10.0.0.0/8' })],
    ['src', (rtnl) => rtnl.rules.delete({ family: 'inet', src: '2001:db8::/32' })],
    ['dst', (rtnl) => rtnl.rules.add({ family: 'inet6', dst: '10.0.0.0/8' })],
    ['priority', (rtnl) => rtnl.rules.add({ priority: -1 })],
    ['action', (rtnl) => rtnl.rules.add({ action: 'drop' as never })],
    ['flags[0]', (rtnl) => rtnl.rules.add({ flags: ['invrt'] as never })],
    ['tabel', (rtnl) => rtnl.rules.delete({ tabel: 5 } as never)],
  ]),
)
