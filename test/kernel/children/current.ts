/** What a worker reads of its current namespace. */
import { statSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { Netns } from '../../../src/index.ts'

await using here = await Netns.current()
const value = await here.sysctl.get('net.ipv4.conf.lo.forwarding')
parentPort?.postMessage({ inode: statSync(`/proc/self/fd/${here.fd}`).ino, value })
