/** Links created in other namespaces, and links with a peer in one; compared with `ip`. */
import t from 'tap'
import { Netns, Rtnl } from '../../src/index.ts'
import { inSandbox, ip, output } from './namespace.ts'

interface LinkRow {
  readonly ifname: string
  readonly flags: readonly string[]
  readonly ifalias?: string
  readonly mtu: number
}

const reported = (netns: string | undefined, dev: string): LinkRow => {
  const [link] = JSON.parse(ip(`${netns === undefined ? '' : `-n ${netns} `}-d -j link show ${dev}`)) as [LinkRow]
  return link
}

/** The name of the peer's namespace, which is not in the JSON. */
const linkNetns = (netns: string | undefined, dev: string): string | undefined =>
  / link-netns (\S+)/.exec(ip(`${netns === undefined ? '' : `-n ${netns} `}link show ${dev}`))?.[1]

const devices = (netns: string): string[] =>
  (JSON.parse(ip(`-n ${netns} -j link`)) as LinkRow[]).map(({ ifname }) => ifname).sort()

if (inSandbox(t, import.meta.url)) {
  t.before(async () => {
    for (const name of ['red', 'blue']) await (await Netns.create(name)).close()
  })

  t.test('both ends elsewhere, with settings that need a second request', async (t) => {
    await using rtnl = await Rtnl.open()
    await rtnl.links.add({
      kind: 'veth',
      name: 'r0',
      netns: 'red',
      mtu: 1390,
      alias: 'to the blue',
      up: true,
      peer: { name: 'b0', netns: 'blue', alias: 'to the red', up: true },
    })
    t.match(reported('red', 'r0'), { mtu: 1390, ifalias: 'to the blue' })
    t.equal(linkNetns('red', 'r0'), 'blue')
    t.ok(reported('red', 'r0').flags.includes('LOWER_UP'))
    t.match(reported('blue', 'b0'), { ifalias: 'to the red' })
    t.ok(reported('blue', 'b0').flags.includes('LOWER_UP'))
  })

  t.test('one end here', async (t) => {
    await using rtnl = await Rtnl.open()
    await rtnl.links.add({ kind: 'veth', name: 'h0', up: true, peer: { name: 'r1', netns: 'red', up: true } })
    t.ok(reported('red', 'r1').flags.includes('LOWER_UP'))
    await rtnl.links.add({ kind: 'veth', name: 'r2', netns: 'red', peer: { alias: 'without a name', up: true } })
    const [unnamed] = (await rtnl.links.list({ kind: 'veth' })).filter(({ alias }) => alias === 'without a name')
    t.ok(unnamed?.flags.includes('up'))
    t.equal(linkNetns(undefined, unnamed?.name as string), 'red')
  })

  t.test('`echo`: the link as it is there', async (t) => {
    await using rtnl = await Rtnl.open()
    const echo = { echo: true } as const
    t.match(await rtnl.links.add({ kind: 'bridge', name: 'br7', netns: 'blue', mtu: 1410 }, echo), {
      name: 'br7',
      mtu: 1410,
    })
    t.match(await rtnl.links.add({ kind: 'bridge', name: 'br8', netns: 'blue', alias: 'eight' }, echo), {
      alias: 'eight',
    })
    await t.rejects(rtnl.links.add({ kind: 'bridge', netns: 'blue' }, echo), { name: 'EncodeError', path: 'name' })
    t.same(devices('blue'), ['b0', 'br7', 'br8', 'lo'])
  })

  t.test('a refusal there leaves nothing', async (t) => {
    await using rtnl = await Rtnl.open()
    const refused = { name: 'KernelError', code: 'EOPNOTSUPP' }
    await t.rejects(rtnl.links.add({ kind: 'veth', name: 'r9', netns: 'red', protoDown: true }), refused)
    await t.rejects(
      rtnl.links.add({ kind: 'veth', name: 'r9', netns: 'red', peer: { name: 'b9', netns: 'blue', protoDown: true } }),
      refused,
    )
    t.same(devices('red'), ['lo', 'r0', 'r1', 'r2'])
    t.same(devices('blue'), ['b0', 'br7', 'br8', 'lo'])
  })

  t.test("the names of the peers' namespaces", async (t) => {
    await using rtnl = await Rtnl.open({ netns: 'red' })
    const links = await rtnl.links.list({}, { peerNetns: true })
    t.same(
      links.map(({ peerNetns }) => peerNetns),
      links.map(({ name }) => linkNetns('red', name)),
    )
    t.equal(links.find(({ name }) => name === 'r0')?.peerNetns, 'blue')
    const streamed: unknown[] = []
    for await (const { peerNetns } of rtnl.links.iterate({ kind: 'veth', up: true }, { peerNetns: true }))
      streamed.push(peerNetns)
    t.same(streamed, ['blue', undefined])
    t.equal((await rtnl.links.get('r0', { peerNetns: true })).peerNetns, 'blue')
    t.equal((await rtnl.links.get('lo', { peerNetns: true })).peerNetns, undefined)
    t.notOk('peerNetns' in (await rtnl.links.get('r0')))
    t.same([...(await rtnl.nsids.names()).values()], ['blue'])
  })

  t.test('the names in the output of rtnl-dump', async (t) => {
    const dump = (...words: string[]): string =>
      output(process.execPath, ['--no-warnings', '--import', './test/typescript.mjs', 'src/cli/bin.ts', ...words])
    t.match(dump('--netns', 'red', 'links', '--dev', 'r0'), / link-netns blue veth /)
    t.match(dump('--netns', 'red', 'links'), / link-netns blue veth /)
    t.match(dump('--netns', 'red'), / if\d+ in blue\b/)
    t.equal(JSON.parse(dump('--netns', 'red', 'links', '--dev', 'r0', '--json'))[0].peerNetns, 'blue')
    t.same(
      JSON.parse(dump('netns', '--json')).map(({ name }: { name: string }) => name),
      await Netns.names(),
    )
  })
}
