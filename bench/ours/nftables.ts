/** nftables rules|set SEQUENCE COUNT PASSES: repeats the sequence of steps (load, list, flush), and measures each. */
import type { Nftables as Client, Ruleset, Statement, Transaction } from '../../src/nftables.ts'
import { accept, counter, ct, drop, ip, ip6, limit, log, meta, Nftables, tcp, udp } from '../../src/nftables.ts'
import { address, checkOf, numbersOf } from '../firewall.ts'
import { argument, report } from './figures.ts'

const what = argument(0)
const sequence = argument(1).split(',')
const count = Number(argument(2))
const passes = Number(argument(3))

const statements = (i: number): Statement[] => {
  const { high, low, port, kind } = numbersOf(i)
  switch (kind) {
    case 0:
      return [ip.saddr(`10.9.${high}.${low}`), tcp.dport(port), counter(), accept()]
    case 1:
      return [ip.daddr(`10.${high}.${low}.0/24`), udp.dport(`${port}-${port + 9}`), drop()]
    case 2:
      return [
        meta.iifname(`eth${i % 16}`),
        ct.state('established,related'),
        ip.saddr(`172.16.${high}.${low}`),
        counter(),
        accept(),
      ]
    default:
      return [
        ip6.daddr(`2001:db8::${(i + 1).toString(16)}`),
        tcp.dport(port),
        limit(1 + (i % 100), 'second'),
        log({ prefix: `p${i % 8}` }),
      ]
  }
}

const GROWING_MS = 1000
const IN = { family: 'inet', table: 'bench' } as const

const rules = (tx: Transaction): void => {
  tx.chains.add({ ...IN, name: 'input', type: 'filter', hook: 'input', priority: 'filter', policy: 'accept' })
  for (let i = 0; i < count; i++) {
    const rule = { ...IN, chain: 'input', statements: statements(i) }
    tx.rules.add(i % 4 === 3 ? { ...rule, comment: `rule ${i}` } : rule)
  }
}

const set = (tx: Transaction): void => {
  const elements = Array.from({ length: count }, (_, i) => ({ key: address(i) }))
  tx.sets.add({ ...IN, name: 'many', type: 'ipv4_addr', elements })
}

const load = async (nft: Client): Promise<undefined> => {
  await nft.transaction((tx) => {
    tx.tables.add({ family: 'inet', name: 'bench' })
    if (what === 'rules') rules(tx)
    else set(tx)
  })
}

const flush = async (nft: Client): Promise<undefined> => {
  await nft.transaction((tx) => tx.flush())
}

const portOf = (statement: Statement): number =>
  'match' in statement && /^(tcp|udp) dport$/.test(statement.match) && typeof statement.right === 'number'
    ? statement.right
    : 0

const check = ({ rules: all, sets }: Ruleset): string =>
  checkOf({
    rules: all.length,
    ports: all.flatMap((one) => one.statements.map(portOf)),
    elements: sets.flatMap(({ elements = [] }) => elements.map(({ key }) => String(key))),
  })

const steps: { readonly [step: string]: (nft: Client) => Promise<Ruleset | undefined> } = {
  load,
  list: (nft) => nft.ruleset(),
  flush,
}

const nft = await Nftables.open()
const times: { [step: string]: number[] } = Object.fromEntries(sequence.map((step) => [step, []]))
let read = ''
for (let pass = 0; pass < passes; pass++)
  for (const step of sequence) {
    const since = performance.now()
    const found = await (steps[step] as (typeof steps)[string])(nft)
    times[step]?.push(performance.now() - since)
    if (found !== undefined) read = check(found)
    // a set's hash table grows after the load, and is listed next
    if (step === 'load' && sequence.length > 1) await new Promise((resolve) => setTimeout(resolve, GROWING_MS))
  }
nft.close()
report({ ...times, check: read })
