/** The types of `rtnl/nftables`. Checked by the compiler only; nothing here is run. */
import type {
  Connection,
  ConntrackEvent,
  Expectation,
  Field,
  Flowtable,
  Match,
  NftablesEvent,
  NftSet,
  Rule,
  Ruleset,
  Statement,
  Table,
  TraceEvent,
  TransactionError,
  Verdict,
} from '../../src/nftables.ts'
import { Conntrack, ct, describeStatements, formatRuleset, ip, jump, meta, Nftables, tcp } from '../../src/nftables.ts'
import type { Equal } from './equal.ts'
import { same } from './equal.ts'

export const run = async (): Promise<void> => {
  await using nft = await Nftables.open({ io: 'inline' })
  const ruleset = await nft.ruleset()
  same<Equal<typeof ruleset, Ruleset>>()
  same<Equal<ReturnType<typeof formatRuleset>, string>>()
  formatRuleset(ruleset, { handles: true })
  formatRuleset({ ...ruleset, rules: [] })
  // @ts-expect-error: every part of a ruleset is required
  formatRuleset({ tables: ruleset.tables })
  const [flowtable] = await nft.flowtables.list({ family: 'inet' })
  same<Equal<typeof flowtable, Flowtable | undefined>>()
  same<Equal<Awaited<ReturnType<typeof nft.tables.list>>, Table[]>>()
  same<Equal<Awaited<ReturnType<typeof nft.rules.list>>, Rule[]>>()
  same<Equal<Awaited<ReturnType<typeof nft.sets.list>>, NftSet[]>>()
  const statements: Statement[] = [ip.saddr('10.9.0.0/24'), tcp.dport('!=', [80, 443]), ct.protoSrc(22), jump('x')]
  same<Equal<ReturnType<typeof jump>, Verdict>>()
  same<Equal<typeof meta.iifname, Field>>()
  const match: Match = meta.iifname('eth*')
  describeStatements([match, ...statements])
  // @ts-expect-error: no such field
  ip.sadr('10.9.0.1')
  // @ts-expect-error: no such operator
  ip.saddr('~', '10.9.0.1')
  // @ts-expect-error: no such family
  await nft.transaction((tx) => tx.tables.add({ family: 'inet6', name: 't' }))
  const failures = (error: TransactionError): number[] => [...error.failures.keys()]
  failures satisfies (error: TransactionError) => number[]
}

export const watch = async (nft: Nftables, signal: AbortSignal): Promise<void> => {
  for await (const event of nft.monitor({ signal })) {
    same<Equal<typeof event, NftablesEvent>>()
    if (event.action === 'generation') same<Equal<typeof event.generation, number>>()
    else if (event.action === 'new' || event.action === 'delete') {
      if (event.object === 'rule') same<Equal<typeof event.value, Rule>>()
      if (event.object === 'set') same<Equal<typeof event.value, NftSet>>()
      if (event.object === 'table') same<Equal<typeof event.value, Table>>()
      // @ts-expect-error: the value is `flowtable`
      if (event.object === 'flow') return
    } else if (event.action === 'other') same<Equal<typeof event.bytes, Uint8Array>>()
  }
  for await (const step of nft.trace()) {
    same<Equal<typeof step, TraceEvent>>()
    if (step.action === 'rule') same<Equal<typeof step.rule, Rule | undefined>>()
  }
}

export const track = async (): Promise<void> => {
  await using ct = await Conntrack.open({ netns: 'blue' })
  const [one] = await ct.list({ protocol: 'tcp', src: '10.0.0.0/8', status: ['assured'], reply: { dport: 80 } })
  same<Equal<typeof one, Connection | undefined>>()
  const web = { protocol: 'tcp', src: '192.0.2.1', dst: '198.51.100.7', sport: 1, dport: 2 } as const
  same<Equal<Awaited<ReturnType<typeof ct.get>>, Connection>>()
  await ct.change(web, { mark: 5, status: ['assured'] })
  await ct.delete(one ?? web)
  same<Equal<Awaited<ReturnType<typeof ct.flush>>, number>>()
  await ct.flush({ mark: 5, reply: { dst: '10.0.0.0/8' } })
  await ct.flush({ all: true })
  await ct.expectations.flush({ all: true })
  // @ts-expect-error: deleting everything needs `{ all: true }`
  await ct.flush()
  // @ts-expect-error: `undefined` would match everything
  await ct.flush({ mark: undefined })
  // @ts-expect-error: deleting everything needs `{ all: true }`
  await ct.expectations.flush()
  // @ts-expect-error: no such option
  await ct.list({}, { singal: undefined })
  await using nft = await Nftables.open()
  // @ts-expect-error: no such field; without it the port would be published on every address
  await nft.nat.publishPort({ protocol: 'tcp', port: 80, to: '10.9.0.2:80', host: '127.0.0.1' })
  // @ts-expect-error: no such option
  await nft.nat.masquerade({ source: '10.9.0.0/16' }, { retry: 5 })
  // @ts-expect-error: no such status
  await ct.list({ status: ['assuredly'] })
  // @ts-expect-error: the flag cannot be set
  await ct.change(web, { status: ['dying'] })
  // @ts-expect-error: `timeout` is required
  await ct.add(web)
  // @ts-expect-error: the kernel applies the filter of `zero`, and cannot filter by ports
  await ct.zero({ sport: 5 })
  for await (const event of ct.monitor({ groups: ['new', 'exp-new'] })) {
    same<Equal<typeof event, ConntrackEvent>>()
    if ('object' in event && event.object === 'expectation') same<Equal<typeof event.value, Expectation>>()
  }
}
