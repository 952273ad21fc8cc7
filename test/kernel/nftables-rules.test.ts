/**
 * Rules in nft's language, compared with nft: a rule that nft has loaded is decoded as text that nft parses to the same
 * rule, and as values that we encode to the same rule.
 */
import type { Test } from 'tap'
import t from 'tap'
import type { Rule } from '../../src/nftables.ts'
import { describeStatements, Nftables } from '../../src/nftables.ts'
import { viaRelay } from '../relayed.ts'
import { inNamespace, ip } from './namespace.ts'
import { addRules, base, corpus, nftList, nftScript } from './nft.ts'

/** nft without rules, but with the links and objects that rules refer to. */
const anew = (): void => nftScript(`flush ruleset\n${base}`)

const whereOf = ({ family, table, chain }: Rule): string => `${family} ${table} ${chain}`

if (inNamespace(t, import.meta.url)) {
  t.setTimeout(240_000)
  ip('link add v0 type veth peer name v1')
  anew()
  addRules(corpus)
  const listed = nftList()
  const nft = await Nftables.open()
  t.teardown(() => nft.close())
  const read = await nft.rules.list()

  t.test('every rule can be expressed as text', async (t) => {
    t.ok(corpus.length > 300, `${corpus.length} rules`)
    t.equal(read.length, corpus.length)
    t.equal(listed.rules.length, corpus.length)
    t.strictSame(
      read.flatMap(({ statements }) => statements).filter((one) => 'expression' in one),
      [],
    )
    const kinds = new Set(read.flatMap(({ statements }) => statements.flatMap((one) => Object.keys(one))))
    for (const kind of 'match vmap set verdict counter limit quota connections log reject nat masquerade redirect tproxy dup fwd object dynamic synproxy notrack'.split(
      ' ',
    ))
      t.ok(kinds.has(kind), kind)
  })

  t.test('our text is the same rule to nft', async (t) => {
    anew()
    addRules(
      read.map((rule) => ({
        where: whereOf(rule),
        text: describeStatements(rule.statements) + (rule.comment === undefined ? '' : ` comment "${rule.comment}"`),
      })),
    )
    const again = nftList()
    for (const [index, rule] of listed.rules.entries())
      if (again.rules[index] !== rule)
        t.equal(again.rules[index], rule, describeStatements(read[index]?.statements ?? []))
    t.strictSame(again.others, listed.others)
  })

  const isTheSame = async (t: Test, nft: Nftables): Promise<void> => {
    anew()
    await nft.transaction((tx) => {
      for (const { handle: _, ...rule } of read) tx.rules.add(rule)
    })
    const again = nftList()
    for (const [index, rule] of listed.rules.entries())
      if (again.rules[index] !== rule)
        t.equal(again.rules[index], rule, describeStatements(read[index]?.statements ?? []))
    const values = (rules: readonly Rule[]) => rules.map(({ handle: _, ...rule }) => rule)
    t.strictSame(values(await nft.rules.list()), values(read))
  }

  t.test('a rule that we add is the same to nft, and has the same values', (t) => isTheSame(t, nft))

  t.test('through a relay as well', async (t) => {
    await using relayed = await Nftables.open(viaRelay())
    await isTheSame(t, relayed)
  })
}
