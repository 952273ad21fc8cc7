/** Drops its privilege while its helper is stopped; it may then neither kill nor use the helper. */
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
// the parent process may kill it
console.log(JSON.stringify({ pid, late, next: await codeOf(Netns.create('red')) }))
process.exit()
