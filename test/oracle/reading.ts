/** One question asked of iproute2 and, in several ways, of us; the answers must be the same. */
import { execFileSync } from 'node:child_process'
import type { Test } from 'tap'
import type { Link, Rtnl } from '../../src/index.ts'
import type { Difference, Json, Mapping, World } from './compare.ts'
import { compare } from './compare.ts'

export interface Reading<T> {
  /** The command and its words, which are separated by single spaces. */
  readonly command: string
  readonly mapping: Mapping<T>
  /** How we are asked: each gives what the command prints, in the same order. */
  readonly ways: { readonly [way: string]: (rtnl: Rtnl) => Promise<readonly T[]> }
}

/** How often a pair of iproute2's readings may be different before that is a failure. */
const ATTEMPTS = 15

const run = (command: string): Json => {
  const [program = '', ...words] = command.split(' ')
  return JSON.parse(execFileSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 26 }) || '[]')
}

export const worldOf = (links: readonly Link[]): World => {
  const byIndex = new Map(links.map((link) => [link.index, link]))
  return {
    name: (index) => (index === undefined ? undefined : byIndex.get(index)?.name),
    up: (index) => byIndex.get(index)?.flags.includes('up') === true,
  }
}

/** Reads until two equal answers of iproute2 enclose ours, or what moved in between agrees anyway. */
const ask = async <T>(
  rtnl: Rtnl,
  { command, mapping }: Reading<T>,
  way: (rtnl: Rtnl) => Promise<readonly T[]>,
): Promise<{ differences: readonly Difference[]; count: number }> => {
  for (let attempt = 1; ; attempt++) {
    const before = run(command)
    const ours = await way(rtnl)
    const after = run(command)
    const differences = compare([before, after], ours, mapping, worldOf(await rtnl.links.list()))
    const still = JSON.stringify(before) === JSON.stringify(after)
    if (differences.length === 0 || still || attempt === ATTEMPTS)
      return { differences, count: (before as readonly Json[]).length }
  }
}

/** Asks every way. Fails as well where iproute2 prints nothing: then nothing would have been compared. */
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
