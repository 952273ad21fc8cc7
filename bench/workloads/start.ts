/** What it costs to start: importing the library, and a short command of the program, beside Node.js alone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { makeNamespace, removeNamespace } from '../namespace.ts'
import type { Figures } from '../program.ts'
import { number } from '../program.ts'
import type { Result, Row } from '../report.ts'
import type { Sizes } from '../rounds.ts'
import { takeTurns } from '../rounds.ts'

/** A path from the folder of the built benchmark. */
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** Processor time and page faults of Node.js with these arguments. */
const usage = async (netns: string, words: readonly string[]): Promise<Figures> => {
  const command = [`--net=${netns}`, '--', process.execPath, '--require', path('../bench/ours/usage.cjs'), ...words]
  const child = spawn('nsenter', command, { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] })
  let text = ''
  child.stdio[3]?.on('data', (part) => {
    text += part
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${words.join(' ')}: exit status ${code}`)
  return JSON.parse(text) as Figures
}

/** Starts take less than a tenth of a second, and differ by a third. */
const MORE = 3

export const start = async ({ rounds }: Sizes): Promise<Result> => {
  const namespace = makeNamespace()
  const measured = await takeTurns('start', rounds * MORE, {
    node: () => usage(namespace.path, ['-e', '0']),
    library: () => usage(namespace.path, ['-e', `import(${JSON.stringify(path('../dist/index.js'))})`]),
    links: () => usage(namespace.path, [path('../dist/bin.js'), 'links']),
  })
  removeNamespace(namespace)
  const of = (figures: readonly Figures[], name: string): number[] => figures.map((one) => number(one, name))
  const rows = (what: string, figures: readonly Figures[], ratio?: number): Row[] =>
    (['cpu', 'faults'] as const).map((name) => ({
      what: `${what}: ${name === 'cpu' ? 'processor time' : 'page faults'}`,
      unit: name === 'cpu' ? 'ms' : 'faults',
      values: of(figures, name),
      base: ratio === undefined ? undefined : of(measured.node, name),
      bound: ratio === undefined ? undefined : { ratio },
    }))
  return {
    title: 'Start',
    rows: [
      ...rows('node -e 0', measured.node),
      ...rows("import('rtnl')", measured.library, 1.35),
      ...rows('rtnl-dump links', measured.links, 1.6),
    ],
    checks: new Set(),
  }
}
