/**
 * Two equal namespaces: in one of them iproute2 makes a change, in the other one (this process's own) the library does,
 * and after each step iproute2 must print the same in both.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Test } from 'tap'
import type { Rtnl } from '../../src/index.ts'
import { peerNamespace } from '../oracle/scene.ts'
import { comes } from '../until.ts'
import type { Section } from './comparable.ts'
import { COMMANDS, parsed, QUIET } from './comparable.ts'
import { outputs, Shell } from './shell.ts'

export type { Section } from './comparable.ts'

/** Arguments of `ip` and `bridge`, separated by semicolons, and the same change by the library. */
export type Step = readonly [words: string, ours: (rtnl: Rtnl) => Promise<unknown>]

/** A namespace, and a further one. */
interface Side {
  readonly here: Shell
  readonly beside: Shell
  /** A process in the further one. */
  readonly peer: string
}

export class Twins {
  /** A process in a further namespace on our side, to which links can be moved. */
  readonly ourPeer: string
  private readonly ours: Side
  private readonly theirs: Side
  private readonly rtnl: Rtnl

  private constructor(rtnl: Rtnl, ours: Side, theirs: Side) {
    this.rtnl = rtnl
    this.ours = ours
    this.theirs = theirs
    this.ourPeer = ours.peer
  }

  static async make(rtnl: Rtnl): Promise<Twins> {
    const [theirs, theirPeer, ourPeer] = [await peerNamespace(), await peerNamespace(), await peerNamespace()]
    const twins = new Twins(
      rtnl,
      { here: new Shell(), beside: new Shell(ourPeer), peer: ourPeer },
      { here: new Shell(theirs), beside: new Shell(theirPeer), peer: theirPeer },
    )
    for (const { here, beside } of [twins.ours, twins.theirs]) for (const one of [here, beside]) await one.run(QUIET)
    return twins
  }

  /** Runs the arguments with `ip` in both namespaces, as the start of a topic. */
  async prepare(words: string): Promise<void> {
    for (const { here, peer } of [this.ours, this.theirs]) await here.run(commands(words, peer))
  }

  /** Makes each step on both sides and compares the results. A step without any effect is a failure. */
  async same(t: Test, seen: readonly Section[], steps: readonly Step[]): Promise<void> {
    const sections = steps.some(([words]) => words.includes('PEER')) ? ([...seen, 'beside'] as const) : seen
    let before = await read(this.theirs, sections)
    for (const [words, ours] of steps) {
      await this.theirs.here.run(commands(words, this.theirs.peer))
      const failed = await ours(this.rtnl).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (failed !== undefined) t.fail(`${words}: ${failed}`)
      let wanted = before
      let found = before
      // the kernel reports link states late
      await comes(async () => {
        ;[wanted, found] = await Promise.all([read(this.theirs, sections), read(this.ours, sections)])
        return isDeepStrictEqual(wanted, found)
      })
      // a difference would persist at every later step
      if (!t.strictSame(found, wanted, words)) return
      t.notSame(wanted, before, `${words}: is seen`)
      before = wanted
    }
  }
}

/** The output of the commands in a namespace and, with `beside`, the links in the further one. */
const read = async (
  { here, beside }: Side,
  sections: readonly (Section | 'beside')[],
): Promise<{ readonly [section: string]: unknown }> => {
  const inside = sections.filter((section) => section !== 'beside')
  const printed = await outputs(
    here,
    inside.map((section) => COMMANDS[section]),
  )
  const found = inside.map((section, i) => [section, parsed(section, printed[i] ?? '')])
  if (inside.length === sections.length) return Object.fromEntries(found)
  return Object.fromEntries([...found, ['beside', parsed('links', await beside.run(COMMANDS.links))]])
}

/** `PEER` is the process in the further namespace; lines may be commands too. */
const commands = (words: string, peer: string): string => words.replaceAll('PEER', peer)
