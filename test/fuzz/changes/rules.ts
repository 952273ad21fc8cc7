/** Random rules. */
import fc from 'fast-check'
import type { Rtnl, Rule } from '../../../src/index.ts'
import type { NewRule } from '../../../src/rtnl/rule/input.ts'
import { rule } from '../../../src/rtnl/rule/tables/rule.ts'
import { Newcomer } from './newcomer.ts'
import { anyOf, EMPTY, each, type StoredOtherwise, seldom, show, stored, ZERO } from './stored.ts'
import type { Topic } from './trial.ts'
import { fieldsFrom, rowsBut, trial, type Value, valueFor } from './values.ts'

const ROWS = rowsBut(rule.attributes, {
  'nothing of Linux listens': ['unused2', 'unused3', 'unused4', 'unused5', 'pad'],
})

const prefix4 = fc
  .tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 }), fc.nat({ max: 32 }))
  .map(([net, host, length]) => `10.${net}.0.${host}/${length}`)
const prefix6 = fc
  .tuple(fc.nat({ max: 0xfff }), fc.nat({ max: 128 }))
  .map(([net, length]) => `2001:db8:${(net + 1).toString(16)}::/${length}`)

const range = (least: number): fc.Arbitrary<object> =>
  fc.record({ start: fc.nat({ max: least }), end: fc.nat({ max: 0xffff }) }, { noNullPrototype: true })

const fields = (prefix: fc.Arbitrary<string>): fc.Arbitrary<Value> =>
  fieldsFrom({
    ...Object.fromEntries(Object.entries(ROWS).map(([key, { node }]) => [key, valueFor(node)])),
    // names of links, existing or not
    iifname: fc.oneof(fc.constantFrom('v0', 'lo', 'gone'), valueFor(ROWS['iifname']?.node as never)),
    oifname: fc.oneof(fc.constantFrom('v0', 'lo', 'gone'), valueFor(ROWS['oifname']?.node as never)),
    src: prefix,
    dst: prefix,
    sportRange: fc.oneof(range(0xffff), range(9)),
    dportRange: fc.oneof(range(0xffff), range(9)),
    tos: valueFor(rule.header.fields.find(({ key }) => key === 'tos')?.node as never),
    action: valueFor(rule.header.fields.find(({ key }) => key === 'action')?.node as never),
    not: fc.boolean(),
  })

const viewOf = (found: Rule): object => ({ ...found, not: found.flags.includes('invert') })

const ANY = stored(
  'a prefix of no length is any',
  (given, found) => String(given).endsWith('/0') && found === undefined,
)

const STORED: StoredOtherwise = {
  src: ANY,
  dst: ANY,
  iifname: EMPTY,
  oifname: EMPTY,
  ...each('', ['fwmark', 'fwmask', 'priority', 'ipProto'], ZERO(undefined)),
  tunId: seldom(stored('0 is none', (given, found) => given === '0x0' && found === undefined)),
  flow: anyOf(
    ZERO(undefined),
    stored('IPv6 has no realms', (_, found, input) => (input as NewRule).family === 'inet6' && found === undefined),
  ),
  table: stored(
    'none is one that has no routes, of IPv4',
    (given, found) => given === 'unspec' && typeof found === 'number',
  ),
}

const keyOf = (found: Rule): string => show({ ...found, flags: undefined })

export const rules = (rtnl: Rtnl): Topic<NewRule> => {
  const newcomer = new Newcomer(() => rtnl.rules.list(), keyOf)
  return {
    name: 'rules',
    usual: 1000,
    least: [400, 250, 100],
    trials: fc.oneof(
      fields(prefix4).map((chosen) => trial(chosen, { family: 'inet', priority: 100, table: 9, ...chosen } as NewRule)),
      fields(prefix6).map((chosen) =>
        trial(chosen, { family: 'inet6', priority: 100, table: 9, ...chosen } as NewRule),
      ),
    ),
    make: async (input) => {
      await newcomer.remember()
      await rtnl.rules.add(input)
    },
    read: async () => viewOf(await newcomer.one()),
    undo: async () => {
      for (const found of await newcomer.all()) await rtnl.rules.delete(found)
      const left = await newcomer.all()
      if (left.length > 0) throw new Error(`not deleted: ${show(left)}`)
    },
    wire: (path) => [path],
    otherwise: STORED,
  }
}
