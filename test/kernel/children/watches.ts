/** Watches until the first event, leaves the loop, and ends by itself with its client still open. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Rtnl } from '../../../src/index.ts'
import { ip } from '../namespace.ts'

const io = process.argv[2] === 'inline' ? 'inline' : 'thread'
const rtnl = await Rtnl.open({ io })
await rtnl.links.list()
console.log('open')
const monitor = rtnl.monitor({ groups: ['link'] })
// this timer does not keep the process alive, so only the monitor lets it fire
sleep(300, undefined, { ref: false }).then(() => ip('link add made type veth'))
console.log('watching')
for await (const event of monitor) {
  console.log(event.action, event.action === 'new' ? event.object : '')
  break
}
ip('link del made')
console.log('left')
