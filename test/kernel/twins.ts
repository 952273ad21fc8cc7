/**
 * Two equal namespaces: in one of them iproute2 makes a change, in the other one (this process's own) the library does,
 * and after each step iproute2 must print the same in both.
 */
import { execFileSync } from 'node:child_process'
import { isDeepStrictEqual } from 'node:util'
import type { Test } from 'tap'
import type { Rtnl } from '../../src/index.ts'
import { peerNamespace } from '../oracle/scene.ts'
import { comes } from '../until.ts'
import type { Section } from './comparable.ts'
import { COMMANDS, parsed, QUIET } from './comparable.ts'

export type { Section } from './comparable.ts'

/** Arguments of `ip` and `bridge`, separated by semicolons, and the same change by the library. */
export type Step = readonly [words: string, ours: (rtnl: Rtnl) => Promise<unknown>]

export class Twins {
  /** A process in a further namespace on each side, to which links can be moved. */
  readonly ourPeer: string
  private readonly theirPeer: string
  private readonly theirs: string
  private readonly rtnl: Rtnl

  private constructor(rtnl: Rtnl, [theirs, theirPeer, ourPeer]: readonly [string, string, string]) {
    this.rtnl = rtnl
    this.theirs = theirs
    this.theirPeer = theirPeer
    this.ourPeer = ourPeer
  }

  static async make(rtnl: Rtnl): Promise<Twins> {
    const twins = new Twins(rtnl, [await peerNamespace(), await peerNamespace(), await peerNamespace()])
    for (const place of [undefined, twins.theirs, twins.theirPeer, twins.ourPeer]) twins.shell(place, QUIET)
    return twins
  }

  /** Runs the arguments with `ip` in both namespaces, as the start of a topic. */
  prepare(words: string): void {
    this.shell(undefined, commands(words, this.ourPeer))
    this.shell(this.theirs, commands(words, this.theirPeer))
  }

  /** Makes each step on both sides and compares the results. A step without any effect is a failure. */
  async same(t: Test, seen: readonly Section[], steps: readonly Step[]): Promise<void> {
    const sections = steps.some(([words]) => words.includes('PEER')) ? ([...seen, 'beside'] as const) : seen
    let before = this.read(this.theirs, sections)
    for (const [words, ours] of steps) {
      this.shell(this.theirs, commands(words, this.theirPeer))
      const failed = await ours(this.rtnl).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (failed !== undefined) t.fail(`${words}: ${failed}`)
      let wanted = before
      let found = before
      // the kernel reports link states late
      await comes(() => {
        wanted = this.read(this.theirs, sections)
        found = this.read(undefined, sections)
        return isDeepStrictEqual(wanted, found)
      })
      // a difference would persist at every later step
      if (!t.strictSame(found, wanted, words)) return
      t.notSame(wanted, before, `${words}: is seen`)
      before = wanted
    }
  }

  /** The output of the commands in a namespace or, with `beside`, the links in the further one. */
  private read(
    place: string | undefined,
    sections: readonly (Section | 'beside')[],
  ): { readonly [section: string]: unknown } {
    const inside = sections.filter((section) => section !== 'beside')
    const printed = this.shell(place, inside.map((section) => COMMANDS[section]).join('; echo @; ')).split('@')
    const found = inside.map((section, i) => [section, parsed(section, printed[i] ?? '')])
    if (inside.length === sections.length) return Object.fromEntries(found)
    const beside = this.shell(place === undefined ? this.ourPeer : this.theirPeer, COMMANDS.links)
    return Object.fromEntries([...found, ['beside', parsed('links', beside)]])
  }

  private shell(place: string | undefined, script: string): string {
    const [program, ...words] = [...(place === undefined ? [] : ['nsenter', '-t', place, '-n']), 'sh', '-ec', script]
    return execFileSync(program ?? 'sh', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }
}

/** `PEER` is the process in the further namespace; lines may be commands too. */
const commands = (words: string, peer: string): string => words.replaceAll('PEER', peer)
