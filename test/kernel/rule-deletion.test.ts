/**
 * Deleting a rule that was read deletes only that rule, or nothing: random rules of one priority that have much in
 * common.
 */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { EncodeError, Rtnl, type Rule } from '../../src/index.ts'
import type { NewRule } from '../../src/rtnl/rule/input.ts'
import { inNamespace } from './namespace.ts'

const PRIORITY = 100
const seldom = <T>(...values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...values) })

const ruleOf = (family: 'inet' | 'inet6', prefixes: readonly string[]): fc.Arbitrary<NewRule> =>
  fc
    .record({
      src: seldom(...prefixes),
      dst: seldom(...prefixes),
      iifname: seldom('lo', 'gone'),
      oifname: seldom('lo'),
      fwmark: seldom(7, 9),
      fwmask: seldom(0xff, 0xffffffff),
      ipProto: seldom('tcp', 'udp'),
      protocol: seldom('static', 'kernel'),
      suppressPrefixlen: seldom(0, 5),
      suppressIfgroup: seldom(0, 3),
      tos: seldom(8),
      tunId: seldom('0x9'),
      uidRange: seldom({ start: 5, end: 7 }),
      sportRange: seldom({ start: 5, end: 7 }),
      dportRange: seldom({ start: 5, end: 6 }),
      not: seldom(true),
      action: seldom('blackhole', 'lookup'),
      table: seldom(9),
    })
    .map((fields) => {
      const given = Object.entries(fields).filter(([, value]) => value !== undefined)
      return { family, priority: PRIORITY, table: 9, ...Object.fromEntries(given) } as NewRule
    })

const scenes = fc.oneof(
  fc.array(ruleOf('inet', ['10.0.0.0/8', '10.1.0.0/16']), { minLength: 2, maxLength: 8 }),
  fc.array(ruleOf('inet6', ['2001:db8::/32', '2001:db8:1::/48']), { minLength: 2, maxLength: 8 }),
)

/** The rules that are equal to the given one except for the first field. */
const without = (all: readonly Rule[], one: Rule): Rule[] => {
  const place = all.findIndex((other) => isDeepStrictEqual(other, one))
  return all.filter((_, index) => index !== place)
}

if (inNamespace(t, import.meta.url)) {
  for (const io of ['inline', 'thread'] as const) {
    await t.test(io, async (t) => {
      await using rtnl = await Rtnl.open({ io })
      const list = (): Promise<Rule[]> => rtnl.rules.list({ priority: PRIORITY })
      const clear = async (): Promise<void> => {
        for (const { family } of await list()) await rtnl.rules.delete({ family, priority: PRIORITY } as NewRule)
      }
      let [deleted, refused] = [0, 0]
      await fc.assert(
        fc.asyncProperty(scenes, fc.nat(), async (scene, pick) => {
          await clear()
          // the kernel refuses duplicates
          for (const rule of scene) await rtnl.rules.add(rule).catch(() => undefined)
          const before = await list()
          const one = before[pick % before.length]
          if (one === undefined) return
          try {
            await rtnl.rules.delete(one)
            deleted++
            t.same(await list(), without(before, one), 'it alone')
          } catch (error) {
            if (!(error instanceof EncodeError) || error.path !== 'rule') throw error
            refused++
            t.same(await list(), before, 'nothing is deleted')
            // what the kernel does with the request: the library was right to refuse
            await rtnl.batch((batch) => batch.rules.delete(one))
            const after = await list()
            if (isDeepStrictEqual(after, without(before, one))) throw new Error(`refused: ${JSON.stringify(one)}`)
            t.equal(after.length, before.length - 1)
          }
        }),
        { numRuns: 150 },
      )
      t.ok(deleted > 20 && refused > 3, `${deleted} deleted, ${refused} refused`)
    })
  }
}
