/** Rules that choose a routing table. */
import { defineObject } from '../object.ts'
import { RuleChanges } from './changes.ts'
import { ruleKind } from './reading.ts'
import { Rules } from './rules.ts'

export const rule = defineObject({
  name: 'rule',
  summary: 'rules that choose a routing table',
  kind: ruleKind,
  messages: { new: 'RTM_NEWRULE', delete: 'RTM_DELRULE' },
  // The kernel reports rules of multicast routing to the same groups.
  groups: { 'ipv4-rule': ['inet', 'ipmr'], 'ipv6-rule': ['inet6', 'ip6mr'] },
  collection: Rules,
  changes: RuleChanges,
})
