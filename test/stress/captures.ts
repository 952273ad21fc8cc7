/**
 * Damaged captures and snapshots of every format, and inputs that are made to take long: none crashes or hangs the reader,
 * twice the input takes no more than twice the time, and memory does not grow.
 *
 *     scripts/stress.sh captures [INPUTS] [SEED]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { CAPTURES, compareAll, decodeAll, SNAPSHOTS } from '../fuzz/captures/growth.ts'
import { Fault, Inputs } from '../fuzz/captures/inputs.ts'
import { seed as usualSeed } from '../fuzz/random.ts'

const count = Number(process.argv[2] ?? 10_000_000)
const seed = Number(process.argv[3] ?? usualSeed)
if (!(count > 0) || !Number.isInteger(seed)) throw new Error('captures.ts [INPUTS] [SEED]')

/** One of so many inputs is shown in every detail. */
const SHOWN = 25
/** Bytes of the heap by which it may grow, once everything is compiled. */
const HEADROOM = 16 << 20
/**
 * A long run compares an input that takes long with one of twice the size. A short one compares small inputs with larger ones:
 * linear time is 8 times as long, quadratic time 64 times.
 */
const { factor, most, least, largest } =
  count < 1_000_000
    ? { factor: 8, most: 24, least: 5, largest: 1 << 13 }
    : { factor: 2, most: 2.5, least: 80, largest: 1 << 24 }
/** How often times are measured until they are short enough. */
const TRIES = 5

const faults: string[] = []

const heapUsed = async (): Promise<number> => {
  await sleep(20)
  global.gc?.()
  return process.memoryUsage().heapUsed
}

const processorTime = async (call: () => unknown): Promise<number> => {
  global.gc?.()
  const before = process.cpuUsage()
  await call()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Doubles the input until a time can be measured, and compares it with that for `factor` times as much. */
const measured = async (what: string, make: (size: number) => () => unknown): Promise<number> => {
  let size = 1 << 13
  let call = make(size)
  await call()
  let once = await processorTime(call)
  for (; once < least && size < largest; once = await processorTime(call)) {
    size *= 2
    call = make(size)
  }
  const larger = make(factor * size)
  let later = Number.POSITIVE_INFINITY
  let growth = later
  for (let tries = 0; tries < TRIES && growth > most; tries++) {
    once = Math.min(once, await processorTime(call))
    later = Math.min(later, await processorTime(larger))
    growth = later / Math.max(once, least / 2)
  }
  if (growth > most) faults.push(`${what}: ${factor * size} bytes take ${growth.toFixed(1)} times as long as ${size}`)
  return growth
}

console.log(`captures: ${count} inputs, seed ${seed}`)
const since = performance.now()
const inputs = await Inputs.from(seed)
let before = 0
let next = Math.max(1, Math.floor(count / 20))
try {
  for (let run = 0; run < count; run++) {
    await inputs.next(SHOWN)
    if (run + 1 !== next) continue
    const heap = await heapUsed()
    // the first twentieth compiles everything
    if (before === 0) before = heap
    if (heap > before + HEADROOM) faults.push(`${run + 1} inputs: the heap has grown from ${before} to ${heap} bytes`)
    const rate = Math.round((1000 * (run + 1)) / (performance.now() - since))
    console.log(`${run + 1} inputs, ${rate} per second, heap ${(heap / 1e6).toFixed(1)} MB`)
    next += Math.max(1, Math.floor(count / 5))
  }
} catch (error) {
  if (!(error instanceof Fault)) throw error
  faults.push(error.message)
}
console.log(JSON.stringify(inputs.counts))

const found: number[] = []
for (const [what, make] of Object.entries(CAPTURES))
  found.push(
    await measured(what, (size) => {
      const input = Buffer.from(make(size))
      return () => decodeAll(input)
    }),
  )
for (const [what, make] of Object.entries(SNAPSHOTS))
  found.push(
    await measured(`snapshots, ${what}`, (size) => {
      const texts = make(size)
      return () => compareAll(texts)
    }),
  )
const slowest = Math.max(...found)
console.log(
  `${found.length} inputs that take long: ${factor} times the input takes ${slowest.toFixed(2)} times as long at most`,
)
for (const fault of faults) console.log(`fault: ${fault}`)
process.exitCode = faults.length === 0 ? 0 : 1
