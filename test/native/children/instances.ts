/**
 * The addon in the main thread and in a worker at the same time; a socket of one is not a valid receiver for methods of
 * the other.
 */
import { createRequire } from 'node:module'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { AF_NETLINK, addon, getLoopback, opened, records, root, SOCK_RAW, type Socket } from '../addon.ts'

const answers = (socket: Socket): number => {
  const slab = new Uint8Array(16384)
  return records(slab, socket.exchange(getLoopback(1), slab, 8192)).length
}

if (isMainThread) {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: { script: import.meta.url } })
  const theirs = await new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  await worker.terminate()
  // a second instance in the same environment: the module cache is cleared, but the library remains loaded
  const require = createRequire(import.meta.url)
  const load = require('node-gyp-build') as { (folder: string): typeof addon; path(folder: string): string }
  delete require.cache[load.path(root)]
  const again = load(root)
  const other = opened(again.open(AF_NETLINK, SOCK_RAW, 0))
  let refused = false
  try {
    socket.close.call(other)
  } catch (error) {
    refused = error instanceof TypeError
  }
  const works = theirs === 1 && answers(socket) === 1 && answers(other) === 1 && again !== addon
  other.close()
  socket.close()
  process.stdout.write(
    `${refused ? 'foreign receiver refused' : 'mixed'}; ${works ? 'each has its sockets' : 'broken'}`,
  )
} else {
  parentPort?.postMessage(answers(opened(addon.open(AF_NETLINK, SOCK_RAW, 0))))
}
