// What a Worker starts with to run TypeScript: before Node 22 every thread has loader hooks of its own.
import { register } from 'node:module'
import { workerData } from 'node:worker_threads'

register('../../typescript.mjs', import.meta.url)
await import(workerData.script)
