/** Network namespaces for the benchmark, which are removed when it ends in any way. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'

const made = new Set<string>()

/** Runs `ip`; `lines` are commands for its batch mode. */
const ip = (words: readonly string[], lines?: readonly string[]): string =>
  execFileSync('ip', words, { encoding: 'utf8', ...(lines === undefined ? {} : { input: `${lines.join('\n')}\n` }) })

export interface Namespace {
  readonly name: string
  /** The namespace in the form of `setns`. */
  readonly path: string
  /** Index of `v0`, the link of the routes: a veth with the address 192.0.2.1/24. */
  readonly index: number
}

export const makeNamespace = (): Namespace => {
  const name = `rtnl-bench-${randomBytes(4).toString('hex')}`
  ip(['netns', 'add', name])
  made.add(name)
  ip(
    ['-n', name, '-batch', '-'],
    [
      'link add v0 type veth peer name v1',
      'address add 192.0.2.1/24 dev v0',
      'link set v0 up',
      'link set v1 up',
      'link set lo up',
    ],
  )
  const [link] = JSON.parse(ip(['-n', name, '-j', 'link', 'show', 'v0'])) as [{ readonly ifindex: number }]
  return { name, path: `/run/netns/${name}`, index: link.ifindex }
}

/** Adds pairs of links. */
export const addPairs = ({ name }: Namespace, pairs: number): void => {
  const lines = Array.from({ length: pairs }, (_, pair) => `link add a${pair} type veth peer name b${pair}`)
  ip(['-n', name, '-batch', '-'], lines)
}

export const removeNamespace = ({ name }: Namespace): void => {
  if (made.delete(name)) ip(['netns', 'delete', name])
}

const removeAll = (): void => {
  for (const name of made) {
    try {
      ip(['netns', 'delete', name])
    } catch (error) {
      console.error(`namespace ${name} is left behind: ${String(error)}`)
    }
  }
  made.clear()
}

process.on('exit', removeAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))
