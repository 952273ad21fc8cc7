/** Random neighbours and forwarding entries. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { Neighbour, Rtnl } from '../../../src/index.ts'
import type { NewNeighbour } from '../../../src/rtnl/neighbour/input.ts'
import { neighbour } from '../../../src/rtnl/neighbour/tables/neighbour.ts'
import { Newcomer } from './newcomer.ts'
import { anyOf, CUT, EMPTY, type StoredOtherwise, show, stored, wordsOf, ZERO } from './stored.ts'
import type { Topic } from './trial.ts'
import { any, fieldsFrom, ipv4, ipv6, nodeOf, row, trial, type Value } from './values.ts'

const anyAddress = any(nodeOf(neighbour.attributes, 'dst'))
const mostly = (usual: fc.Arbitrary<string>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: anyAddress })

const rowsOf = (...keys: string[]): { [key: string]: fc.Arbitrary<unknown> } =>
  Object.fromEntries(keys.map((key) => [key, row(neighbour, key)]))

/** States in which the kernel probes the neighbour, so that they change. */
const quiet = (words: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  words.map((words) => (words as unknown[]).filter((word) => !['use', 'managed', 'proxy'].includes(String(word))))

const FIELDS = {
  ...rowsOf('lladdr', 'protocol'),
  // the other states change into each other over time, or the entry is removed
  state: fc.constantFrom([], ['permanent'], ['noarp'], ['stale'], ['noarp', 'permanent']),
  flags: quiet(row(neighbour, 'flags')),
  flagsExt: quiet(row(neighbour, 'flagsExt')),
}
/** Of entries of a vxlan, of a bridge, and of any link. */
const flags = (always: readonly string[], ...others: string[]): { flags: fc.Arbitrary<unknown> } => ({
  flags: fc.subarray(others).map((words) => [...always, ...words]),
})
const TUNNEL = {
  ...rowsOf('lladdr', 'state', 'vni', 'nhId'),
  // an entry with port 0 is reported as if it had none, and then cannot be deleted
  port: row(neighbour, 'port').map((port) => (port as number) || 1),
  ...flags(['self'], 'extern_learn', 'router'),
  viaIndex: row(neighbour, 'ifindex'),
}
const MASTER = { ...rowsOf('lladdr', 'state', 'vlan'), ...flags(['master'], 'extern_learn', 'sticky') }
const SELF = rowsOf('lladdr', 'state', 'vlan')

const VALID: readonly unknown[] = ['permanent', 'noarp', 'reachable', 'probe', 'stale', 'delay']

/** Whether the neighbour is never probed for its hardware address. */
const isProxy = ({ proxy, flags = [] }: NewNeighbour): boolean => proxy === true || flags.includes('proxy')
const isUnknown = ({ state }: NewNeighbour): boolean =>
  state !== undefined && !state.some((word) => VALID.includes(word))

const NEIGHBOUR_STORED: StoredOtherwise = {
  lladdr: anyOf(
    CUT,
    stored(
      'of a proxy, and in states without an address',
      (_, found, input) => found === undefined && (isProxy(input as NewNeighbour) || isUnknown(input as NewNeighbour)),
    ),
  ),
  state: stored(
    'a proxy has none',
    (_, found, input) => isProxy(input as NewNeighbour) && isDeepStrictEqual(found, []),
  ),
  flags: anyOf(
    stored('it says itself that it is a proxy', (given, found, input) => {
      const there = found as readonly unknown[]
      return isProxy(input as NewNeighbour) && ['proxy', ...(given as unknown[])].every((word) => there.includes(word))
    }),
    wordsOf(['extern_learn'], ['router']),
  ),
  flagsExt: EMPTY,
  protocol: stored('unspec is none', (given, found) => given === 'unspec' && found === undefined),
}

const topic = (
  rtnl: Rtnl,
  name: string,
  least: Topic<NewNeighbour>['least'],
  trials: Topic<NewNeighbour>['trials'],
  list: () => Promise<Neighbour[]>,
  otherwise: StoredOtherwise,
): Topic<NewNeighbour> => {
  const keyOf = ({ cacheinfo: _, state, probes, ...rest }: Neighbour): string => show(rest)
  // the kernel adds entries for groups when it sends a packet to them
  const newcomer = new Newcomer(async () => (await list()).filter((one) => !one.lladdr?.startsWith('33:33')), keyOf)
  return {
    name,
    usual: 500,
    least,
    trials,
    make: async (input) => {
      await newcomer.remember()
      await rtnl.neighbours.add(input)
    },
    read: async () => {
      const found = await newcomer.one()
      const flags = [...(found.master === undefined ? [] : ['master']), ...found.flags]
      return { ...found, flags, proxy: found.flags.includes('proxy') }
    },
    undo: async () => {
      // as they are read
      for (const found of await newcomer.all()) await rtnl.neighbours.delete(found)
      const left = await newcomer.all()
      if (left.length > 0) throw new Error(`not deleted: ${show(left)}`)
    },
    wire: (path) => [path === 'viaIndex' ? 'ifindex' : path],
    otherwise,
  }
}

const given = (fields: fc.Arbitrary<Value>, base: NewNeighbour): Topic<NewNeighbour>['trials'] =>
  fields.map((chosen) => trial(chosen, { ...base, ...chosen } as NewNeighbour))

export const neighbours = (rtnl: Rtnl): Topic<NewNeighbour> =>
  topic(
    rtnl,
    'neighbours',
    [300, 50, 40],
    fc.oneof(
      ...[ipv4, ipv6].map((own, place) =>
        given(fieldsFrom({ ...FIELDS, dst: mostly(own), proxy: fc.boolean() }), {
          dev: 'v0',
          dst: ['10.9.66.6', '2001:db8:9::66'][place],
          lladdr: '02:00:00:00:00:66',
        }),
      ),
    ),
    async () => [...(await rtnl.neighbours.list({ dev: 'v0' })), ...(await rtnl.neighbours.list({ proxy: true }))],
    NEIGHBOUR_STORED,
  )

const FORWARDING_STORED: StoredOtherwise = {
  state: stored(
    'one of three, and of an entry of a link permanent',
    (_, found) =>
      isDeepStrictEqual(found, ['permanent']) ||
      isDeepStrictEqual(found, ['noarp']) ||
      isDeepStrictEqual(found, ['reachable']),
  ),
  flags: stored('an entry that a program has learned is not sticky', (given, found) =>
    isDeepStrictEqual(
      (given as unknown[]).filter((word) => word !== 'sticky'),
      found,
    ),
  ),
  nhId: ZERO(undefined),
}

export const forwarding = (rtnl: Rtnl): Topic<NewNeighbour> =>
  topic(
    rtnl,
    'forwarding entries',
    [100, 200, 0],
    fc.oneof(
      given(fieldsFrom({ ...TUNNEL, dst: mostly(ipv4) }), {
        family: 'bridge',
        dev: 'vx0',
        lladdr: '02:00:00:00:00:66',
      }),
      given(fieldsFrom(MASTER), { family: 'bridge', dev: 'port', lladdr: '02:00:00:00:00:66', flags: ['master'] }),
      given(fieldsFrom(SELF), { family: 'bridge', dev: 'port', lladdr: '02:00:00:00:00:66' }),
    ),
    () => rtnl.neighbours.list({ family: 'bridge' }),
    FORWARDING_STORED,
  )
