/**
 * Requests namespaces with a nearly full descriptor table: no free descriptor, one, two, ... Prints the outcome of each
 * attempt.
 */
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { isNetlinkError, Netns, Rtnl } from '../../../src/index.ts'
import { threads } from '../../native/addon.ts'
import { until } from '../../until.ts'

const fill = (): number[] => {
  const fds: number[] = []
  try {
    for (;;) fds.push(openSync('/dev/null', 'r'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EMFILE') throw error
    return fds
  }
}

/** With this many free descriptors. */
const squeezed = async (room: number, call: () => Promise<unknown>): Promise<string> => {
  const fds = fill()
  for (const fd of fds.splice(0, room)) closeSync(fd)
  let result = 'fine'
  try {
    await call()
  } catch (error) {
    result = isNetlinkError(error) ? error.code : `a stranger: ${error}`
  }
  for (const fd of fds) closeSync(fd)
  return result
}

const make = async (): Promise<void> => {
  await using _ns = await Netns.create('squeezed')
}
const enter = async (): Promise<void> => {
  await using rtnl = await Rtnl.open({ netns: 'keep' })
  await rtnl.links.list()
}

// everything that is loaded on demand is loaded from now on
await Netns.open('gone').catch(() => undefined)
const start: string[] = []
const warm: string[] = []
const entered: string[] = []
for (let room = 0; start.at(-1) !== 'fine'; room++) start.push(await squeezed(room, make))
await Netns.delete('squeezed')
;(await Netns.create('keep')).close()
for (let room = 0; warm.at(-1) !== 'fine'; room++) {
  warm.push(await squeezed(room, make))
  if (warm.at(-1) !== 'fine' && readdirSync('/run/netns').includes('squeezed')) warm.push('half made')
}
await Netns.delete('squeezed')
for (let room = 0; entered.at(-1) !== 'fine'; room++) entered.push(await squeezed(room, enter))
const watched: string[] = []
const inside = await Rtnl.open({ netns: 'keep' })
const watch = async (): Promise<void> => {
  await using _monitor = inside.monitor({ groups: ['link'] })
}
for (let room = 0; watched.at(-1) !== 'fine'; room++) watched.push(await squeezed(room, watch))
inside.close()
// the end of a thread frees a descriptor
await until(() => threads() === 0, 'the ends of the I/O threads')
const keep = await Netns.open('keep')
const own = await Netns.current()
const path = `/tmp/rtnl-fills-${process.pid}`
const serve = async (): Promise<void> => {
  const server = await keep.listen(createServer(), { path })
  server.close()
  await once(server, 'close')
}
const read = async (): Promise<void> => {
  await own.sysctl.get('net.ipv4.ip_forward')
}
const look = async (): Promise<void> => {
  await Netns.list()
}
const ends: { [when: string]: string[] } = { served: [], read: [], listed: [] }
for (const [when, call] of Object.entries({ served: serve, read, listed: look })) {
  const results: string[] = []
  for (let room = 0; results.at(-1) !== 'fine'; room++) {
    results.push(await squeezed(room, call))
    if (existsSync(path)) results.push('half made')
  }
  ends[when] = results
}
own.close()
await keep.delete()
console.log(JSON.stringify({ start, warm, entered, watched, ...ends }))
