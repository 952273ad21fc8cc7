/** Monitors a namespace with helpers that end after their first reply; prints the events, and what remains open. */
import { setImmediate as turn } from 'node:timers/promises'
import { Netns, Rtnl } from '../../../src/index.ts'
import { descriptors } from '../../native/addon.ts'
import { comes } from '../../until.ts'
import { helpers } from '../helpers.ts'

const events: (string | undefined)[] = []
await using ns = await Netns.createAnonymous()
await using rtnl = await Rtnl.open({ netns: ns })
await comes(() => helpers().length === 0)
const before = descriptors()
for (let i = 0; i < 4; i++) {
  // with a helper that is about to end, that has ended, and without one
  if (i % 2 === 1) (await Netns.createAnonymous()).close()
  if (i > 2) await turn()
  const monitor = rtnl.monitor({ groups: ['link'] })
  await rtnl.links.add({ kind: 'bridge', name: `br${i}` })
  for await (const event of monitor) {
    if (event.action === 'new' && 'name' in event.value) events.push(event.value.name as string)
    break
  }
}
// descriptors of a helper that has just ended may have been counted before
const left = (): number => Math.max(0, descriptors() - before)
await comes(() => helpers().length === 0 && left() === 0)
console.log(JSON.stringify({ events, fds: left(), helpers: helpers().length }))
