/** Owns a helper: prints its process ID, and sends it a request when asked to. */
import { once } from 'node:events'
import { Netns } from '../../../src/index.ts'
import { helpers } from '../helpers.ts'

await using _warm = await Netns.createAnonymous()
process.stdout.write(`${helpers().join()}\n`)
await once(process.stdin, 'data')
await Netns.create(process.argv[2] ?? 'victim')
process.stdout.write('made\n')
await new Promise(() => setInterval(() => undefined, 1000))
