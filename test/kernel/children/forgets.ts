/** A worker that leaves clients open until they are collected, and reports the warnings. */
import { parentPort, workerData } from 'node:worker_threads'
import { until } from '../../until.ts'
import { forgetClients, type Io, leavesNothing, SOCKET, warnedOf } from '../forgotten.ts'

const { io, count } = workerData as { io: Io; count: number }
await leavesNothing(() => forgetClients(io, count))
await until(() => warnedOf(SOCKET) >= count, 'the warnings')
parentPort?.postMessage(warnedOf(SOCKET))
