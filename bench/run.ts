/** `npm run bench`: runs ours and the C programs, workload by workload. */
import { cpus, loadavg, release, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import type { Result } from './report.ts'
import { report } from './report.ts'
import type { Sizes } from './rounds.ts'
import { add } from './workloads/add.ts'
import { clients } from './workloads/clients.ts'
import { containers } from './workloads/containers.ts'
import { delay } from './workloads/delay.ts'
import { remove } from './workloads/delete.ts'
import { dump } from './workloads/dump.ts'
import { events } from './workloads/events.ts'
import { get } from './workloads/get.ts'
import { links } from './workloads/links.ts'
import { namespaces } from './workloads/namespaces.ts'
import { rules, set } from './workloads/nftables.ts'
import { relayDump, relayEvents, relayGet } from './workloads/relay.ts'
import { start } from './workloads/start.ts'

const USAGE = `usage: npm run bench -- [--only start,links,clients,dump,get,add,delete,delay,events,namespaces,containers,rules,set,
                        relay-dump,relay-get,relay-events] [--rounds N] [--routes N] [--events N]

  --only     workloads to run; default all
  --rounds N how often each program runs; default 5
  --routes N routes in the dump, at most 2000000; default 1000000
  --events N route events, half of them additions; default 200000

Exit status: 0 measured, whatever the figures; 1 programs failed or did not read the same; 2 usage.
`

const workloads: { readonly [name: string]: (sizes: Sizes) => Promise<Result> } = {
  start,
  links,
  clients,
  dump,
  get,
  add,
  delete: remove,
  delay,
  events,
  namespaces,
  containers,
  rules,
  set,
  'relay-dump': relayDump,
  'relay-get': relayGet,
  'relay-events': relayEvents,
}

const count = (name: string, text: string, most: number): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > most) throw new TypeError(`--${name}: 1 to ${most}, not ${text}`)
  return value
}

const readOptions = (): { readonly names: readonly string[]; readonly sizes: Sizes } | undefined => {
  const text = (value: string): { readonly type: 'string'; readonly default: string } => ({
    type: 'string',
    default: value,
  })
  const { values } = parseArgs({
    options: {
      only: text(Object.keys(workloads).join()),
      rounds: text('5'),
      routes: text('1000000'),
      events: text('200000'),
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const names = values.only.split(',')
  const wrong = names.find((name) => !Object.hasOwn(workloads, name))
  if (wrong !== undefined) throw new TypeError(`--only: no workload ${wrong}`)
  const sizes: Sizes = {
    rounds: count('rounds', values.rounds, 100),
    routes: count('routes', values.routes, 2_000_000),
    events: 2 * Math.ceil(count('events', values.events, 2_000_000) / 2),
    gets: 20_000,
    adds: 100_000,
    pairs: 1000,
    namespaces: 1000,
    containers: 1000,
    clients: 1000,
    rules: 10_000,
    elements: 100_000,
  }
  return { names, sizes }
}

const machine = (): string => {
  const processors = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  const load = loadavg().map((value) => value.toFixed(1))
  return `${processors.length} x ${processors[0]?.model.trim() ?? process.arch}, ${gigabytes} GiB, Linux ${release()}, Node ${process.versions.node}; load average ${load.join(', ')}`
}

const main = async (): Promise<number> => {
  let options: ReturnType<typeof readOptions>
  try {
    options = readOptions()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    process.stderr.write(`${error.message}\n\n${USAGE}`)
    return 2
  }
  if (options === undefined) {
    process.stdout.write(USAGE)
    return 0
  }
  const { names, sizes } = options
  process.stdout.write(`${machine()}\n${sizes.rounds} rounds\n`)
  let status = 0
  for (const name of names) {
    const { text, equal } = report(await (workloads[name] as (sizes: Sizes) => Promise<Result>)(sizes))
    process.stdout.write(`\n${text}\n`)
    if (!equal) status = 1
  }
  return status
}

main().then(
  (status) => process.exit(status),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
