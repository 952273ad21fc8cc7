/** Run in a worker: opens sockets and sends requests in an endless loop, until the worker is terminated. */
import { parentPort, workerData } from 'node:worker_threads'
import { NetlinkSocket } from '../../../src/netlink/socket/socket.ts'

const payload = new Uint8Array(16)
const count = (): number => 1
const listener = { notification: () => undefined, lost: () => undefined, closed: () => undefined }
const sockets = Array.from({ length: 4 }, () => new NetlinkSocket({ io: workerData.io, groups: [1] }))
for (const socket of sockets) socket.listen(listener)
await sockets[0]?.dump(18, payload, count)
parentPort?.postMessage('busy')
for (;;) await Promise.all(sockets.map((socket) => socket.dump(18, payload, count)))
