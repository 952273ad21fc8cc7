/**
 * The default gateway, compared with `ip route get`: random routing tables, and tables that once gave wrong results.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import t from 'tap'
import { Rtnl } from '../../src/index.ts'
import { randomSource, runs, seed, tellSeed } from '../fuzz/random.ts'
import { inNamespace, ip, ipBatch, linksSettle } from './namespace.ts'

type Family = 'inet' | 'inet6'

/**
 * Addresses of the internet that no route below names: several, since with several nexthops each packet takes its own.
 */
const PROBES: { readonly [F in Family]: readonly string[] } = {
  inet: Array.from({ length: 12 }, (_, index) => `223.5.${index}.77`),
  inet6: Array.from({ length: 12 }, (_, index) => `2a0a:5:${index + 1}::77`),
}

const flagOf = (family: Family): string => (family === 'inet' ? '-4' : '-6')

/** Runs lines of `ip -batch`; those that the kernel refuses are skipped. */
const force = (lines: readonly string[], family: Family = 'inet'): string => {
  const input = `${lines.join('\n')}\n`
  return spawnSync('ip', [flagOf(family), '-j', '-force', '-batch', '-'], { input, encoding: 'utf8' }).stdout
}

interface Way {
  readonly type?: string
  readonly dev?: string
  readonly gateway?: string
  readonly via?: { readonly host: string }
}

/** The kernel's replies to iproute2: each gateway that it uses, or none. */
const oracle = (family: Family): Set<string> => {
  const lines = PROBES[family].map((probe) => `route get ${probe}`)
  // One array for each lookup that the kernel did not refuse.
  const printed = force(lines, family).match(/^\[.*\] *$/gm) ?? []
  const ways = printed.map((line): string => {
    const [way]: Way[] = JSON.parse(line)
    const isWay = way !== undefined && (way.type === undefined || way.type === 'unicast')
    return isWay ? `${way.dev} ${way.gateway ?? way.via?.host}` : 'none'
  })
  return new Set(ways.length < lines.length ? [...ways, 'none'] : ways)
}

const ours = async (rtnl: Rtnl, family: Family): Promise<string> => {
  const way = await rtnl.defaultGateway(family)
  return way === undefined ? 'none' : `${way.dev} ${way.gateway}`
}

const LINKS = [
  'link set lo up',
  'link add v0 type veth peer name v1',
  'link add w0 type veth peer name w1',
  ...['v0', 'v1', 'w0', 'w1'].map((dev) => `link set ${dev} up`),
]
const ADDRESSES = [
  'address replace 192.0.2.1/24 dev v0',
  'address replace 203.0.113.1/24 dev w0',
  'address replace 2001:db8:a::1/64 dev v0 nodad',
  'address replace 2001:db8:b::1/64 dev w0 nodad',
]

/** A number from `low` to `high`, or an element of a list. */
class Random {
  private readonly below: (below: number) => number

  constructor(from: number) {
    this.below = randomSource(from)
  }

  integer(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }
}

interface Side {
  readonly dev: 'v0' | 'w0'
  readonly via: string
}

const side = (random: Random, family: Family): Side => {
  const dev = random.pick(['v0', 'w0'] as const)
  const host = random.integer(2, 200)
  if (family === 'inet') return { dev, via: `${dev === 'v0' ? '192.0.2' : '203.0.113'}.${host}` }
  return { dev, via: `2001:db8:${dev === 'v0' ? 'a' : 'b'}::${host.toString(16)}` }
}

/** A route that may be the default route, or a distraction. */
const line = (random: Random, family: Family, place: number): string[] => {
  const { dev, via } = side(random, family)
  const other = side(random, family)
  const table = random.pick(['main', 'main', 'main', '100', 'default'])
  const metric = random.integer(1, 400) * 10 + place
  const wide = family === 'inet' ? '128.0.0.0/1' : '2000::/3'
  const dst = random.pick(['default', 'default', 'default', wide])
  const add = 'route append'
  const end = `table ${table} metric ${metric}`
  const block = random.pick(['unreachable', 'blackhole', 'prohibit', 'throw'])
  const lines = random.pick([
    [`${add} ${dst} via ${via} dev ${dev} ${end}`],
    [`${add} ${dst} via ${via} dev ${dev} ${end}`],
    [`${add} ${dst} dev ${dev} ${end}`],
    [`${add} ${block} ${dst} ${end}`],
    [`${add} local ${dst} dev lo ${end}`],
    family === 'inet' ? [`${add} ${dst} via ${via} dev ${dev} tos 0x10 ${end}`] : [],
    [`${add} ${dst} ${end} nexthop via ${via} dev ${dev} weight 3 nexthop via ${other.via} dev ${other.dev} weight 7`],
    [`nexthop add id ${place + 1} via ${via} dev ${dev}`, `${add} ${dst} nhid ${place + 1} ${end}`],
    [
      `nexthop add id ${place + 1} via ${via} dev ${dev}`,
      `nexthop add id ${place + 101} group ${place + 1},5`,
      `${add} ${dst} nhid ${place + 101} ${end}`,
    ],
    [`rule add priority ${random.integer(100, 30000)} lookup ${table}`],
    [`rule add priority ${random.integer(100, 30000)} fwmark 7 lookup 100`],
    [`rule add priority ${random.integer(100, 30000)} lookup main suppress_prefixlength 0`],
    [`rule add priority ${random.integer(30000, 32000)} unreachable`],
    // filters of bogus sources, and private networks
    family === 'inet'
      ? [`${add} blackhole 240.0.0.0/4 ${end}`, `${add} unreachable 198.51.100.0/24 ${end}`]
      : [`${add} blackhole 3fff::/20 ${end}`, `${add} unreachable 2001:db8::/32 ${end}`],
  ])
  // a tunnel has both halves of the address space
  return lines.flatMap((line) => [line, ...(line.includes(' 128.0') ? [line.replace(' 128.0', ' 0.0')] : [])])
}

