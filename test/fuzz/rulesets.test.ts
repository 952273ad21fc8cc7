/**
 * Random rulesets with the live kernel and nft, in a namespace of their own: a ruleset that was read can be created
 * again, as values and as text; comments and names of any kind neither break the text nor add statements to it.
 */
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import t from 'tap'
import { isKernelError } from '../../src/netlink/protocol/errors.ts'
import type { RulesetParts } from '../../src/nftables.ts'
import { accept, formatRuleset, Nftables } from '../../src/nftables.ts'
import { inNamespace, ip } from '../kernel/namespace.ts'
import { nftList, nftScript } from '../kernel/nft.ts'
import { runs, seed, tellSeed } from './random.ts'
import { ruleset } from './rulesets/ruleset.ts'

/** Elements in a canonical order: that of a hash table differs every time. */
const sorted = (listed: string): string =>
  JSON.stringify(JSON.parse(listed), (key, value) =>
    key === 'elem' && Array.isArray(value) ? value.map((one) => JSON.stringify(one)).sort() : value,
  )
const list = (): string[] => {
  const { others, rules } = nftList()
  return [...others.map(sorted).sort(), ...rules]
}

const lasting = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner) => (/^(handle|generation|expires)$/.test(key) ? undefined : inner)))

/** Random rulesets may be invalid for the kernel: overlapping intervals, chains where none are possible. */
const isRefusal = (error: unknown): boolean =>
  /overlaps/.test(String(error)) || ['EEXIST', 'EINVAL', 'EOPNOTSUPP', 'EBUSY'].includes(codeOf(error))
const codeOf = (error: unknown): string => {
  const cause = (error as { cause?: unknown }).cause
  return isKernelError(cause) ? cause.code : ''
}

if (inNamespace(t, import.meta.url)) {
  t.setTimeout(600_000)
  ip('link add v0 type veth peer name v1')
  const nft = await Nftables.open()
  t.teardown(() => nft.close())
  const write = (value: unknown): Promise<void> =>
    nft.transaction((tx) => {
      tx.flush()
      tx.ruleset(value as RulesetParts)
    })

  t.test('written, read, and written again', async (t) => {
    tellSeed(t)
    let taken = 0
    const property = fc.asyncProperty(ruleset, async (made) => {
      const refused = await write(made).then(
        () => false,
        (error: unknown) => {
          if (!isRefusal(error)) throw error
          return true
        },
      )
      if (refused) return
      taken++
      const read = await nft.ruleset()
      const listed = list()
      await write(read)
      t.strictSame(lasting(await nft.ruleset()), lasting(read), 'the same values')
      t.strictSame(list(), listed, 'and the same for nft')
      nftScript(`flush ruleset\n${formatRuleset(read)}`)
      t.strictSame(list(), listed, 'as text too')
      if (!t.passing()) throw new Error('not the same')
    })
    await fc.assert(property, { seed, numRuns: runs(40), endOnFailure: true })
    t.ok(taken > 10, `${taken} rulesets`)
  })

  t.test('any text', async (t) => {
    tellSeed(t)
    const T = { family: 'inet', table: 't' } as const
    const letters = [
      '"',
      '\n',
      '\\',
      ';',
      '}',
      '#',
      '$',
      "'",
      '\t',
      '\u001b',
      '\u0085',
      '\u202e',
      '\udcff',
      'é',
      '漢',
      ' ',
      'a',
      '*',
    ]
    const text = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 60 }).map((all) => all.join(''))
    const name = text.map((said) => said.slice(0, 12))
    const property = fc.asyncProperty(text, name, async (comment, name) => {
      await nft.transaction((tx) => {
        tx.flush()
        tx.tables.add({ family: 'inet', name: 't', comment })
        tx.tables.add({ family: 'ip', name, comment })
        tx.chains.add({ ...T, name: 'c', comment })
        tx.chains.add({ ...T, name, comment })
        tx.objects.add({ ...T, name: 'o', type: 'counter', data: { packets: 3, bytes: 5 }, comment })
        tx.objects.add({ ...T, name, type: 'counter', data: { packets: 3, bytes: 5 }, comment })
        tx.sets.add({ ...T, name: 's', type: 'ipv4_addr', comment, elements: [{ key: '10.9.0.1', comment }] })
        tx.sets.add({ ...T, name, type: 'ifname . ipv4_addr', flags: ['interval'], comment })
        tx.sets.add({ ...T, name: 'm', type: 'mark', data: 'counter', elements: [{ key: 5, value: name, comment }] })
        tx.rules.add({ ...T, chain: 'c', statements: [accept()], comment })
        tx.rules.add({ ...T, chain: 'c', statements: [{ log: { prefix: comment.slice(0, 30) } }], comment })
      })
      const read = await nft.ruleset()
      t.equal(read.tables.find(({ family }) => family === 'inet')?.comment, comment, 'read as it was written')
      t.ok(read.chains.some((chain) => chain.name === name))
      const said = formatRuleset(read)
      const { status, stderr } = spawnSync('nft', ['-f', '-'], { input: `flush ruleset\n${said}`, encoding: 'utf8' })
      t.equal(status, 0, `${JSON.stringify([comment, name])} ${stderr}`)
      const loaded = await nft.ruleset()
      const known = { tables: ['t', name], chains: ['c', name], sets: ['s', 'm', name], objects: ['o', name] } as const
      for (const [kind, names] of Object.entries(known))
        for (const one of loaded[kind as keyof typeof known])
          t.ok((names as readonly string[]).includes(one.name), `${kind} ${one.name} is nothing that was added`)
      t.ok(loaded.rules.length <= 2 && loaded.rules.length > 0)
      await nft.transaction((tx) => {
        tx.flush()
        tx.ruleset(read)
      })
      t.strictSame(lasting(await nft.ruleset()), lasting(read))
      if (!t.passing()) throw new Error(said)
    })
    await fc.assert(property, { seed, numRuns: runs(40), endOnFailure: true })
  })
}
