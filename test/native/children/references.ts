/**
 * Waits for a datagram that a timer sends after 50 ms; the timer does not keep the process alive. Ends before it, or
 * with it.
 */
import { pair, SOCK_DGRAM, shared, text } from '../addon.ts'

const [left, right] = pair(SOCK_DGRAM)
const referenced = process.argv[3] === 'ref'
let received = false
const done = () => {
  received = true
  right.unref()
}
// in any order: ref() before the start is remembered
if (referenced) right.ref()
if (process.argv[2] === 'poll') {
  const slab = new Uint8Array(8192)
  right.poll(() => {
    right.receive(slab, 100)
    done()
  })
} else {
  right.startThread([shared(8192), shared(8192)], 100, 0, done)
}
setTimeout(() => left.send(text('x')), 50).unref()
process.on('exit', () => {
  process.stdout.write(`${referenced ? 'ref' : 'unref'}: ${received ? 'received' : 'gone at once'}`)
})
