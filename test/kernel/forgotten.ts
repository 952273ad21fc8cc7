/** Clients, streams and monitors that are not closed and become garbage. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Rtnl } from '../../src/index.ts'
import { descriptors, threads } from '../native/addon.ts'
import { until } from '../until.ts'

setFlagsFromString('--expose-gc')
export const collect = runInNewContext('gc') as () => void

export interface Warning extends Error {
  readonly code?: string
}

/** The warnings from now on. */
export const warnings: Warning[] = []
process.on('warning', (warning) => warnings.push(warning))

/** The number of collected objects of a kind, according to the warnings. */
export const warnedOf = (what: RegExp): number => {
  const counts = warnings
    .filter(({ code, message }) => code === 'RTNL_LEFT_OPEN' && what.test(message))
    .map(({ message }) => Number(/\((\d+) of them\)/.exec(message)?.[1] ?? 1))
  return counts.reduce((sum, count) => sum + count, 0)
}

export const SOCKET = /^A netlink socket was garbage-collected/
export const MONITOR = /^A monitor was garbage-collected/

/**
 * Runs `forget`, and waits until the numbers of threads and descriptors are what they were before, except for `kept`.
 */
export const leavesNothing = async (forget: () => Promise<unknown>, kept = 0): Promise<void> => {
  warnings.length = 0
  const before = descriptors()
  // at rest there are up to two threads for all sockets
  const running = threads() === 0 ? 0 : Math.max(threads(), 2)
  await forget()
  await until(() => {
    collect()
    return descriptors() <= before + kept && threads() <= running
  }, `${before} descriptors and ${running} threads`)
}

export type Io = 'thread' | 'inline'

/** Opens clients, uses them, and drops the references to them. */
export const forgetClients = async (io: Io, count: number): Promise<void> => {
  for (let i = 0; i < count; i++) {
    const rtnl = await Rtnl.open({ io })
    // a pending reply, an immediate reply, and several together
    await Promise.all([rtnl.links.get(1), rtnl.links.list()])
    await rtnl.links.get(1)
  }
}
