/**
 * Six workers, one after the other, each with five busy sockets: terminated from here, ending by themselves, or
 * terminated while one of their callbacks never returns. Prints what is left of them.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { comes } from '../../until.ts'
import { descriptors, threads } from '../addon.ts'
import { busy } from './sockets.ts'

const spawn = async (mode: string, how: string): Promise<void> => {
  const worker = new Worker(new URL('worker.mjs', import.meta.url), {
    workerData: { script: import.meta.url, mode, how },
  })
  const gone = new Promise<number>((resolve, reject) => {
    worker.once('exit', resolve)
    worker.once('error', reject)
  })
  await new Promise((resolve) => worker.once('message', resolve))
  if (how !== 'exit') {
    await sleep(Math.random() * 10)
    await worker.terminate()
  }
  await gone
}

const main = async (): Promise<void> => {
  const [, , mode = '', how = 'terminate'] = process.argv
  // the first worker opens what the process keeps: loop threads, inspector
  await spawn(mode, how)
  await sleep(50)
  const before = descriptors()
  for (let i = 0; i < 6; i++) await spawn(mode, how)
  const left = () => Math.max(0, descriptors() - before)
  await comes(() => left() === 0 && threads() === 0)
  process.stdout.write(`6 workers, ${left()} descriptors, ${threads()} threads left`)
}

const work = (): void => {
  const { mode, how } = workerData as { mode: string; how: string }
  let calls = 0
  const onMessage = () => {
    calls++
    if (calls === 1) parentPort?.postMessage('busy')
    if (calls > 20 && how === 'exit') process.exit()
    while (how === 'spin');
  }
  for (let i = 0; i < 5; i++) busy(mode, onMessage)
  if (mode === 'idle') {
    parentPort?.postMessage('idle')
    if (how === 'exit') process.exit()
    setInterval(() => {}, 1000)
  }
}

if (isMainThread) await main()
else work()
