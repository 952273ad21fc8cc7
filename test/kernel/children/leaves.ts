/** Creates namespaces in workers that end in different ways; prints what remains of them. */
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Netns, Rtnl } from '../../../src/index.ts'
import { descriptors } from '../../native/addon.ts'
import { helpers, zombies } from '../helpers.ts'

const run = async (how: string): Promise<void> => {
  const worker = new Worker(new URL('../../native/children/worker.mjs', import.meta.url), {
    workerData: { script: import.meta.url, how },
  })
  const gone = new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject))
  await new Promise((resolve) => worker.once('message', resolve))
  if (how === 'terminate') await worker.terminate()
  await gone
}

const main = async (): Promise<void> => {
  await run('exit')
  const before = descriptors()
  for (const how of ['exit', 'terminate', 'exit', 'terminate']) await run(how)
  const left = (): number => helpers().length + zombies().length + Math.max(0, descriptors() - before)
  for (let tries = 0; tries < 500 && left() > 0; tries++) await sleep(10)
  console.log(
    JSON.stringify({
      helpers: helpers().length,
      zombies: zombies().length,
      fds: descriptors() - before,
      names: readdirSync('/run/netns'),
    }),
  )
}

const work = async (): Promise<void> => {
  const { how } = workerData as { how: string }
  const ns = await Netns.createAnonymous()
  const rtnl = await Rtnl.open({ netns: ns })
  await rtnl.links.list()
  await using _open = await Netns.open(process.pid)
  parentPort?.postMessage('busy')
  if (how === 'terminate') for (;;) await Netns.createAnonymous()
}

await (isMainThread ? main() : work())
