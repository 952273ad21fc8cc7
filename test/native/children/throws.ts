/** Throws in the first callback, and prints what uncaughtException and the second callback received. */
import { pair, records, SOCK_DGRAM, shared, text, texts } from '../addon.ts'

const [left, right] = pair(SOCK_DGRAM)
const seen: string[] = []
let calls = 0

const take = (slab: Uint8Array, used: number) => {
  const [string = ''] = texts(records(slab, used))
  if (++calls === 1) throw new Error(string)
  seen.push(string)
  process.stdout.write(seen.join(','))
  right.close()
}

process.on('uncaughtException', (error) => {
  seen.push(error.message)
  send('second')
})

const slab = new Uint8Array(8192)
const slabs = [shared(8192), shared(8192)] as const
right.ref()
if (process.argv[2] === 'poll') right.poll(() => take(slab, right.receive(slab, 100)))
else {
  right.startThread(slabs, 100, 0, (index, used) => {
    right.release(index)
    take(slabs[index as 0 | 1], used)
  })
}

const send = (string: string) => left.send(text(string))
send('first')
