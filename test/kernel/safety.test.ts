/**
 * Calls that delete or create several things: together with other programs, with unusual names, and aborted halfway.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { RtnlEvent } from '../../src/index.ts'
import { Netns, Rtnl } from '../../src/index.ts'
import { inSandbox, ip, ipBatch, linksSettle } from './namespace.ts'

interface Link {
  readonly ifname: string
  readonly group: string
  readonly ifalias?: string
}

const linksOf = (netns?: string): Link[] => JSON.parse(ip(`${netns === undefined ? '' : `-n ${netns} `}-j link`.trim()))
const names = (prefix: string, netns?: string): string[] =>
  linksOf(netns)
    .map(({ ifname }) => ifname)
    .filter((name) => name.startsWith(prefix))
    .sort()

const bridges = (prefix: string, count: number): string[] => {
  const made = Array.from({ length: count }, (_, index) => `${prefix}${index}`)
  ipBatch(made.map((name) => `link add ${name} type bridge`))
  return made
}

const DELETER = fileURLToPath(new URL('./children/deletes.ts', import.meta.url))

if (inSandbox(t, import.meta.url)) {
  t.before(() => ip('link set lo up'))

  t.test(
    'concurrent deleteAll of one client, of several, and of other processes delete what each was given',
    async (t) => {
      await using one = await Rtnl.open()
      await using other = await Rtnl.open()
      const stay = bridges('stay', 5)
      const mine = bridges('mine', 40)
      const child = spawn(process.execPath, [...process.execArgv, DELETER, ...mine.slice(20)], {
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      const ended = once(child, 'exit')
      let printed = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text
      })
      await once(child.stdout, 'data')
      child.stdin.write('go')
      const settled = await Promise.allSettled([
        one.links.deleteAll(mine.slice(0, 10)),
        one.links.deleteAll(mine.slice(10, 20)),
        other.links.deleteAll([...stay.slice(0, 2), 'there-is-none']),
      ])
      await ended
      t.match(printed, 'done')
      t.strictSame(
        settled.map(({ status }) => status),
        ['fulfilled', 'fulfilled', 'rejected'],
      )
      t.strictSame(names('mine'), [])
      t.strictSame(names('stay'), stay)
      t.ok(linksOf().every(({ group }) => group === 'default'))
      await one.links.deleteAll(stay)
    },
  )

  t.test('deleteAll of the same links concurrently, repeatedly', async (t) => {
    await using one = await Rtnl.open()
    await using other = await Rtnl.open()
    for (let round = 0; round < 20; round++) {
      const stay = bridges('stay', 2)
      const shared = bridges('x', 12)
      const left = one.links.deleteAll([...shared.slice(0, 8), stay[0] as string, 'lo'])
      const results = await Promise.allSettled([
        other.links.deleteAll(shared.slice(4)),
        one.links.deleteAll(shared.slice(2, 9)),
        left,
      ])
      t.ok(
        linksOf().every(({ group }) => group === 'default'),
        'no link is left in a group',
      )
      t.equal(results[2]?.status, 'rejected', 'the loopback can not be deleted')
      for (const [place, [from, to]] of [
        [4, 12],
        [2, 9],
      ].entries())
        if (results[place]?.status === 'fulfilled')
          t.strictSame(
            names('x').filter((name) => shared.slice(from, to).includes(name)),
            [],
            'a call that resolves has deleted all of its links',
          )
      t.ok(names('stay').includes(stay[1] as string))
      for (const name of [...names('x'), ...names('stay')]) ip(`link del ${name}`)
    }
  })

  t.test('links that cannot be deleted do not keep others from deletion, and keep their groups', async (t) => {
    await using rtnl = await Rtnl.open()
    bridges('b', 3)
    ip('link set b1 group 7')
    await t.rejects(rtnl.links.deleteAll(['b0', 'b1', 'lo']), { code: 'EOPNOTSUPP' })
    const groups = Object.fromEntries(linksOf().map(({ ifname, group }) => [ifname, group]))
    t.match(groups, { b0: 'default', b1: '7', b2: 'default', lo: 'default' })
    await rtnl.links.deleteAll(['b0', 'b1', 'b2'])
    ipBatch(['link add v0 type veth peer name v1', 'link add v2 type veth peer name v3'])
    await rtnl.links.deleteAll(['v0', 'v1', 'v2', 'v3'])
    t.strictSame(names('v'), [])
  })

  t.test(
    'a name pattern that the kernel numbers, in another namespace, with settings that need a second request',
    async (t) => {
      await using ns = await Netns.create('far')
      await using rtnl = await Rtnl.open()
      ip('-n far link add hx0 type bridge')
      ip('-n far link property add dev hx0 altname hx1')
      const made = await rtnl.links.add(
        {
          kind: 'veth',
          name: 'hx%d',
          netns: 'far',
          alias: 'uplink',
          peer: { name: 'near%d', alias: 'here', up: true },
        },
        { echo: true },
      )
      t.match(made, { name: 'hx2', alias: 'uplink' })
      t.strictSame(names('near'), ['near0'])
      t.equal(linksOf().find(({ ifname }) => ifname === 'near0')?.ifalias, 'here')
      await rtnl.links.add({ kind: 'bridge', name: 'hx%d', netns: ns, alias: 'second' })
      await Promise.all([3, 4, 5].map(() => rtnl.links.add({ kind: 'bridge', name: 'hx%d', netns: ns, alias: 'more' })))
      t.strictSame(
        linksOf('far')
          .filter(({ ifname }) => ifname.startsWith('hx'))
          .map(({ ifname, ifalias }) => [ifname, ifalias]),
        [
          ['hx0', undefined],
          ['hx2', 'uplink'],
          ['hx3', 'second'],
          ['hx4', 'more'],
          ['hx5', 'more'],
          ['hx6', 'more'],
        ],
      )
      t.match(await rtnl.links.add({ kind: 'bridge', name: 'br%d', alias: 'own' }, { echo: true }), {
        name: 'br0',
        alias: 'own',
      })
      await rtnl.links.deleteAll(['br0', 'near0'])
    },
  )

  t.test('a link whose later settings are refused, or whose creation is aborted, does not remain', async (t) => {
    await using _ = await Netns.create('other')
    await using rtnl = await Rtnl.open()
    const before = [linksOf().length, linksOf('other').length]
    const refused = { addrGenMode: 'stable_secret' } as const
    await t.rejects(rtnl.links.add({ kind: 'veth', name: 'w%d', netns: 'other', ...refused }), { code: /^E/ })
    await t.rejects(rtnl.links.add({ kind: 'veth', name: 'w0', peer: { name: 'w1', ...refused } }), { code: /^E/ })
    const controller = new AbortController()
    const given = rtnl.links.add({ kind: 'veth', name: 'w0', alias: 'late' }, { signal: controller.signal })
    queueMicrotask(() => controller.abort())
    await t.rejects(given, { name: 'AbortError' })
    await t.rejects(rtnl.links.add({ kind: 'veth', name: 'w0', alias: 'late' }, { timeout: 0 }), {
      code: 'ERR_TIMEOUT',
    })
    await t.rejects(rtnl.links.add({ kind: 'veth', name: 'w0', netns: 'no-such', alias: 'late' }), { code: 'ENOENT' })
    const numbered = { name: 'w%d', netns: 'other', alias: 'late' }
    await t.rejects(rtnl.links.add({ ...numbered, kind: 'nonesuch' }), { code: 'EOPNOTSUPP' })
    await t.rejects(rtnl.links.add({ ...numbered, kind: 'veth', peer: { name: 'lo' } }), { code: 'EEXIST' })
    t.strictSame([linksOf().length, linksOf('other').length], before)
    await rtnl.links.add({ kind: 'bridge', name: 'plain', netns: 'other', alias: 'named' })
    t.match(linksOf('other').at(-1), { ifname: 'plain', ifalias: 'named' })
  })

  t.test('names, alternative names and aliases that are not UTF-8, and the longest ones', async (t) => {
    await using rtnl = await Rtnl.open()
    const odd = String.fromCharCode(0xdcff, 0xdcfe)
    const raw = (words: string): string => execFileSync('bash', ['-c', words], { encoding: 'latin1' })
    raw("ip link add $'bad\\xff\\xfe' type bridge")
    raw("ip link add $'\\xff234567890\\xff\\xfe\\xfd\\xfc\\xfb' type bridge")
    raw("ip link property add dev $'bad\\xff\\xfe' altname good")
    raw("ip link property add dev $'bad\\xff\\xfe' altname $'a\\xffb'")
    const bad = `bad${odd}`
    const found = await rtnl.links.get(bad)
    t.match(found, { name: bad, altnames: ['good', 'a\udcffb'] })
    t.ok((await rtnl.links.list()).every(({ name }) => typeof name === 'string'))
    t.equal((await rtnl.links.get('a\udcffb')).index, found.index)
    t.equal((await rtnl.links.get('\udcff234567890\udcff\udcfe\udcfd\udcfc\udcfb')).name.length, 15, 'fifteen bytes')
    await rtnl.links.change(bad, { alias: `x${odd}`, up: true })
    t.match(raw("ip link show dev $'bad\\xff\\xfe'"), 'alias x\xff\xfe')
    await rtnl.addresses.add({ dev: bad, address: '198.18.7.1/24' })
    t.match(await rtnl.addresses.list({ dev: bad, family: 'inet' }), [{ dev: bad, label: bad }])
    await rtnl.routes.add({ dst: '198.18.8.0/24', gateway: '198.18.7.9', dev: bad })
    t.match(await rtnl.routes.list({ dst: '198.18.8.0/24' }), [{ dev: bad }])
    t.equal(await rtnl.routes.flush({ dev: bad, protocol: 'boot' }), 1)
    await rtnl.links.deleteAltname(bad, 'a\udcffb')
    await rtnl.links.addAltname(bad, `c${odd}`)
    t.strictSame((await rtnl.links.get(bad)).altnames, ['good', `c${odd}`])
    await rtnl.links.change(bad, { up: false, name: `new${odd}` })
    await rtnl.links.add({ kind: 'bridge', name: `own${odd}`, alias: 'ä'.repeat(127) })
    t.match(raw('ip link'), 'own\xff\xfe')

    for (const length of [1, 254, 255]) {
      await rtnl.links.change(`own${odd}`, { alias: 'b'.repeat(length) })
      t.equal((await rtnl.links.get(`own${odd}`)).alias?.length, length)
    }
    await rtnl.links.change(`own${odd}`, { alias: '' })
    t.equal((await rtnl.links.get(`own${odd}`)).alias, undefined)
    await rtnl.links.add({ kind: 'bridge', name: 'br1', alias: 'c'.repeat(255) })
    t.equal((await rtnl.links.get('br1')).alias, 'c'.repeat(255))
    await rtnl.links.deleteAll([`new${odd}`, `own${odd}`, 'br1', '\udcff234567890\udcff\udcfe\udcfd\udcfc\udcfb'])
    t.strictSame(
      linksOf().map(({ ifname }) => ifname),
      ['lo'],
    )
  })

  t.test('a flush deletes the right objects only', async (t) => {
    await using rtnl = await Rtnl.open()
    ipBatch([
      'link add v0 type veth peer name v1',
      'link set v0 up',
      'link set v1 up',
      'address add 192.0.2.1/24 dev v0',
    ])
    await linksSettle()
    ipBatch([
      'route add default via 192.0.2.9',
      'route add default via 192.0.2.8 table 100',
      'route add 198.51.100.0/24 dev v0',
    ])
    ip('-6 route add default dev v0 metric 77')
    const local = ip('route show table local')
    t.equal(
      (await rtnl.routes.list({ dst: '::/0' })).every(({ family }) => family === 'inet6'),
      true,
    )
    t.equal(
      (await rtnl.routes.list({ dst: '0.0.0.0/0' })).every(({ family }) => family === 'inet'),
      true,
    )
    t.equal((await rtnl.routes.list({ dst: 'default' })).length, 3)
    t.equal(await rtnl.routes.flush({ dst: '::/0' }), 1)
    t.match(ip('route show'), 'default via 192.0.2.9')
    t.equal(await rtnl.routes.flush({ dev: 'v0', family: 'inet', protocol: 'boot' }), 3)
    t.equal((await rtnl.routes.flush({ dev: 'v0' })) > 0, true)
    t.equal(ip('route show table local'), local, 'the addresses of the machine itself stay reachable')
    t.equal(ip('-6 route show dev v0'), '')
    for (const filter of [undefined, {}, { dev: undefined }, { table: undefined, dev: 'v0' }]) {
      await t.rejects(rtnl.routes.flush(filter as never), { code: 'ERR_OPTION' })
      await t.rejects(rtnl.addresses.flush(filter as never), { name: /^(OptionError|EncodeError)$/ })
    }
    t.match(ip('address show'), '127.0.0.1/8')
    t.equal((await rtnl.routes.flush({ table: 'local', dev: 'v0' })) > 0, true, 'a table that is named')
    t.ok((await rtnl.addresses.flush({ all: true })) >= 2)
    t.equal(JSON.parse(ip('-j address')).flatMap(({ addr_info }: { addr_info: object[] }) => addr_info).length, 0)
  })

  t.test('broadcast + and -, as in iproute2', async (t) => {
    await using rtnl = await Rtnl.open()
    const [v0, v1] = ['v0', 'v1']
    for (const [address, peer] of [
      ['198.18.0.2/31'],
      ['198.18.1.2/32'],
      ['198.18.2.5/30'],
      ['198.18.3.77/25'],
      ['198.18.4.1', '198.18.5.9/24'],
      ['198.18.4.2', '198.18.6.9/31'],
      ['203.0.113.5/0'],
    ] as const)
      for (const broadcast of ['+', '-']) {
        const own = peer === undefined ? address : `${address} peer ${peer}`
        ip(`address add ${own} broadcast ${broadcast} dev ${v0}`)
        await rtnl.addresses.add({ dev: v1, address, broadcast, ...(peer === undefined ? {} : { peer }) })
        const of = (dev: string): unknown =>
          JSON.parse(ip(`-j -4 address show dev ${dev}`)).map(({ addr_info }: { addr_info: { label: string }[] }) =>
            addr_info.map(({ label, ...rest }) => ({ ...rest, label: label.replace(dev, 'dev') })),
          )
        t.strictSame(of(v1), of(v0), `${own} ${broadcast}`)
        if (peer === undefined) t.match(await rtnl.addresses.get(address, { dev: v1 }), { address })
        ip(`address flush dev ${v0}`)
        await rtnl.addresses.flush({ dev: v1, family: 'inet' })
      }
  })

  t.test('an event reports the effect of a new route on the others', async (t) => {
    await using rtnl = await Rtnl.open()
    ip('address add 192.0.2.1/24 dev v0')
    ip('-6 address add 2001:db8:a::1/64 dev v0 nodad')
    const events = rtnl.monitor({ groups: ['ipv4-route', 'ipv6-route'] })
    const verbs: unknown[] = []
    const OURS = /^(198\.51|2001:db8:[89])/
    const lines = [
      ...['add', 'append', 'replace', 'prepend', 'change'].map(
        (verb, place) => `route ${verb} 198.51.100.0/24 via 192.0.2.${place + 3}`,
      ),
      'route del 198.51.100.0/24 via 192.0.2.7',
      ...['add', 'append', 'replace'].map(
        (verb, place) => `-6 route ${verb} 2001:db8:9::/48 via 2001:db8:a::${place + 3}`,
      ),
      '-6 route add 2001:db8:8::/48 nexthop via 2001:db8:a::3 nexthop via 2001:db8:a::4',
    ]
    for (const line of lines) {
      ip(line)
      const isOurs = (event: RtnlEvent): boolean =>
        'object' in event && event.object === 'route' && event.action !== 'snapshot' && OURS.test(event.value.dst ?? '')
      let event: RtnlEvent
      do event = (await events.next()).value
      while (!isOurs(event))
      verbs.push(event.action === 'new' ? event.verb : event.action)
    }
    t.strictSame(verbs, [
      'add',
      'append',
      'replace',
      'prepend',
      'replace',
      'delete',
      'add',
      'append',
      'replace',
      undefined,
    ])
    await events.return()
  })
}
