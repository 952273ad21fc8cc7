/** Calls process.exit() with busy sockets open, from inside a callback if there is one. */
import { busy } from './sockets.ts'

const [, , mode = ''] = process.argv
let calls = 0
for (let i = 0; i < 5; i++) {
  busy(mode, () => {
    if (++calls < 20) return
    process.stdout.write('exit in the callback')
    process.exit()
  })
}
if (mode === 'idle') {
  process.stdout.write('exit')
  process.exit()
}
