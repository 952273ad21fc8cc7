/**
 * Random use of everything concurrently for some minutes, compared with known results: no wrong reply, no promise that
 * does not settle, and nothing left. In a namespace of its own, which `scripts/stress.sh` creates.
 *
 *     node test/stress/stress.ts [MINUTES] [SEED]
 */
import { seed as usualSeed } from '../fuzz/random.ts'
import { Chance } from './chance.ts'
import { namespaces } from './namespaces.ts'
import { netfilter } from './netfilter.ts'
import { Report } from './report.ts'
import { descriptors, resources, settled } from './resources.ts'
import { twins } from './twins.ts'
import { unprivileged } from './unprivileged.ts'
import { forgotten, workers } from './workers.ts'

const minutes = Number(process.argv[2] ?? 20)
const seed = Number(process.argv[3] ?? usualSeed)
if (!(minutes > 0) || !Number.isInteger(seed)) throw new Error('stress.ts [MINUTES] [SEED]')

const report = new Report()
process.on('unhandledRejection', (error) => report.fault(`unhandled: ${String(error)}`))
const since = performance.now()
const over = (): boolean => performance.now() - since > minutes * 60_000

/** How often a round repeats each part: short parts take some seconds. */
const round = async (chance: Chance, size: number): Promise<void> => {
  await Promise.all([
    twins(report, chance.branch(), 800 * size),
    netfilter(report, chance.branch(), 8 * size),
    namespaces(report, chance.branch(), 12 * size),
    workers(report, chance.branch(), 2 * size),
    forgotten(report, chance.branch(), 5 * size),
    unprivileged(report),
  ])
  report.count('rounds')
}

const chance = new Chance(seed)
console.log(`stress: ${minutes} minutes, seed ${seed}`)
// what is compiled and opened once remains
await round(chance, 1)
const { now: before } = await settled(resources(), 0)
const open = descriptors()
while (!over()) {
  const number = (report.counts['rounds'] ?? 0) + 1
  const before = report.faults.length
  await round(chance, 2)
  for (const fault of report.faults.slice(before)) console.log(`round ${number}: ${fault}`)
}
const { back, now } = await settled(before, report.counts['workers ended'] ?? 0)
if (!back)
  report.fault(`resources: ${JSON.stringify(before)} before, ${JSON.stringify(now)} now: ${open}; ${descriptors()}`)
console.log(JSON.stringify({ ...report.counts, seconds: Math.round((performance.now() - since) / 1000), before, now }))
for (const fault of report.faults) console.log(`fault: ${fault}`)
process.exitCode = report.faults.length === 0 ? 0 : 1
