/** Programs that do the same take turns, so that other load of the machine affects all of them. */
import type { Figures } from './program.ts'

/** The size of each workload. */
export interface Sizes {
  readonly rounds: number
  readonly routes: number
  readonly gets: number
  readonly adds: number
  readonly pairs: number
  readonly events: number
  readonly namespaces: number
  readonly containers: number
  readonly clients: number
  readonly rules: number
  readonly elements: number
}

/** The figures of each program by name, round by round. */
export type Measured<K extends string> = { readonly [P in K]: readonly Figures[] }

/** Runs every program once per round; the order rotates, so that no program always follows the same one. */
export const takeTurns = async <K extends string>(
  title: string,
  rounds: number,
  programs: { readonly [P in K]: () => Promise<Figures> },
): Promise<Measured<K>> => {
  const names = Object.keys(programs) as K[]
  const measured = Object.fromEntries(names.map((name) => [name, [] as Figures[]])) as { [P in K]: Figures[] }
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length] as K
      process.stderr.write(`${title}: round ${round + 1} of ${rounds}, ${name}\n`)
      measured[name].push(await programs[name]())
    }
  }
  return measured
}

/** The checksums that the programs printed. */
export const checksOf = (measured: { readonly [name: string]: readonly Figures[] }): Set<string> =>
  new Set(Object.values(measured).flatMap((all) => all.map(({ check }) => check)))
