/** The rules that Docker writes, as `nft` lists them. */
import type { Checker } from '../checker.ts'
import { isMasqueraded, type Way } from './nat.ts'
import { ends, jump, matches, part, type RuleRow, ruleset } from './ruleset.ts'

const CHAINS = ['DOCKER', 'DOCKER-ISOLATION-STAGE-1', 'DOCKER-ISOLATION-STAGE-2', 'DOCKER-USER']

/** `ct state`, as nft and as iptables-nft write it. */
const looksAtState = (rule: RuleRow): boolean =>
  rule.expr.some(
    (one) => part(one, 'match', 'left', 'ct', 'key') === 'state' || part(one, 'xt', 'name') === 'conntrack',
  )

export const isMasqueradedByDocker = (check: Checker, way: Way): void => {
  isMasqueraded(check, way)
  const { chains, rules } = ruleset()
  const of = (chain: string, table?: string): RuleRow[] =>
    rules.filter((rule) => rule.chain === chain && (table === undefined || rule.table === table))
  const forward = chains.find(({ type, hook }) => type === 'filter' && hook === 'forward')
  check.is('what nobody allows is not forwarded', forward?.policy, 'drop')
  const names = new Set(chains.map(({ name }) => name))
  check.is(
    "Docker's chains are there",
    CHAINS.filter((name) => names.has(name)),
    CHAINS,
  )
  check.is('the user comes first, then isolation', of('FORWARD').slice(0, 2).map(jump), [
    'DOCKER-USER',
    'DOCKER-ISOLATION-STAGE-1',
  ])
  check.is('answers are let in', of('FORWARD').filter((rule) => looksAtState(rule) && ends(rule, 'accept')).length, 1)
  check.is(
    'published ports are not for containers',
    of('DOCKER', 'nat')
      .filter((rule) => ends(rule, 'return'))
      .map((rule) => matches(rule, '==', ['meta', 'key'], 'iifname', way.out)),
    [true],
  )
  const output = of('OUTPUT', 'nat').filter((rule) => jump(rule) === 'DOCKER')
  const loopback = { prefix: { addr: '127.0.0.0', len: 8 } }
  check.is(
    'published ports are for the host itself, but for its loopback',
    output.map((rule) => matches(rule, '!=', ['payload', 'field'], 'daddr', loopback)),
    [true],
  )
  check.is('and for what comes in', of('PREROUTING').filter((rule) => jump(rule) === 'DOCKER').length, 1)
}
