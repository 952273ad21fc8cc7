/** Links that are created in another namespace as they were read, and are listed the same there. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Test } from 'tap'
import type { Link } from '../../src/index.ts'
import { Netns, Rtnl } from '../../src/index.ts'
import { comparable } from './written-back.ts'

const PAIRS: ReadonlySet<unknown> = new Set(['veth', 'vxcan', 'netkit'])
const WORDS = ['-d', '-j', 'link']
/** How long the kernel may take until the states of ports are final. */
const LOOKS = 40
const PAUSE = 250

interface Line {
  readonly ifname: string
}

/** Values that the bridge determines by itself over time. */
const RUNNING = /^(topology_change|tcn|hello|gc|hold|message_age|forward_delay)/
/** Values that drivers report, which depend on the order in which links were created. */
function own(this: object, key: string, value: unknown): unknown {
  return RUNNING.test(key) || /^tso_max/.test(key) ? undefined : comparable.call(this, key, value)
}

const portOf = ({ slaveData }: Link): number => Number((slaveData as { readonly no?: number } | undefined)?.no ?? 0)

/** Masters before their ports, which are numbered in the order in which they are added. */
const inOrder = (links: readonly Link[]): Link[] =>
  links.toSorted((a, b) => Number(a.master !== undefined) - Number(b.master !== undefined) || portOf(a) - portOf(b))

/**
 * Creates the links that `isMeant` selects in a new namespace, pairs in one request, and compares the output of
 * iproute2 here and there.
 */
export const remakeElsewhere = async (t: Test, rtnl: Rtnl, isMeant: (link: Link) => boolean): Promise<void> => {
  await using ns = await Netns.createAnonymous()
  await using there = await Rtnl.open({ netns: ns })
  await using here = await Netns.current()
  const links = (await rtnl.links.list()).filter(isMeant)
  const made = new Set<number>()
  for (const link of inOrder(links)) {
    if (made.has(link.index)) continue
    const peer = PAIRS.has(link.kind) ? links.find(({ index }) => index === link.link) : undefined
    await there.links.add({ ...link, kind: String(link.kind), ...(peer === undefined ? {} : { peer }) })
    for (const one of [link, ...(peer === undefined ? [] : [peer])]) made.add(one.index)
  }
  const see = async (place: Netns): Promise<Line[]> => {
    const lines: Line[] = JSON.parse((await place.exec('ip', WORDS)).stdout, own)
    return lines.filter(({ ifname }) => links.some(({ name }) => name === ifname))
  }
  for (let looks = 0; looks < LOOKS && !isDeepStrictEqual(await see(here), await see(ns)); looks++) await sleep(PAUSE)
  t.strictSame(await see(ns), await see(here), `${made.size} links are elsewhere what they are here`)
  t.ok(made.size > 0)
}