const clear = (): void => {
  const routes = ['main', '100', 'default'].map((table) => `route flush table ${table} proto boot`)
  const rules = ['rule flush', 'rule add priority 32766 lookup main', 'rule add priority 32767 lookup default']
  for (const family of ['inet', 'inet6'] as const) force([...routes, ...rules, 'nexthop flush'], family)
}

if (inNamespace(t, import.meta.url)) {
  t.before(async () => {
    ipBatch([...LINKS, ...ADDRESSES])
    await linksSettle()
  })

  tellSeed(t)
  const hasNexthops = spawnSync('ip', ['nexthop', 'list']).status === 0

  t.test('agrees with `ip route get`', async (t) => {
    await using rtnl = await Rtnl.open()
    const seen = new Set<string>()
    for (let round = 1; round <= runs(40); round++)
      for (const family of ['inet', 'inet6'] as const) {
        clear()
        const random = new Random(seed + round * 7919)
        const lines = Array.from({ length: random.integer(1, 7) }, (_, place) => line(random, family, place)).flat()
        force(lines, family)
        const ways = oracle(family)
        const way = await ours(rtnl, family)
        for (const one of ways)
          seen.add(`${family} ${one === 'none' ? 'none' : 'some'}${ways.size > 1 ? ', several' : ''}`)
        t.ok(ways.has(way), `${family} round ${round}: ${way} of ${[...ways].join(' | ')}`, { lines })
      }
    for (const kind of [
      'inet none',
      'inet some',
      'inet some, several',
      'inet6 none',
      'inet6 some',
      'inet6 some, several',
    ])
      t.ok(seen.has(kind), `the tables had: ${kind}`)
  })

  t.test('a default for one tos only, a kill switch, a nexthop object', async (t) => {
    await using rtnl = await Rtnl.open()
    clear()
    force(['route add default via 192.0.2.254 metric 77', 'route add default dev w0 tos 0x10 scope link'])
    t.match(await rtnl.defaultGateway(), { gateway: '192.0.2.254', dev: 'v0', metric: 77 })
    force(['route add unreachable default metric 5'])
    t.equal(await rtnl.defaultGateway(), undefined)
    t.equal(await rtnl.primaryInterface(), undefined)
    force(['route del unreachable default metric 5', 'route del default metric 77'])
    t.equal(await rtnl.defaultGateway(), undefined, 'the one with a tos alone')
    if (!hasNexthops) return t.comment('left out: this kernel has no nexthop objects')
    execFileSync('sysctl', ['-qw', 'net.ipv4.nexthop_compat_mode=0'])
    force(['nexthop add id 10 via 192.0.2.10 dev v0', 'route add default nhid 10 metric 33'])
    t.match(await rtnl.defaultGateway(), { gateway: '192.0.2.10', dev: 'v0', metric: 33 })
    execFileSync('sysctl', ['-qw', 'net.ipv4.nexthop_compat_mode=1'])
  })

  t.test(
    'a tunnel that takes both halves, a route to all that is given out, a gateway of the other family',
    async (t) => {
      await using rtnl = await Rtnl.open()
      clear()
      await linksSettle()
      force(['route add default via 192.0.2.254', 'route add 0.0.0.0/1 dev w0', 'route add 128.0.0.0/1 dev w0'])
      t.match(await rtnl.defaultGateway(), { gateway: undefined, dev: 'w0' })
      force(['route add 2000::/3 via 2001:db8:a::fe metric 19'], 'inet6')
      t.match(await rtnl.defaultGateway('inet6'), { gateway: '2001:db8:a::fe', dev: 'v0', metric: 19 })
      force(['route del 0.0.0.0/1', 'route del 128.0.0.0/1', 'route replace default via inet6 fe80::9 dev v0'])
      t.match(await rtnl.defaultGateway(), { gateway: 'fe80::9', dev: 'v0' })
      t.match(await rtnl.primaryInterface(), { name: 'v0' })
      ip('link set v0 down')
      t.equal(await rtnl.defaultGateway(), undefined, 'a link that is down')
      await t.rejects(rtnl.defaultGateway('inet7' as never), { code: 'ERR_ENCODE', path: 'family' })
      await t.rejects(rtnl.defaultGateway('inet', { timeuot: 5 } as never), { code: 'ERR_OPTION', option: 'timeuot' })
    },
  )
}
