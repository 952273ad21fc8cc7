/** One list, read by iproute2 and by us in several ways; the results must be equal. */
import type { Test } from 'tap'
import type { Link, Rtnl } from '../../src/index.ts'
import { ownShell } from '../kernel/shell.ts'
import { comes } from '../until.ts'
import type { Difference, Json, Mapping, World } from './compare.ts'
import { compare } from './compare.ts'

export interface Reading<T> {
  /** The command and its arguments, separated by single spaces. */
  readonly command: string
  readonly mapping: Mapping<T>
  /** Our ways to read it: each returns what the command prints, in the same order. */
  readonly ways: { readonly [way: string]: (rtnl: Rtnl) => Promise<readonly T[]> }
}

/** How often ours may differ from two equal readings of iproute2: values may have changed and changed back. */
const ATTEMPTS = 5

const run = async (command: string): Promise<Json> => JSON.parse((await ownShell().run(command)) || '[]')

export const worldOf = (links: readonly Link[]): World => {
  const byIndex = new Map(links.map((link) => [link.index, link]))
  return {
    name: (index) => (index === undefined ? undefined : byIndex.get(index)?.name),
    up: (index) => byIndex.get(index)?.flags.includes('up') === true,
  }
}

/** Reads until iproute2's output before and after agrees with ours: clocks advance and states change meanwhile. */
const ask = async <T>(
  rtnl: Rtnl,
  { command, mapping }: Reading<T>,
  way: (rtnl: Rtnl) => Promise<readonly T[]>,
): Promise<{ differences: readonly Difference[]; count: number }> => {
  let differences: readonly Difference[] = []
  let count = 0
  let attempts = 0
  await comes(async () => {
    const before = await run(command)
    const ours = await way(rtnl)
    const after = await run(command)
    differences = compare([before, after], ours, mapping, worldOf(await rtnl.links.list()))
    count = (before as readonly Json[]).length
    if (JSON.stringify(before) === JSON.stringify(after)) attempts++
    return differences.length === 0 || attempts === ATTEMPTS
  })
  return { differences, count }
}

/** Reads in every way. Also fails if iproute2 prints nothing, since nothing would have been compared. */
export const agree = async <T>(t: Test, rtnl: Rtnl, reading: Reading<T>): Promise<void> => {
  for (const [name, way] of Object.entries(reading.ways)) {
    const { differences, count } = await ask(rtnl, reading, way)
    if (count === 0) t.fail(`${reading.command}: prints nothing`)
    else t.same(differences, [], `${reading.command}: ${name}, ${count} objects`)
  }
}

export const collect = async <T>(stream: AsyncIterable<T>): Promise<T[]> => {
  const values: T[] = []
  for await (const value of stream) values.push(value)
  return values
}
