/** Rows that change something: afterwards both sides must look the same, and not as before. */
import { isDeepStrictEqual } from 'node:util'
import type { Test } from 'tap'
import { comes } from '../../until.ts'
import type { Calls } from './calls.ts'
import type { Part, Sandboxes, State } from './namespaces.ts'
import { ALL } from './namespaces.ts'
import type { Row } from './page.ts'
import { PAGE } from './page.ts'

/** The parts that differ. */
const differing = (found: State, wanted: State): [found: object, wanted: object] => {
  const parts = Object.keys(wanted).filter((part) => !isDeepStrictEqual(found[part], wanted[part]))
  const pick = (state: State): object => Object.fromEntries(parts.map((part) => [part, state[part]]))
  return [pick(found), pick(wanted)]
}

interface States {
  readonly wanted: State
  readonly found: State
}

/** The state of both sides once they are equal; the kernel reports the state of links late. */
const settled = async ({ theirs, ours }: Sandboxes, parts: readonly Part[]): Promise<States> => {
  const read = (): States => ({ wanted: theirs.state(parts), found: ours.state(parts) })
  let states = read()
  await comes(() => {
    if (isDeepStrictEqual(states.wanted, states.found)) return true
    states = read()
    return false
  })
  return states
}

/** Runs lines of shell on both sides, and checks that everything is the same then. */
export const prepare = async (t: Test, sandboxes: Sandboxes, script: string): Promise<void> => {
  for (const sandbox of [sandboxes.theirs, sandboxes.ours]) sandbox.prepare(script)
  await allSame(t, sandboxes, 'both sides begin alike')
}

const allSame = async (t: Test, sandboxes: Sandboxes, name: string): Promise<void> => {
  const { wanted, found } = await settled(sandboxes, ALL)
  t.strictSame(...differing(found, wanted), name)
}

const errorOf = async (run: () => Promise<void>): Promise<unknown> => {
  try {
    await run()
    return undefined
  } catch (error) {
    return error
  }
}

/** Runs a row on both sides. */
const carryOut = async ({ command, call }: Row, { theirs }: Sandboxes, calls: Calls): Promise<void> => {
  theirs.run(command)
  await calls.run(call)
}

/**
 * Runs the rows in order. After each, `parts` must be the same on both sides and differ from what they were; at the end,
 * everything must be the same. Stops at the first row that fails, since what differs once differs ever after.
 */
export const same = async (
  t: Test,
  rows: readonly Row[],
  sandboxes: Sandboxes,
  calls: Calls,
  parts: readonly Part[],
): Promise<void> => {
  let before = sandboxes.theirs.state(parts)
  for (const row of rows) {
    const name = `${PAGE}:${row.line} ${row.command}`
    const error = await errorOf(() => carryOut(row, sandboxes, calls))
    if (error !== undefined) return void t.error(error, name)
    const { wanted, found } = await settled(sandboxes, parts)
    if (!t.strictSame(...differing(found, wanted), name)) return
    if (isDeepStrictEqual(wanted, before)) t.fail(`${name}: has no effect`)
    before = wanted
  }
  await allSame(t, sandboxes, 'nothing else differs')
}
