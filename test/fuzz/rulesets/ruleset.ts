/** Random whole rulesets. */
import fc from 'fast-check'
import type { Statement } from '../../../src/nftables.ts'
import { accept, counter, drop, goto, ip, jump, limit, tcp } from '../../../src/nftables.ts'
import { set } from './sets.ts'

const T = { family: 'inet', table: 't' } as const
const text = fc.stringMatching(/^[ -!#-~]{1,60}$/)
const nat = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max })
const commented = fc.option(text, { nil: undefined }).map((comment) => (comment === undefined ? {} : { comment }))

const objects = fc
  .record({
    packets: nat(2 ** 40),
    bytes: nat(2 ** 50),
    rate: nat(5000),
    mss: nat(1500),
    port: nat(65535),
    note: commented,
  })
  .map(({ packets, bytes, rate, mss, port, note }) => [
    { ...T, name: 'cnt1', type: 'counter', data: { packets, bytes }, ...note },
    { ...T, name: 'cnt2', type: 'counter', data: { packets: 1, bytes: 2 } },
    { ...T, name: 'q1', type: 'quota', data: { bytes, flags: ['inv'], consumed: 7 }, ...note },
    { ...T, name: 'l1', type: 'limit', data: { rate, unit: 60, burst: 5, type: 'packets', flags: [] }, ...note },
    { ...T, name: 's1', type: 'synproxy', data: { mss, wscale: 7, flags: ['mss', 'wscale', 'timestamp'] }, ...note },
    { ...T, name: 'h1', type: 'ct helper', data: { name: 'ftp', l3proto: 2, l4proto: 'tcp' }, ...note },
    {
      ...T,
      name: 'e1',
      type: 'ct expectation',
      data: { l3proto: 2, l4proto: 'udp', dport: port, timeout: 60_000, size: 12 },
    },
    {
      ...T,
      name: 't1',
      type: 'ct timeout',
      data: { l3proto: 2, l4proto: 'tcp', data: { established: rate, close: 20 } },
    },
  ])

const statements: fc.Arbitrary<readonly Statement[]> = fc.constantFrom<readonly Statement[]>(
  [tcp.dport(22), accept()],
  [ip.saddr('10.9.0.0/16'), counter(), drop()],
  [limit(5, 'minute'), { object: 'counter', name: 'cnt1' }],
  [jump('c1')],
  [goto('c2')],
  [tcp.dport([80, '1000-2000']), jump('c2')],
)

const chains = fc
  .record({
    type: fc.constantFrom('filter', 'nat'),
    priority: fc.integer({ min: -190, max: 400 }),
    policy: fc.constantFrom('accept', 'drop'),
    note: commented,
  })
  .map(({ type, priority, policy, note }) => [
    { ...T, name: 'c1', ...note },
    { ...T, name: 'c2' },
    { ...T, name: 'base', type, hook: 'prerouting' as const, priority, policy, ...note },
    {
      ...T,
      name: 'near',
      type: 'filter',
      hook: 'ingress' as const,
      priority: priority + 1,
      devices: ['v0'],
      policy: 'accept',
    },
  ])

const rules = fc.array(
  fc.record({ chain: fc.constantFrom('base', 'near'), statements, note: commented }).map(({ note, ...rule }) => ({
    ...T,
    ...rule,
    ...note,
  })),
  { maxLength: 5 },
)

/** In the format of `Nftables.ruleset`, without handles. */
export const ruleset = fc
  .record({
    note: commented,
    chains,
    objects,
    rules,
    sets: fc.tuple(set('s0'), set('s1'), set('s2'), set('s3')),
  })
  .map(({ note, ...parts }) => ({
    tables: [{ family: 'inet' as const, name: 't', ...note }],
    flowtables: [],
    ...parts,
  }))
