/** Worker threads that are terminated in the middle of their requests, and clients that are never closed. */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Rtnl } from '../../src/rtnl/rtnl.ts'
import type { Chance } from './chance.ts'
import type { Report } from './report.ts'

const BUSY = new URL('busy.mjs', import.meta.url)
/** An error of a request whose helper was killed. */
const KILLED = /the helper ended|helpers in a row ended/

export const workers = async (report: Report, chance: Chance, steps: number): Promise<void> => {
  for (let done = 0; done < steps; done++) {
    const worker = new Worker(BUSY, { workerData: { seed: 1 + chance.number(1e9) } })
    const failed = once(worker, 'error').then(([error]) => String(error))
    // a worker that is terminated while Node reads its modules leaves their files open
    const loaded = once(worker, 'message').then(() => sleep(chance.number(500)))
    const error = await Promise.race([failed, loaded])
    if (error !== undefined && !KILLED.test(error)) report.fault(`workers: ${error}`)
    await report.outcome('terminate', worker.terminate())
    report.count('workers ended')
  }
}

/** Opens clients and drops the references to them, with requests pending or settled. */
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
