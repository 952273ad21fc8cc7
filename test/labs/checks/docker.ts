/** The rules of Docker, as `nft` lists them. */
import type { Checker } from '../checker.ts'
import { host } from '../lab-host.ts'
import { isMasqueraded, type Way } from './nat.ts'
import { ends, jump, matches, part, type RuleRow, ruleset } from './ruleset.ts'

const CHAINS = ['DOCKER', 'DOCKER-ISOLATION-STAGE-1', 'DOCKER-ISOLATION-STAGE-2', 'DOCKER-USER']

/** The output of `iptables-save` for an unmodified Docker daemon. */
const SAVED = [
  '-A DOCKER -i docker0 -j RETURN',
  '-A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2',
  '-A DOCKER-ISOLATION-STAGE-1 -j RETURN',
  '-A DOCKER-ISOLATION-STAGE-2 -j RETURN',
  '-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP',
  '-A DOCKER-USER -j RETURN',
  '-A FORWARD -i docker0 ! -o docker0 -j ACCEPT',
  '-A FORWARD -i docker0 -o docker0 -j ACCEPT',
  '-A FORWARD -j DOCKER-ISOLATION-STAGE-1',
  '-A FORWARD -j DOCKER-USER',
  '-A FORWARD -o docker0 -j DOCKER',
  '-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  '-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER',
  '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
  '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
]

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
  check.is('packets that no rule allows are not forwarded', forward?.policy, 'drop')
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
  const saved = host.run('iptables-save').output.split('\n')
  check.is('`iptables-save` lists them all', saved.filter((line) => line.startsWith('-A')).sort(), SAVED)
}
