/**
 * Random changes of rtnetlink in two equal namespaces: in one of them in the usual way, in the other one each with
 * NLM_F_ACK. The outcomes of each change must be the same, and so must be the output of `ip` at the end.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Netns } from '../../src/netns/netns.ts'
import { Rtnl } from '../../src/rtnl/rtnl.ts'
import type { Chance } from './chance.ts'
import { prepared, printed } from './inside.ts'
import type { Report } from './report.ts'

const NAMES = ['s0', 's1', 's2', 's3', 's4', 's5']
const NOWHERE = 999_999

interface Twin {
  readonly ns: Netns
  readonly rtnl: Rtnl
  /** Links by name, as of the last `look`. */
  index(name: string): number
  look(): Promise<void>
}

const open = (io: 'thread' | 'inline', acknowledged: boolean): Promise<Twin> =>
  prepared(async (ns) => {
    await ns.sysctl.set('net.ipv6.conf.all.disable_ipv6', 1)
    await ns.sysctl.set('net.ipv6.conf.default.disable_ipv6', 1)
    const rtnl = await Rtnl.open({ netns: ns, io, ...(acknowledged ? { onWarning: () => {} } : {}) })
    await rtnl.links.change('lo', { up: true })
    await rtnl.links.add({ kind: 'veth', name: 's0', up: true, peer: { name: 's1', up: true } })
    await rtnl.addresses.add({ dev: 's0', address: '192.0.2.1/24' })
    let links = new Map<string, number>()
    return {
      ns,
      rtnl,
      index: (name) => links.get(name) ?? NOWHERE,
      look: async () => {
        links = new Map((await rtnl.links.list()).map(({ name, index }) => [name, index]))
      },
    }
  })

type Step = (twin: Twin) => Promise<unknown>

const address = (chance: Chance): string => `192.0.2.${chance.number(12)}`
const prefix = (chance: Chance): string =>
  `${chance.pick(['10.1', '10.2'])}.${chance.number(6)}.0/${chance.pick([24, 23, 33])}`

const route = (chance: Chance): Step => {
  const how = chance.pick(['add', 'replace', 'append', 'delete'] as const)
  const dst = prefix(chance)
  const table = chance.pick([undefined, 77, 77, 255])
  const type = chance.pick([undefined, undefined, undefined, 'blackhole', 'unreachable'] as const)
  const dev = chance.percent(40) ? chance.pick(NAMES) : undefined
  const gateway = chance.percent(60) ? address(chance) : undefined
  const metric = chance.pick([undefined, 7, 9])
  return ({ rtnl, index }) => {
    const value = { dst, table, type, gateway, metric, dev: dev === undefined ? undefined : index(dev) }
    const given = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined))
    return rtnl.routes[how](given as never)
  }
}

const link = (chance: Chance): Step => {
  const name = chance.pick(NAMES)
  const mtu = chance.pick([undefined, 1400, 0, 70_000, 9000])
  const settings = { ...(mtu === undefined ? {} : { mtu }), up: chance.percent(60) }
  const id = chance.pick([7, 2 ** 24])
  const master = chance.percent(20) ? chance.pick(NAMES) : undefined
  switch (chance.number(5)) {
    case 0:
      return ({ rtnl }) => rtnl.links.add({ kind: 'bridge', name, ...settings })
    case 1:
      return ({ rtnl }) => rtnl.links.add({ kind: 'vxlan', name, data: { id }, ...settings })
    case 2:
      return ({ rtnl, index }) => rtnl.links.delete(index(name))
    default:
      return ({ rtnl, index }) =>
        rtnl.links.change(index(name), { ...settings, ...(master === undefined ? {} : { master: index(master) }) })
  }
}

const addressStep = (chance: Chance): Step => {
  const how = chance.pick(['add', 'replace', 'delete'] as const)
  const name = chance.pick(NAMES)
  const value = `${address(chance)}/${chance.pick([24, 32, 25])}`
  return ({ rtnl, index }) => rtnl.addresses[how]({ dev: index(name), address: value } as never)
}

const rule = (chance: Chance): Step => {
  const how = chance.pick(['add', 'delete'] as const)
  const value = {
    priority: 100 + chance.number(5),
    table: 70 + chance.number(3),
    src: prefix(chance).replace('33', '22'),
  }
  return ({ rtnl }) => rtnl.rules[how](value as never)
}

const neighbour = (chance: Chance): Step => {
  const how = chance.pick(['add', 'replace', 'delete'] as const)
  const name = chance.pick(NAMES)
  const value = { dst: address(chance), lladdr: `02:00:00:00:00:0${chance.number(9)}` }
  return ({ rtnl, index }) => rtnl.neighbours[how]({ dev: index(name), ...value } as never)
}

const STEPS = [route, route, route, link, addressStep, addressStep, rule, neighbour]

/** The output of `ip`, without what depends on the order in which links were created. */
const seen = async ({ ns }: Twin): Promise<unknown> => {
  const print = (...words: string[]): Promise<unknown> => printed(ns, 'ip', '-j', ...words)
  const rest = ['ifindex', 'link_index', 'address', 'broadcast', 'valid_life_time', 'preferred_life_time', 'permaddr']
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !rest.includes(key))
        .map(([key, one]) => [key, strip(one)]),
    )
  }
  return {
    routes: strip(await print('-4', 'route', 'show', 'table', 'all')),
    rules: strip(await print('-4', 'rule')),
    addresses: strip(await print('-4', 'address')),
  }
}

/** One round: some thousand changes, alone and many at once. */
export const twins = async (report: Report, chance: Chance, steps: number): Promise<void> => {
  const io = chance.pick(['thread', 'inline'] as const)
  const [ours, acked] = [await open(io, false), await open(io, true)]
  try {
    for (let done = 0; done < steps; ) {
      const together = chance.pick([1, 1, 3, 40, 300])
      const group = Array.from({ length: together }, () => chance.pick(STEPS)(chance))
      const all = (twin: Twin): Promise<string[]> =>
        Promise.all(group.map((step) => report.outcome('twins', attempt(step, twin))))
      await Promise.all([ours.look(), acked.look()])
      const [silent, reported] = [await all(ours), await all(acked)]
      for (const [at, outcome] of silent.entries())
        if (outcome !== reported[at])
          report.fault(`twins: ${outcome} where an ACK says ${reported[at]} (${at} of ${together}, ${io})`)
      report.count('changes', together)
      done += together
    }
    if (!isDeepStrictEqual(await seen(ours), await seen(acked))) report.fault(`twins: not alike in the end (${io})`)
  } finally {
    for (const { ns, rtnl } of [ours, acked]) {
      rtnl.close()
      ns.close()
    }
  }
}

const attempt = async (step: Step, twin: Twin): Promise<unknown> => step(twin)
