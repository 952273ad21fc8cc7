/** Opens a socket, does what its second argument selects, and prints the outcome if the process ends by itself. */
import { NetlinkSocket } from '../../../src/netlink/socket/socket.ts'
import { PATIENCE } from '../../until.ts'

const [, , io, what] = process.argv
const socket = new NetlinkSocket({ io: io as 'thread' | 'inline', groups: [1] })
const payload = new Uint8Array(16)
const count = (): number => 1
let outcome = 'gone at once'
// does not keep the process alive: it fires if something else does, soon if that is expected
const timer = setTimeout(
  () => {
    outcome = 'still here'
    stop()
  },
  what === 'listen' ? 200 : PATIENCE,
)
timer.unref()
let stop = (): void => undefined

if (what === 'listen') {
  stop = socket.listen({ notification: () => undefined, lost: () => undefined, closed: () => undefined })
} else if (what === 'request') {
  socket.dump(18, payload, count).then((links) => {
    outcome = `${links.length} link`
  })
} else if (what === 'done') {
  await socket.dump(18, payload, count)
} else if (what === 'closed') {
  socket.listen({ notification: () => undefined, lost: () => undefined, closed: () => undefined })
  socket.close()
}
process.on('exit', () => {
  process.stdout.write(outcome)
})
