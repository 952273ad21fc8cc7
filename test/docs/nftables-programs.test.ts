/** docs/nftables.md: its programs run, and what it says about `add` is true. */
import t from 'tap'
import { Nftables, TransactionError } from '../../src/nftables.ts'
import { inSandbox } from '../kernel/namespace.ts'
import { readPage } from './blocks.ts'
import { runPrograms } from './programs.ts'
import { nft, shell } from './scene.ts'

const PAGE = 'docs/nftables.md'

/** The output that the page shows. */
const PRINTED = 'ct state established,related limit rate 5/minute log prefix "in " accept'

/** An event for the programs that watch. */
const MEANWHILE = `nft add table ip seen; nft delete table ip seen
  send='echo -n x > /dev/udp/127.0.0.1/9'; eval "$send"; ip netns exec blue bash -c "$send"`

/** The code of the first refusal in a transaction. */
const refusal = async (transaction: Promise<unknown>): Promise<string | undefined> => {
  const error: unknown = await transaction.catch((reason: unknown) => reason)
  return error instanceof TransactionError ? [...error.failures.values()][0]?.code : String(error)
}

if (inSandbox(t, import.meta.url)) {
  await t.test('its programs', async (t) => {
    // connections are those of the namespace blue, as in the page
    shell(`ip link set lo up; ip netns add green; ip netns add blue; ip -n blue link set lo up; ip netns exec blue nft '
      table ip labels { chain c { type filter hook output priority 0; ct label set 1; }; }'`)
    nft(`
      table inet filter { chain input { type filter hook input priority filter; }; }
      table ip traced { chain c { type filter hook output priority 0; udp dport 9 meta nftrace set 1; }; }`)
    const { code, stdout, stderr } = await runPrograms(PAGE, MEANWHILE)
    t.same([code, stderr], [0, ''])
    t.ok(stdout.includes(`${PRINTED}\n`), stdout)
    t.ok(readPage(PAGE).includes(`// ${PRINTED}\n`), 'the page says so')
    t.match(stdout, /^new table \{.* name: 'seen'/m, 'the monitor saw what happened')
    t.match(stdout, /^\d+ c continue .*udp dport 9/m, 'and the trace')
    t.match(stdout, /^new connection \{/m, 'and that of connections')
  })

  t.test('destroy: what exists is deleted, and the rest is no error', async (t) => {
    nft('flush ruleset; table inet f { set s { type mark; elements = { 7 }; }; counter k { }; chain c { accept; }; }')
    await using client = await Nftables.open()
    const f = { family: 'inet', table: 'f' } as const
    const [rule] = await client.rules.list(f)
    for (const _ of [1, 2])
      await client.transaction((tx) => {
        tx.rules.destroy({ ...f, chain: 'c', handle: rule?.handle as number })
        tx.elements.destroy({ ...f, name: 's' }, [{ key: 7 }, { key: 8 }])
        tx.objects.destroy({ ...f, name: 'k', type: 'counter' })
        tx.flowtables.destroy({ ...f, name: 'w' })
      })
    t.match(await client.ruleset(), { rules: [], objects: [], sets: [{ elements: [] }], chains: [{ name: 'c' }] })
    for (const _ of [1, 2])
      await client.transaction((tx) => {
        tx.sets.destroy({ ...f, name: 's' })
        tx.chains.destroy({ ...f, name: 'c' })
      })
    t.match(await client.ruleset(), { chains: [], sets: [], tables: [{ name: 'f' }] })
    for (const _ of [1, 2]) await client.transaction((tx) => tx.tables.destroy({ family: 'inet', name: 'f' }))
    t.match(await client.tables.list(), [])
    t.equal(await refusal(client.transaction((tx) => tx.tables.delete({ family: 'inet', name: 'f' }))), 'ENOENT')
  })

  t.test('add of an existing table or chain', async (t) => {
    nft('flush ruleset; table inet f { chain c { type filter hook input priority 0; policy accept; }; }')
    await using client = await Nftables.open()
    const chain = { family: 'inet', table: 'f', name: 'c', hook: 'input', priority: 'filter' } as const
    const found = async () => (await client.chains.list({ family: 'inet', table: 'f' })).map(({ policy }) => policy)
    await client.transaction((tx) => tx.chains.add({ ...chain, policy: 'drop' }))
    t.same(await found(), ['drop'])
    await client.transaction((tx) => tx.chains.add({ family: 'inet', table: 'f', name: 'c' }))
    t.same(await found(), ['drop'], 'what is not given stays')
    const other = (tx: Parameters<Parameters<Nftables['transaction']>[0]>[0]) =>
      tx.chains.add({ ...chain, priority: 5 })
    t.equal(await refusal(client.transaction(other)), 'EOPNOTSUPP')
    t.equal(await refusal(client.transaction((tx) => tx.chains.create(chain))), 'EEXIST')
    await client.transaction((tx) => tx.tables.add({ family: 'inet', name: 'f', flags: ['dormant'] }))
    t.match(await client.tables.list({ family: 'inet' }), [{ flags: ['dormant'] }])
  })
}
