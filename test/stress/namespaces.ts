/**
 * Namespaces are created, entered, read and deleted while their helper is killed, or stopped for a while. A successful
 * request was carried out, and a refused one was not.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Netns } from '../../src/netns/netns.ts'
import { Rtnl } from '../../src/rtnl/rtnl.ts'
import type { Chance } from './chance.ts'
import type { Report } from './report.ts'

const NAMES = ['stress0', 'stress1', 'stress2', 'stress3']

/** The processes of the helpers that this process has started. */
const helpers = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
        return parent === process.pid && stat.includes('(setns)') ? [Number(pid)] : []
      } catch (error) {
        if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
        throw error
      }
    })

const signal = (name: NodeJS.Signals): void => {
  for (const pid of helpers()) {
    try {
      process.kill(pid, name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** Kills or stops the helper from time to time, until `over`. */
const harm = async (chance: Chance, over: () => boolean): Promise<void> => {
  while (!over()) {
    await sleep(5 + chance.number(60))
    if (chance.percent(40)) {
      signal('SIGKILL')
    } else {
      signal('SIGSTOP')
      await sleep(chance.number(40))
      signal('SIGCONT')
    }
  }
  signal('SIGCONT')
}

const exists = (name: string): boolean => readdirSync('/run/netns').includes(name)

const act = async (report: Report, chance: Chance, name: string): Promise<void> => {
  switch (chance.number(5)) {
    case 0: {
      const before = exists(name)
      const created = Netns.create(name)
      const outcome = await report.outcome('create', created)
      if (outcome === 'ok') (await created).close()
      if (outcome === 'ok' && before) report.fault(`namespaces: ${name} was made where it was`)
      // both the helper that created the name and the one that was to delete it were killed, which is reported
      if (outcome === 'ERR_LEFT_BEHIND') return
      if ((outcome === 'ok' || before) !== exists(name))
        report.fault(`namespaces: create ${name}: ${outcome}, but it is ${exists(name) ? '' : 'not '}there`)
      return
    }
    case 1: {
      const before = exists(name)
      const outcome = await report.outcome('delete', Netns.delete(name))
      if (outcome === 'ok' && exists(name)) report.fault(`namespaces: ${name} is still there`)
      if (outcome === 'ENOENT' && before) report.fault(`namespaces: ${name} was there`)
      return
    }
    case 2: {
      const read = async (): Promise<void> => {
        const ns = await Netns.open(name)
        try {
          const value = await ns.sysctl.get('net.ipv4.ip_default_ttl')
          if (value !== '64') report.fault(`namespaces: a TTL of ${value}`)
        } finally {
          ns.close()
        }
      }
      await report.outcome('sysctl', read())
      return
    }
    case 3: {
      const read = async (): Promise<void> => {
        await using rtnl = await Rtnl.open({ netns: name, io: chance.pick(['thread', 'inline'] as const) })
        const links = await rtnl.links.list()
        if (!links.some((link) => link.name === 'lo')) report.fault('namespaces: no loopback')
      }
      await report.outcome('open', read())
      return
    }
    default:
      await report.outcome('list', Netns.list())
  }
}

export const namespaces = async (report: Report, chance: Chance, steps: number): Promise<void> => {
  let over = false
  const harming = harm(chance.branch(), () => over)
  // only one worker uses each name, so that its state is known
  const work = async (name: string, own: Chance): Promise<void> => {
    for (let done = 0; done < steps; done++) await act(report, own, name)
  }
  try {
    await Promise.all(NAMES.map((name) => work(name, chance.branch())))
  } finally {
    over = true
    await harming
  }
  for (const name of NAMES) if (exists(name)) await report.outcome('tidy up', Netns.delete(name))
  if (readdirSync('/run/netns').length > 0) report.fault(`namespaces: left ${readdirSync('/run/netns')}`)
}
