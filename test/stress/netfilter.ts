/**
 * Random transactions of nf_tables and changes of connections in two equal namespaces: in one of them many
 * concurrently, in the other one after another. The outcomes of each must be the same, and so must be the output of
 * `nft` and the kernel's count.
 */
import { isDeepStrictEqual } from 'node:util'
import { Conntrack } from '../../src/netfilter/conntrack/conntrack.ts'
import { Nftables } from '../../src/netfilter/nftables/nftables.ts'
import type { Netns } from '../../src/netns/netns.ts'
import { accept, counter, ip, jump, tcp } from '../../src/nftables.ts'
import type { Chance } from './chance.ts'
import { prepared, printed } from './inside.ts'
import type { Report } from './report.ts'

interface Side {
  readonly ns: Netns
  readonly nft: Nftables
  readonly conntrack: Conntrack
}

type Step = (side: Side) => Promise<unknown>

const open = (io: 'thread' | 'inline'): Promise<Side> =>
  prepared(async (ns) => {
    const nft = await Nftables.open({ netns: ns, io })
    try {
      return { ns, nft, conntrack: await Conntrack.open({ netns: ns, io }) }
    } catch (error) {
      nft.close()
      throw error
    }
  })

const connection = (chance: Chance): Step => {
  const how = chance.pick(['add', 'add', 'change', 'delete'] as const)
  const protocol = chance.pick(['tcp', 'udp'] as const)
  const tuple = {
    protocol,
    src: `192.0.2.${1 + chance.number(3)}`,
    dst: '198.51.100.7',
    sport: 1000 + chance.number(20),
    dport: 53,
  }
  const changes = { timeout: 600 + chance.number(100), mark: 1 + chance.number(99) }
  return ({ conntrack }) => {
    if (how === 'add')
      return conntrack.add({ ...tuple, ...changes, ...(protocol === 'tcp' ? { state: 'established' } : {}) } as never)
    return how === 'change' ? conntrack.change(tuple as never, changes) : conntrack.delete(tuple as never)
  }
}

const transaction = (chance: Chance): Step => {
  const table = `t${chance.number(3)}`
  const where = { family: 'inet', table } as const
  const chain = `c${chance.number(3)}`
  const dport = chance.number(3)
  const verbs = Array.from({ length: 1 + chance.number(4) }, () => chance.number(7))
  return ({ nft }) =>
    nft.transaction((tx) => {
      for (const verb of verbs) {
        if (verb < 2) tx.tables.add({ family: 'inet', name: table })
        else if (verb === 2) tx.tables.delete({ family: 'inet', name: table })
        else if (verb === 3) tx.chains.add({ ...where, name: chain })
        else if (verb === 4) tx.rules.add({ ...where, chain, statements: [tcp.dport(80 + dport), counter(), accept()] })
        else if (verb === 5)
          tx.rules.add({ ...where, chain, statements: [ip.saddr('192.0.2.0/24'), jump(`c${dport}`)] })
        else tx.chains.delete({ ...where, name: chain })
      }
    })
}

const seen = async ({ ns, conntrack }: Side): Promise<unknown> => {
  const connections = (await conntrack.list()).map(({ protocol, original, mark }) =>
    JSON.stringify([protocol, original, mark]),
  )
  return { ruleset: await printed(ns, 'nft', '-j', 'list', 'ruleset'), connections: connections.sort() }
}

export const netfilter = async (report: Report, chance: Chance, steps: number): Promise<void> => {
  const io = chance.pick(['thread', 'inline'] as const)
  const [many, single] = [await open(io), await open(io)]
  try {
    const ask = (step: Step, side: Side): Promise<string> => report.outcome('netfilter', attempt(step, side))
    const compare = (what: string, one: string, other: string): void => {
      if (one !== other) report.fault(`netfilter: ${what}: ${one} at once, ${other} alone (${io})`)
    }
    for (let done = 0; done < steps; done++) {
      const group = Array.from({ length: chance.pick([1, 3, 40]) }, () => connection(chance))
      const atOnce = await Promise.all(group.map((step) => ask(step, many)))
      for (const [at, step] of group.entries()) compare('connection', atOnce[at] as string, await ask(step, single))
      // concurrent transactions are carried out in any order
      const step = transaction(chance)
      compare('transaction', await ask(step, many), await ask(step, single))
      report.count('changes', group.length + 1)
    }
    if (!isDeepStrictEqual(await seen(many), await seen(single)))
      report.fault(`netfilter: not alike in the end (${io})`)
  } finally {
    for (const { ns, nft, conntrack } of [many, single]) {
      nft.close()
      conntrack.close()
      ns.close()
    }
  }
}

const attempt = async (step: Step, side: Side): Promise<unknown> => step(side)
