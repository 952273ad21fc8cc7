/**
 * Two namespaces that begin alike: in one iproute2 makes a change, in the other (this process's own) we do, and after
 * each step iproute2 must see the same in both.
 */
import { execFileSync } from 'node:child_process'
import { isDeepStrictEqual } from 'node:util'
import type { Test } from 'tap'
import type { Rtnl } from '../../src/index.ts'
import { peerNamespace } from '../oracle/scene.ts'
import { comes } from '../until.ts'
import { SECTIONS } from './sections.ts'

/** The commands whose output is compared. */
const COMMANDS = {
  ...SECTIONS,
  nsids: 'ip -j netns list-id',
  netconf: 'ip -j -4 netconf',
  tokens: 'ip -j token',
} as const
export type Section = keyof typeof COMMANDS

/** Words of `ip` and `bridge`, several behind semicolons, and the same by the library. */
export type Step = readonly [words: string, ours: (rtnl: Rtnl) => Promise<unknown>]

/** Numbers that the two namespaces do not share, and clocks. */
const LEFT_OUT = new Set([
  ...['ifindex', 'link_index', 'link_netnsid', 'gc_timer', 'hello_timer', 'tcn_timer', 'topology_change_timer'],
  ...['forward_delay_timer', 'hold_timer', 'message_age_timer', 'stats', 'stats64', 'carrier_changes'],
  // what the kernel chose before there was an address
  'permaddr',
])
/** Seconds that run: compared by the hundred. */
const RUNNING = new Set(['valid_life_time', 'preferred_life_time', 'expires'])
/** Hardware addresses that the kernel chose: the tests choose 02:00:00:00:..., groups have an odd first byte. */
const CHOSEN = /\b(?!02:00:00:00:|00:00:00:00:00:00)[0-9a-f][02468ace](:[0-9a-f]{2}){5}\b/g
/** Ids of bridges hold such an address, each byte without its leading zero. */
const BRIDGE_ID = /\b([0-9a-f]{4})\.[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}/g

const comparable = (key: string, value: unknown): unknown => {
  if (LEFT_OUT.has(key)) return undefined
  if (RUNNING.has(key) && typeof value === 'number') return Math.round(value / 100)
  return typeof value === 'string' ? value.replace(BRIDGE_ID, '$1.chosen').replace(CHOSEN, 'chosen') : value
}

/** Printed in the order of a hash table that has a seed of its own in each namespace. */
const UNORDERED: readonly string[] = ['neighbours', 'proxies', 'fdb'] satisfies Section[]
/** Neighbours that the kernel makes up when it has a packet for a group, whenever that is. */
const ofGroup = ({ lladdr = '' }: { lladdr?: string }): boolean => /^(33:33|01:00:5e):/.test(lladdr)

/** Routes of IPv6 that the kernel makes when a link comes up, in whatever order they do. */
const isKernels = ({ protocol = '' }: { protocol?: string }): boolean => protocol === 'kernel'

const sorted = (list: readonly object[]): string[] => list.map((one) => JSON.stringify(one)).sort()

const parsed = (section: string, printed: string): unknown => {
  const list = JSON.parse(printed.trim() || '[]', comparable)
  if (section === 'routes6')
    return { kernels: sorted(list.filter(isKernels)), others: list.filter((one: object) => !isKernels(one)) }
  return UNORDERED.includes(section) ? sorted(list.filter((one: object) => !ofGroup(one))) : list
}

/** IPv6 gives no addresses of its own: they come from hardware addresses, at times of their own. */
const QUIET = ['default', 'all', 'lo']
  .map((name) => `echo 1 > /proc/sys/net/ipv6/conf/${name}/addr_gen_mode`)
  .concat('echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad')
  .join('; ')

export class Twins {
  /** A process in each namespace that the links of either side can be moved to. */
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

  /** Runs words of `ip` in both; what a topic starts from. */
  prepare(words: string): void {
    this.shell(undefined, commands(words, this.ourPeer))
    this.shell(this.theirs, commands(words, this.theirPeer))
  }

  /** Takes each step on both sides and compares what is there then. A step that changes nothing there is a failure. */
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
      // the kernel tells states of links late
      await comes(() => {
        wanted = this.read(this.theirs, sections)
        found = this.read(undefined, sections)
        return isDeepStrictEqual(wanted, found)
      })
      // what differs once differs at every step after it
      if (!t.strictSame(found, wanted, words)) return
      t.notSame(wanted, before, `${words}: is seen`)
      before = wanted
    }
  }

  /** What is in a namespace or, `beside`, which links are in the one beside it. */
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

/** `PEER` is the process beside; lines are commands as well. */
const commands = (words: string, peer: string): string => words.replaceAll('PEER', peer)
