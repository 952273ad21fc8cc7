/** Random addresses. */
import fc from 'fast-check'
import type { Rtnl } from '../../../src/index.ts'
import type { NewAddress } from '../../../src/rtnl/address/input.ts'
import { address } from '../../../src/rtnl/address/tables/address.ts'
import { Newcomer } from './newcomer.ts'
import { anyOf, EMPTY, RUNS, type StoredOtherwise, seldom, stored, wordsOf, ZERO } from './stored.ts'
import type { Topic, Trial } from './trial.ts'
import { any, fieldsFrom, ipv4, ipv6, nodeOf, row, trial, type Value } from './values.ts'

const anyAddress = any(nodeOf(address.attributes, 'broadcast')) as fc.Arbitrary<string>

/** Any address, mostly in a network that exists here. */
const text = (usual: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: anyAddress })

const seconds = fc.oneof(fc.constant('forever'), fc.integer({ min: 1000, max: 90_000 }), fc.nat({ max: 0xfffffffe }))

const FIELDS = {
  scope: row(address, 'scope'),
  flags: row(address, 'flags'),
  metric: row(address, 'rtPriority'),
  proto: row(address, 'proto'),
  lifetimes: fc.tuple(seconds, seconds).map(([one, other]) => {
    const [preferred, valid] = one === 'forever' || Number(one) > Number(other) ? [other, one] : [one, other]
    return { preferred, valid }
  }),
}

/** Lifetimes are separate fields of the input. */
const flat = (chosen: Value, base: NewAddress): Trial<NewAddress> => {
  const { lifetimes, ...rest } = chosen as { readonly lifetimes?: object }
  const fields = { ...rest, ...lifetimes }
  return trial(fields, { ...base, ...fields })
}

const inet = fieldsFrom({
  ...FIELDS,
  address: fc.tuple(text(ipv4), fc.nat({ max: 32 })).map(([text, length]) => `${text}/${length}`),
  broadcast: fc.oneof(fc.constantFrom('+', '-'), text(ipv4)),
  label: fc.oneof(
    fc.nat({ max: 99 }).map((number) => `v0:${number}`),
    row(address, 'label'),
  ),
  peer: fc.tuple(text(ipv4), fc.nat({ max: 32 })).map(([text, length]) => `${text}/${length}`),
})
const inet6 = fieldsFrom({
  ...FIELDS,
  address: fc.tuple(text(ipv6), fc.nat({ max: 128 })).map(([text, length]) => `${text}/${length}`),
  peer: fc.tuple(text(ipv6), fc.nat({ max: 128 })).map(([text, length]) => `${text}/${length}`),
})

const WIRE: { readonly [key: string]: readonly string[] } = {
  metric: ['rtPriority'],
  address: ['local', 'address'],
  peer: ['address'],
  preferred: ['cacheinfo'],
  valid: ['cacheinfo'],
}

const isInet6 = (input: object): boolean => (input as NewAddress).address.includes(':')

const OWN = ['permanent', 'deprecated', 'secondary', 'temporary', 'tentative', 'dadfailed']
const FLAGS4 = wordsOf(['noprefixroute', 'autojoin'], OWN)
const FLAGS6 = wordsOf(['nodad', 'home', 'mngtmpaddr', 'noprefixroute', 'autojoin'], [...OWN, 'optimistic'])

const STORED: StoredOtherwise = {
  address: stored(
    'beside a peer it has no length',
    (given, found, input) => 'peer' in input && found === String(given).replace(/\/.*/, ''),
  ),
  peer: seldom(
    stored(
      'the same as the address: there is none',
      (given, found, input) =>
        found === undefined && String((input as NewAddress).address).split('/')[0] === String(given).split('/')[0],
    ),
  ),
  preferred: anyOf(
    stored('of an IPv4 address that is valid for ever', (_, found, input) => !isInet6(input) && found === 'forever'),
    RUNS,
  ),
  valid: RUNS,
  scope: stored(
    'the address says what it is, of IPv6',
    (_, found, input) => isInet6(input) && typeof found === 'string',
  ),
  flags: anyOf(
    stored('of IPv4', (given, found, input) => !isInet6(input) && FLAGS4.is(given, found, input)),
    stored('of IPv6', (given, found, input) => isInet6(input) && FLAGS6.is(given, found, input)),
  ),
  broadcast: stored(
    'which address it is',
    (given, found) => (given === '+' || given === '-') && typeof found === 'string',
  ),
  label: EMPTY,
  metric: ZERO(undefined),
  proto: stored('unspec is none', (given, found) => given === 'unspec' && found === undefined),
}

export const addresses = (rtnl: Rtnl): Topic<NewAddress> => {
  const newcomer = new Newcomer(
    () => rtnl.addresses.list({ dev: 'v0' }),
    ({ address, peer }) => `${address} ${peer}`,
  )
  return {
    name: 'addresses',
    usual: 600,
    least: [350, 5, 5],
    trials: fc.oneof(
      inet.map((chosen) => flat(chosen, { dev: 'v0', address: '10.9.77.1/24' })),
      inet6.map((chosen) => flat(chosen, { dev: 'v0', address: '2001:db8:9:77::1/64' })),
    ),
    make: async (input) => {
      await newcomer.remember()
      await rtnl.addresses.add(input)
    },
    read: () => newcomer.one(),
    undo: async () => {
      for (const { address, peer } of await newcomer.all()) await rtnl.addresses.delete({ dev: 'v0', address, peer })
    },
    wire: (path) => WIRE[path] ?? [path],
    otherwise: STORED,
  }
}
