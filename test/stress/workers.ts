/** Worker threads that are ended in the middle of their requests, and clients that nobody closes. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Rtnl } from '../../src/rtnl/rtnl.ts'
import type { Chance } from './chance.ts'
import type { Report } from './report.ts'

const BUSY = new URL('busy.ts', import.meta.url).href
/** Registers the loader of TypeScript first, which Node.js 20 does not hand down to workers. */
const LOADER = new URL('../native/children/worker.mjs', import.meta.url)

export const workers = async (report: Report, chance: Chance, steps: number): Promise<void> => {
  for (let done = 0; done < steps; done++) {
    const worker = new Worker(LOADER, { workerData: { script: BUSY, seed: 1 + chance.number(1e9) } })
    const failed = new Promise<unknown>((resolve) => worker.once('error', resolve))
    const error = await Promise.race([failed, sleep(chance.number(500))])
    if (error !== undefined) report.fault(`workers: ${String(error)}`)
    await report.outcome('terminate', worker.terminate())
    report.count('workers ended')
  }
}

/** Opens clients and forgets them, with their requests under way or done. */
export const forgotten = async (report: Report, chance: Chance, clients: number): Promise<void> => {
  const use = async (): Promise<void> => {
    const rtnl = await Rtnl.open({ io: chance.pick(['thread', 'inline'] as const) })
    const asked = report.outcome('forgotten', rtnl.links.list())
    if (chance.percent(70)) await asked
    if (chance.percent(30)) await rtnl.monitor({ groups: ['link'] }).return?.()
  }
  await Promise.all(Array.from({ length: clients }, use))
  report.count('clients forgotten', clients)
}
