/** Rules: RTM_NEWRULE, RTM_DELRULE and RTM_GETRULE, as net/core/fib_rules.c does. */
import { isDeepStrictEqual } from 'node:util'
import type { Query } from '../netlink/codec/query.ts'
import { NLM_F_EXCL } from '../netlink/protocol/header.ts'
import type { RuleMessage } from '../rtnl/rule/tables/rule.ts'
import type { IpFamily } from './arithmetic.ts'
import { BITS } from './arithmetic.ts'
import { notModelled, Refusal, refuseOthers } from './refusal.ts'
import { lowTable } from './routes/route.ts'
import type { World } from './world.ts'

const NONE = 0xffffffff
const MODELLED = [
  ...['header', 'dst', 'src', 'iifname', 'oifname', 'priority', 'fwmark', 'fwmask'],
  ...['suppressPrefixlen', 'table', 'protocol'],
]
const ACTIONS: readonly unknown[] = ['unspec', 'lookup', 'blackhole', 'unreachable', 'prohibit']

const family = ({ header }: RuleMessage): IpFamily => {
  const { family } = header
  if (family !== 'inet' && family !== 'inet6') throw notModelled(`rules of family ${family}`, 'header.family')
  return family
}

/** Refuses what is not modelled, and prefixes without an address. */
const check = (message: RuleMessage): void => {
  refuseOthers(message, MODELLED)
  const bits = BITS[family(message)]
  const { header, src, dst } = message
  const { srcLen, dstLen, tos, action, flags } = header
  if (!ACTIONS.includes(action)) throw notModelled(`rules with the action ${action}`, 'header.action')
  if (tos !== 0) throw notModelled('rules by TOS', 'header.tos')
  const other = flags.find((flag) => flag !== 'invert')
  if (other !== undefined) throw notModelled(`the flag ${other}`, 'header.flags')
  if (srcLen > bits || (srcLen > 0 && src === undefined)) throw new Refusal('EINVAL', 'Invalid source address')
  if (dstLen > bits || (dstLen > 0 && dst === undefined)) throw new Refusal('EINVAL', 'Invalid dst address')
}

/** The rule that a request describes, with the kernel's defaults. */
const readRule = (message: RuleMessage): RuleMessage => {
  const { header, src, dst, iifname, oifname, fwmark, fwmask, priority, protocol = 'unspec' } = message
  const table = message.table ?? (header.table as RuleMessage['table'])
  return {
    header: { ...header, table: lowTable(table) },
    ...{ table, src, dst, iifname, oifname, priority, protocol },
    fwmark: fwmark === 0 ? undefined : fwmark,
    fwmask: fwmask ?? (fwmark === undefined || fwmark === 0 ? undefined : NONE),
    suppressPrefixlen: message.suppressPrefixlen ?? NONE,
  }
}

/** The message of a rule. The kernel omits the priority 0. */
const ruleMessage = (world: World, rule: RuleMessage): RuleMessage => {
  const { iifname, oifname, priority, header } = rule
  const isMissing = (name: string | undefined): boolean => name !== undefined && world.named(name) === undefined
  const flags: RuleMessage['header']['flags'] = [
    ...header.flags,
    ...(isMissing(iifname) ? (['iif_detached'] as const) : []),
    ...(isMissing(oifname) ? (['oif_detached'] as const) : []),
  ]
  return { ...rule, header: { ...header, flags }, priority: priority === 0 ? undefined : priority }
}

const report = (world: World, name: 'RTM_NEWRULE' | 'RTM_DELRULE', rule: RuleMessage): void => {
  if (rule.header.family === 'inet') world.ownRules = true
  world.report({
    name,
    value: ruleMessage(world, rule),
    group: rule.header.family === 'inet' ? 'ipv4-rule' : 'ipv6-rule',
    own: true,
  })
}

const rulesOf = ({ rules }: World, family: unknown): RuleMessage[] =>
  rules.filter(({ header }) => family === 'unspec' || header.family === family)

/** The priority of a rule that is requested without one: before the second one (fib_default_rule_pref). */
const defaultPriority = (rules: readonly RuleMessage[]): number => Math.max(0, (rules[1]?.priority ?? 0) - 1)

const insert = (world: World, rule: RuleMessage): void => {
  const { rules } = world
  const priority = rule.priority as number
  const next = rules.findIndex((one) => one.header.family === rule.header.family && (one.priority as number) > priority)
  rules.splice(next < 0 ? rules.length : next, 0, rule)
}

/** Adds the rules that exist at boot. */
export const addDefaultRules = (world: World): void => {
  const add = (family: IpFamily, priority: number, table: 'local' | 'main' | 'default'): void => {
    const header = {
      family,
      dstLen: 0,
      srcLen: 0,
      tos: 0,
      table,
      res1: 0,
      res2: 0,
      action: 'lookup',
      flags: [],
    } as const
    insert(world, { header, table, priority, protocol: 'kernel', suppressPrefixlen: NONE })
  }
  for (const family of ['inet', 'inet6'] as const) {
    add(family, 0, 'local')
    add(family, 32766, 'main')
  }
  add('inet', 32767, 'default')
}

/** RTM_NEWRULE. `flags`: NLM_F_*. */
export const newRule = (world: World, message: RuleMessage, flags: number): void => {
  check(message)
  const given = readRule(message)
  if (given.header.action === 'lookup' && given.table === 'unspec') throw notModelled('rules without a table', 'table')
  const all = rulesOf(world, given.header.family)
  const rule = { ...given, priority: given.priority ?? defaultPriority(all) }
  const same = all.some((one) => {
    const { flags } = one.header
    return isDeepStrictEqual(one, { ...rule, header: { ...rule.header, flags } })
  })
  if (same && (flags & NLM_F_EXCL) !== 0) throw new Refusal('EEXIST')
  insert(world, rule)
  report(world, 'RTM_NEWRULE', rule)
}

/** RTM_DELRULE: deletes the first rule that has all given fields (rule_find). */
export const deleteRule = (world: World, message: RuleMessage): void => {
  check(message)
  const { header, priority, ...wanted } = readRule(message)
  const ignored = new Set<unknown>([undefined, 'unspec', NONE])
  const fields = { ...wanted, fwmask: message.fwmask === 0 ? undefined : wanted.fwmask }
  const isWanted = (rule: RuleMessage): boolean =>
    (priority === undefined || rule.priority === priority) &&
    (header.action === 'unspec' || rule.header.action === header.action) &&
    (header.srcLen === 0 || rule.header.srcLen === header.srcLen) &&
    (header.dstLen === 0 || rule.header.dstLen === header.dstLen) &&
    Object.entries(fields).every(([key, value]) => ignored.has(value) || rule[key as 'table'] === value)
  const found = rulesOf(world, header.family).find(isWanted)
  if (found === undefined) throw new Refusal('ENOENT')
  world.rules.splice(world.rules.indexOf(found), 1)
  report(world, 'RTM_DELRULE', found)
}

/** The dump of RTM_GETRULE. */
export const listRules = (world: World, { header, ...others }: Query<RuleMessage>): RuleMessage[] => {
  const { family = 'unspec' } = header
  refuseOthers(others, [])
  return rulesOf(world, family)
    .sort((one, other) => Number(one.header.family === 'inet6') - Number(other.header.family === 'inet6'))
    .map((rule) => ruleMessage(world, rule))
}
