/**
 * Whole rulesets and their objects, compared with nft: a listed ruleset can be written elsewhere, as text (`nft -f`)
 * and as values (`tx.ruleset`), and is listed the same there; deleting a listed object deletes only that object.
 */
import { spawnSync } from 'node:child_process'
import type { Test } from 'tap'
import t from 'tap'
import type { NftObject, NftSet, Ruleset, Transaction } from '../../src/nftables.ts'
import { accept, counter, formatRuleset, Nftables } from '../../src/nftables.ts'
import { hex, toHex } from '../hex.ts'
import { viaRelay } from '../relayed.ts'
import { inNamespace, ip } from './namespace.ts'
import { nftList, nftScript, nftText, whole } from './nft.ts'

/** The kernel names anonymous chains, differently every time. */
const nameless = (text: string): string => text.replace(/__chain\d+/g, '__chain')
const listed = (): string[] => {
  const { others, rules } = nftList()
  return [...others.toSorted(), ...rules].map(nameless)
}
const nftTakes = (text: string) => spawnSync('nft', ['-f', '-'], { input: text, encoding: 'utf8' })

/** Fields that differ between two readings. */
const lasting = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner) => (/^(handle|generation|expires)$/.test(key) ? undefined : inner)).replace(
      /__chain\d+/g,
      '__chain',
    ),
  )

