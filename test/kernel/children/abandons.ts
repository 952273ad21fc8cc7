/** Gives up its privilege while its helper is stopped, which it then may neither kill nor use. */
import { Netns, type NetnsError } from '../../../src/index.ts'
import { until } from '../../until.ts'
import { helpers, stateOf } from '../helpers.ts'

const codeOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'fine',
    (error: NetnsError) => error.code,
  )

;(await Netns.createAnonymous()).close()
const [pid = 0] = helpers()
process.kill(pid, 'SIGSTOP')
await until(() => stateOf(pid) === 'T', 'the helper to be stopped')
process.setgid?.(65534)
process.setuid?.(65534)
const late = await codeOf(Netns.create('blue', { timeout: 10 }))
// who started this may kill it
console.log(JSON.stringify({ pid, late, next: await codeOf(Netns.create('red')) }))
process.exit()
