/** The types of `rtnl/nftables`, checked by the compiler alone. Nothing here is run. */
import type {
  Field,
  Match,
  NftSet,
  Rule,
  Ruleset,
  Statement,
  Table,
  TransactionError,
  Verdict,
} from '../../src/nftables.ts'
import { ct, describeStatements, ip, jump, meta, Nftables, tcp } from '../../src/nftables.ts'
import type { Equal } from './equal.ts'
import { same } from './equal.ts'

export const run = async (): Promise<void> => {
  await using nft = await Nftables.open({ io: 'inline' })
  const ruleset = await nft.ruleset()
  same<Equal<typeof ruleset, Ruleset>>()
  same<Equal<Awaited<ReturnType<typeof nft.tables.list>>, Table[]>>()
  same<Equal<Awaited<ReturnType<typeof nft.rules.list>>, Rule[]>>()
  same<Equal<Awaited<ReturnType<typeof nft.sets.list>>, NftSet[]>>()
  const statements: Statement[] = [ip.saddr('10.9.0.0/24'), tcp.dport('!=', [80, 443]), ct.protoSrc(22), jump('x')]
  same<Equal<ReturnType<typeof jump>, Verdict>>()
  same<Equal<typeof meta.iifname, Field>>()
  const match: Match = meta.iifname('eth*')
  describeStatements([match, ...statements])
  // @ts-expect-error no such field
  ip.sadr('10.9.0.1')
  // @ts-expect-error no such operator
  ip.saddr('~', '10.9.0.1')
  // @ts-expect-error no such family
  await nft.transaction((tx) => tx.tables.add({ family: 'inet6', name: 't' }))
  const failures = (error: TransactionError): number[] => [...error.failures.keys()]
  failures satisfies (error: TransactionError) => number[]
}