if (inNamespace(t, import.meta.url)) {
  t.setTimeout(240_000)
  ip('link add v0 type veth peer name v1')
  const nft = await Nftables.open()
  t.teardown(() => nft.close())
  const flush = (): Promise<void> => nft.transaction((tx) => tx.flush())

  const isWrittenBack = async (t: Test, nft: Nftables): Promise<void> => {
    const flush = (): Promise<void> => nft.transaction((tx) => tx.flush())
    nftScript(`flush ruleset\n${whole}`)
    const [list, text] = [listed(), nftText()]
    const ruleset = await nft.ruleset()
    t.ok(list.length > 60, `${list.length} objects`)
    t.notMatch(formatRuleset(ruleset), /#/, 'nothing is a comment')

    await flush()
    await nft.transaction((tx) => tx.ruleset(ruleset))
    t.strictSame(listed(), list, 'values')
    t.equal(nftText(), text)
    t.strictSame(lasting(await nft.ruleset()), lasting(ruleset), 'and they read the same')

    await nft.transaction((tx) => {
      tx.flush()
      tx.ruleset(JSON.parse(JSON.stringify(ruleset)))
    })
    t.strictSame(listed(), list, 'they pass through JSON')

    await flush()
    nftScript(formatRuleset(ruleset))
    t.strictSame(listed(), list, 'text')
    t.equal(nftText(), text)
  }

  t.test('a whole ruleset, as values and as text', (t) => isWrittenBack(t, nft))

  t.test('the same through a relay', async (t) => {
    await using relayed = await Nftables.open(viaRelay())
    await isWrittenBack(t, relayed)
  })

  t.test('all of a ruleset or nothing', async (t) => {
    nftScript(`flush ruleset\n${whole}`)
    const ruleset = await nft.ruleset()
    await flush()
    const broken: Ruleset = {
      ...ruleset,
      sets: ruleset.sets.map((set) => (set.name === 'way' ? { ...set, type: 'nothing' } : set)),
    }
    await nft.transaction((tx) => {
      t.throws(() => tx.ruleset(broken), /^type: expected a type such as/)
      t.equal(tx.requests.length, 0)
    })
    const orphan: Ruleset = { ...ruleset, chains: ruleset.chains.filter(({ name }) => name !== 'other') }
    await t.rejects(
      nft.transaction((tx) => tx.ruleset(orphan)),
      { name: 'TransactionError' },
    )
    t.strictSame(await nft.tables.list(), [])
    await nft.transaction((tx) => {
      t.throws(() => tx.ruleset({ ...ruleset, rulez: [] } as never), { code: 'ERR_OPTION', option: 'rulez' })
    })
  })

  t.test('each object as it was listed: deletes only itself, and is created again', async (t) => {
    nftScript(`flush ruleset\n${whole}`)
    const before = nftList().others.toSorted()
    const others = (kind: string, name: string): string[] =>
      before.filter((one) => !(one.startsWith(`{"${kind}"`) && JSON.parse(one)[kind].name === name))
    const { sets, objects, chains } = await nft.ruleset()
    const kinds: { [kind: string]: number } = {}
    const again = async (
      kind: string,
      name: string,
      remove: (tx: Transaction) => void,
      make: (tx: Transaction) => void,
    ) => {
      await nft.transaction(remove)
      t.strictSame(nftList().others.toSorted(), others(kind, name), `${kind} ${name} alone`)
      await nft.transaction(make)
      t.strictSame(nftList().others.toSorted(), before, `${kind} ${name} again`)
      kinds[kind] = (kinds[kind] ?? 0) + 1
    }
    await nft.transaction((tx) => {
      for (const { family, table, name } of chains.filter(({ flags = [] }) => !flags.includes('binding')))
        tx.chains.flush({ family, table, name })
    })
    const unique = (set: NftSet): boolean => sets.filter(({ name }) => name === set.name).length === 1
    for (const set of sets.filter(unique))
      await again(
        set.data === undefined ? 'set' : 'map',
        set.name,
        (tx) => tx.sets.delete(set),
        (tx) => tx.sets.create(set),
      )
    const used = new Set(sets.flatMap(({ elements = [] }) => elements.map(({ value }) => value)))
    for (const object of objects.filter(({ name }) => !used.has(name)))
      await again(
        object.type,
        object.name,
        (tx) => tx.objects.delete(object),
        (tx) => tx.objects.create(object),
      )
    for (const chain of chains.filter(({ name }) => ['route', 'ingress', 'prerouting', 'one', 'two'].includes(name)))
      await again(
        'chain',
        chain.name,
        (tx) => tx.chains.delete(chain),
        (tx) => tx.chains.create(chain),
      )
    t.match(kinds, { set: Number, map: Number, chain: 5, 'ct helper': 1, 'ct timeout': 1, 'ct expectation': 1 })
  })

  t.test('each element and each rule as it was listed', async (t) => {
    nftScript(`flush ruleset\n${whole}`)
    for (const set of await nft.sets.list({ family: 'inet', table: 'whole' })) {
      const { elements = [] } = set
      for (const element of elements) {
        await nft.transaction((tx) => tx.elements.delete(set, [element]))
        const left = (await nft.sets.list({ family: 'inet', table: 'whole' })).find(({ name }) => name === set.name)
        t.strictSame(
          left?.elements?.map(({ key }) => key).toSorted(),
          elements.flatMap(({ key }) => (key === element.key ? [] : [key])).toSorted(),
          `${set.name} ${element.key}`,
        )
        await nft.transaction((tx) => tx.elements.create(set, [element]))
      }
    }
    const before = nftList()
    const rules = (await nft.rules.list({ table: 'whole', chain: 'input' })).filter(
      ({ statements }) => !JSON.stringify(statements).includes('__chain'),
    )
    for (const rule of rules) await nft.transaction((tx) => tx.rules.replace(rule))
    t.strictSame(nftList().rules.map(nameless), before.rules.map(nameless), 'replaced by themselves')
    const [first] = await nft.rules.list({ table: 'whole', chain: 'input' })
    await nft.transaction((tx) => tx.rules.delete(first as never))
    t.equal(nftList().rules.length, before.rules.length - 1)
  })

  t.test('what cannot be written as text never keeps nft from loading the rest', async (t) => {
    await flush()
    const T = { family: 'inet', table: 't' } as const
    const long = `${'é'.repeat(70)} and so on, ${'x'.repeat(60)}`
    await nft.transaction((tx) => {
      tx.tables.add({ family: 'inet', name: 't', comment: long })
      tx.chains.add({ ...T, name: 'c', comment: long })
      tx.objects.add({ ...T, name: 'o', type: 'counter', statement: counter(3, 180), comment: long })
      tx.objects.add({ ...T, name: 'h', type: 'ct helper', data: { name: 'ftp', l3proto: 2, l4proto: 'tcp' } })
      tx.sets.add({ ...T, name: 's', type: 'ipv4_addr', comment: long, elements: [{ key: '10.9.0.1', comment: long }] })
      tx.sets.add({ ...T, name: 'open', type: 'integer', keyLengths: [3], elements: [{ key: 77 }] })
      tx.sets.add({ ...T, name: 'odd', type: '#62', keyLengths: [5], elements: [{ key: 78 }] })
      tx.sets.add({
        ...T,
        name: 'helpers',
        type: 'ipv4_addr',
        data: 'ct helper',
        elements: [{ key: '10.9.0.1', value: 'h' }],
      })
      tx.sets.add({ ...T, name: 'names', type: 'ifname', elements: [{ key: 'a"b' }, { key: 'eth0' }] })
      tx.sets.add({
        ...T,
        name: 'pairs',
        type: 'ifname . ipv4_addr',
        flags: ['interval'],
        elements: [{ key: 'v0 . 10.9.0.0/24' }],
      })
      tx.sets.add({
        ...T,
        name: 'slow',
        type: 'ipv4_addr',
        data: 'mark',
        gcInterval: 7000,
        timeout: 60_000,
        statements: [{ quota: { bytes: 5000 } }],
        elements: [{ key: '10.9.0.1', value: 5, statements: [{ quota: { bytes: 5000, used: 7 } }] }],
      })
      tx.rules.add({ ...T, chain: 'c', statements: [{ log: { prefix: 'costs $5 ' } }, accept()] })
      tx.rules.add({ ...T, chain: 'c', statements: [accept()], comment: long })
    })
    const ruleset = await nft.ruleset()
    const said = formatRuleset(ruleset)
    t.match(
      ruleset.sets.find(({ name }) => name === 'open'),
      { type: 'integer', keyLengths: [3], elements: [{ key: 77 }] },
    )
    t.match(
      ruleset.sets.find(({ name }) => name === 'odd'),
      { type: '#62', keyLengths: [5], elements: [{ key: 78 }] },
    )
    for (const line of [
      '\t# set open {',
      '\t# set odd {',
      '\t# map helpers {',
      "\t\t# element 'a",
      '\t\t# gc-interval 7s',
    ])
      t.ok(said.includes(line.replace("'a", 'a"b')), line)
    t.match(said, /\t\t# log prefix "costs \$5 " accept/)
    await flush()
    nftScript(said)
    const { tables, chains, rules } = await nft.ruleset()
    const cut = 'é'.repeat(64)
    t.match([tables[0], chains[0], rules[0]], [{ comment: cut }, { comment: cut }, { comment: cut }])
    t.equal(tables[0]?.comment, cut, 'not in the middle of a letter')

    await nft.transaction((tx) => {
      tx.flush()
      tx.ruleset(ruleset)
    })
    t.strictSame(lasting(await nft.ruleset()), lasting(ruleset), 'as values all of it')
  })

  t.test('tables with an owner, devices with a wildcard, chains without devices', async (t) => {
    await flush()
    const T = { family: 'netdev', table: 'owned' } as const
    ip('link add x*y type veth peer name z*')
    await nft.transaction((tx) => {
      tx.tables.create({ family: 'netdev', name: 'owned', flags: ['owner', 'persist'] })
      tx.chains.create({ ...T, name: 'one', type: 'filter', hook: 'ingress', priority: -5, devices: ['z\\*'] })
      tx.chains.create({ ...T, name: 'two', type: 'filter', hook: 'ingress', priority: 5, devices: ['x*y', 'v0'] })
    })
    const ruleset = await nft.ruleset()
    t.match(ruleset.tables, [{ name: 'owned', flags: ['owner', 'persist'] }])
    t.strictSame(
      ruleset.chains.map(({ devices = [] }) => devices.toSorted()),
      [['z\\*'], ['v0', 'x*y']],
    )
    const said = formatRuleset(ruleset)
    t.match(said, '\t# flags owner,persist\n')
    t.match(said, '\t# chain one {')
    await nft.transaction((tx) => {
      tx.flush()
      tx.ruleset(ruleset)
    })
    t.strictSame(lasting(await nft.ruleset()), lasting(ruleset))
    await flush()
    t.equal(nftTakes(said).status, 0, 'nft takes it')
    t.match(nftText(), /chain two \{\n.*devices = \{ v0, x\*y \}/)
    await flush()
    ip('link delete x*y')
  })

  t.test('add and create of existing objects, and how existing chains and tables change', async (t) => {
    await flush()
    const T = { family: 'inet', table: 't' } as const
    const base = { ...T, name: 'c', hook: 'input', priority: 7 } as const
    await nft.transaction((tx) => {
      tx.tables.add({ family: 'inet', name: 't', flags: ['dormant'] })
      tx.chains.add({ ...base, policy: 'drop' })
      tx.sets.add({ ...T, name: 's', type: 'ipv4_addr', elements: [{ key: '10.9.0.1' }] })
      tx.objects.add({ ...T, name: 'o', type: 'counter', statement: counter(3, 180) })
    })
    const before = lasting(await nft.ruleset())
    await nft.transaction((tx) => {
      tx.tables.add({ family: 'inet', name: 't' })
      tx.chains.add(base)
      tx.sets.add({ ...T, name: 's', type: 'ipv4_addr', elements: [{ key: '10.9.0.1' }] })
      tx.objects.add({ ...T, name: 'o', type: 'counter', statement: counter(9, 999) })
    })
    t.strictSame(lasting(await nft.ruleset()), before, 'left as they are')
    await nft.transaction((tx) => {
      tx.tables.add({ family: 'inet', name: 't', flags: [] })
      tx.chains.add({ ...base, policy: 'accept' })
    })
    const { tables, chains } = await nft.ruleset()
    t.notOk(tables[0]?.flags, 'awake')
    t.match(chains, [{ policy: 'accept' }], 'a policy that is given is set')
    for (const fill of [
      (tx: Transaction) => tx.tables.create({ family: 'inet', name: 't' }),
      (tx: Transaction) => tx.chains.create(base),
      (tx: Transaction) => tx.sets.create({ ...T, name: 's', type: 'ipv4_addr' }),
      (tx: Transaction) => tx.elements.create({ ...T, name: 's' }, [{ key: '10.9.0.1' }]),
      (tx: Transaction) => tx.objects.create({ ...T, name: 'o', type: 'counter', statement: counter() }),
    ])
      await t.rejects(nft.transaction(fill), { cause: { code: 'EEXIST' } }, fill.toString())
    for (const fill of [
      (tx: Transaction) => tx.chains.add({ ...base, priority: 8 }),
      (tx: Transaction) => tx.sets.add({ ...T, name: 's', type: 'ether_addr' }),
    ])
      await t.rejects(nft.transaction(fill), { name: 'TransactionError' }, fill.toString())
  })

  t.test('the same filters give the same lists', async (t) => {
    nftScript(`flush ruleset
      table ip t { set s { type mark; }
        counter o { }
        chain c { accept; }
        chain d { drop; }
      }
      table ip6 t { set s { type mark; }
        chain c { drop; }
      }
      table ip u { set s { type mark; }
        counter o { }
        chain c { return; }
      }`)
    const count = async (list: Promise<readonly unknown[]>): Promise<number> => (await list).length
    t.equal(await count(nft.sets.list({ table: 't' })), 2)
    t.equal(await count(nft.sets.list({ family: 'ip', table: 't' })), 1)
    t.equal(await count(nft.objects.list({ table: 't' })), 1)
    t.equal(await count(nft.objects.list()), 2)
    t.equal(await count(nft.chains.list({ table: 't' })), 3)
    t.equal(await count(nft.rules.list({ chain: 'c' })), 3)
    t.equal(await count(nft.rules.list({ table: 't', chain: 'c' })), 2)
    t.equal(await count(nft.rules.list({ family: 'ip', chain: 'd' })), 1)
    t.equal(await count(nft.rules.list({ table: 't' })), 3)
    t.equal(await count(nft.rules.list({ family: 'ip6', table: 't' })), 1)
    t.equal(await count(nft.tables.list({ family: 'ip' })), 2)
    await nft.transaction((tx) => tx.flush({ family: 'ip' }))
    t.match(await nft.tables.list(), [{ family: 'ip6', name: 't' }], 'flushed of one family')
    await flush()
  })

  t.test('objects of unknown types are kept as bytes', async (t) => {
    await flush()
    const T = { family: 'netdev', table: 't' } as const
    const bytes = toHex(hex`
      0800 0100 00000005  // NFTA_TUNNEL_KEY_ID
      1400 0280           // NFTA_TUNNEL_KEY_IP, nested
      0800 0100 0a090001  // NFTA_TUNNEL_KEY_IP_SRC
      0800 0200 0a090002  // NFTA_TUNNEL_KEY_IP_DST
    `)
    const tunnel = { ...T, name: 'gre', type: 'tunnel', data: { bytes } }
    await nft.transaction((tx) => {
      tx.tables.add({ family: 'netdev', name: 't' })
      tx.objects.add(tunnel)
    })
    const [read] = await nft.objects.list()
    t.match(read, { type: 'tunnel', data: { bytes: String } })
    await nft.transaction((tx) => {
      tx.objects.delete(read as NftObject)
      tx.objects.create({ ...(read as NftObject), name: 'gre2' })
    })
    t.strictSame((await nft.objects.list())[0]?.data, read?.data)
    t.match(formatRuleset(await nft.ruleset()), '\t# tunnel gre2 {')
    await flush()
  })
}
