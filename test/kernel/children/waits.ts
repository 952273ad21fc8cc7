/** Waits for a namespace of its own, which it can't have yet: says the number of its helper, and what came of it. */
import { Netns } from '../../../src/index.ts'
import { helpers } from '../helpers.ts'

await using _warm = await Netns.createAnonymous()
process.stdout.write(`${helpers().join()}\n`)
const began = performance.now()
let turns = 0
const ticking = setInterval(() => turns++, 5)
await (await Netns.create(process.argv[2] ?? 'victim')).close()
clearInterval(ticking)
process.stdout.write(`${JSON.stringify({ milliseconds: performance.now() - began, turns })}\n`)
