/** Waits for a namespace that its helper cannot create yet: prints the helper's process ID, and the outcome. */
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
