/** Forwarding and address translation: what `nft` lists, and which addresses the internet sees. */
import { readFileSync } from 'node:fs'
import type { Checker } from '../checker.ts'
import { host, internet, type LabHost } from '../lab-host.ts'
import type { ChainRow, RuleRow } from './ruleset.ts'
import { matches, part, ruleset } from './ruleset.ts'

/** Whose packets are translated, and the link by which they leave (`==`) or do not leave (`!=`). */
export interface Way {
  readonly source: string
  readonly op: '==' | '!='
  readonly out: string
}

export const forwards = (check: Checker): void =>
  check.is('the host forwards', readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8').trim(), '1')

const isNat = ({ type, hook }: ChainRow): boolean => type === 'nat' && hook === 'postrouting'

/** Rules in nft's format, and in that of iptables-nft (`xt`). */
const masquerades = ({ source, op, out }: Way): RuleRow[] => {
  const { chains, rules } = ruleset()
  const [addr, length] = source.split('/')
  const nat = chains.filter(isNat).map(({ family, table, name }) => `${family} ${table} ${name}`)
  return rules.filter(
    (rule) =>
      nat.includes(`${rule.family} ${rule.table} ${rule.chain}`) &&
      matches(rule, '==', ['payload', 'field'], 'saddr', { prefix: { addr, len: Number(length) } }) &&
      (matches(rule, op, ['meta', 'key'], 'oifname', out) || matches(rule, op, ['meta', 'key'], 'oif', out)) &&
      rule.expr.some((one) => 'masquerade' in one || part(one, 'xt', 'name') === 'MASQUERADE'),
  )
}

export const isMasqueraded = (check: Checker, way: Way): void => {
  const rules = masquerades(way)
  const said = `${way.source} that leaves by ${way.op === '!=' ? 'any link but ' : ''}${way.out}`
  check.is(`one rule masquerades ${said}`, rules.length, 1)
  check.is('the rule counts', rules[0]?.expr.filter((one) => 'counter' in one).length, 1)
  const bases = ruleset().chains.filter(isNat)
  check.is(
    'it is on the hook where sources are translated',
    bases.some(({ prio, policy }) => prio === 100 && policy === 'accept'),
    true,
  )
  const listed = host.run('iptables -t nat -L POSTROUTING -v -n').output
  check.is(
    '`iptables -t nat -L -v` lists it',
    listed.includes('MASQUERADE') && listed.includes(String(way.source.split('/')[0])),
    true,
  )
}

export const hasMasqueraded = (check: Checker, way: Way): void => {
  const counter = masquerades(way)[0]?.expr.find((one) => 'counter' in one)
  check.is('the rule has counted packets', Number(part(counter, 'counter', 'packets') ?? 0) > 0, true)
}

/** Echo requests that the internet has received, by their source address. */
const probe = (counter: 'from_host' | 'from_others'): number => {
  const { output } = internet.run(`nft -j list counter ip probe ${counter}`)
  const found = (JSON.parse(output) as { nftables: object[] }).nftables.map((one) => part(one, 'counter', 'packets'))
  return found.find((packets) => typeof packets === 'number') as number
}

/** Replies come back from the internet, which has no route to the sender. */
export const reachesInternet = async (check: Checker, labHost: LabHost): Promise<void> => {
  const before = probe('from_host')
  const others = probe('from_others')
  await check.pings(`${labHost.name} pings the internet`, labHost, '198.51.100.8')
  check.is(`the internet saw the host's address for ${labHost.name}`, probe('from_host') > before, true)
  check.is(`and no other for ${labHost.name}`, probe('from_others'), others)
  const reply = /ttl=(\d+)/.exec(labHost.run('ping -c1 -W2 198.51.100.8').output)
  check.is(`the internet is one hop away from ${labHost.name}`, reply?.[1], '63')
}
