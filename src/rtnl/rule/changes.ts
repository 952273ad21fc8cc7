/** The requests of `ip rule add|delete`. */

import type { Change } from '../../client/change.ts'
import { VERBS } from '../../client/change.ts'
import { settable, wasRead } from '../../client/read-only.ts'
import type { Requester } from '../../client/requester.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { makeChange } from '../change.ts'
import { parsePrefix } from '../prefix.ts'
import { ruleReadOnly } from '../read-only-fields.ts'
import type { NewRule } from './input.ts'
import { ruleKind } from './reading.ts'

type Given = { readonly [K in keyof NewRule]: NewRule[K] | undefined }

/** The family of a rule: the given one, else that of its prefixes, else IPv4. */
export const familyOf = ({ family, src, dst }: Given): unknown => {
  if (family !== undefined) return family
  const hint = dst ?? src
  return hint === undefined ? 'inet' : parsePrefix(hint, dst === undefined ? 'src' : 'dst').family
}

/**
 * The rule with its priority. The kernel omits the priority 0 from replies, but chooses another one for a request without a
 * priority.
 */
const prioritized = (rule: Given): Given =>
  rule.priority === undefined && wasRead(rule, ruleReadOnly) ? { ...rule, priority: 0 } : rule

/** Requests about rules. */
export class RuleChanges {
  private readonly requester: Requester

  constructor(requester: Requester) {
    this.requester = requester
  }

  add(rule: NewRule): Change {
    const action = rule.goto === undefined ? 'lookup' : 'goto'
    const table =
      rule.table ??
      (rule.action === undefined && rule.goto === undefined && rule.l3mdev === undefined ? 'main' : undefined)
    return this.make('RTM_NEWRULE', VERBS.add, { action, protocol: 'boot', ...rule, table })
  }

  /**
   * Deletes the first rule that has all given fields. A field that is undefined and a rule without fields are refused, since
   * they would match any rule.
   */
  delete(rule: NewRule): Change {
    const given = Object.entries(rule).filter(([key]) => key !== 'family')
    if (given.length === 0) throw new EncodeError('rule', 'a field that identifies the rule, such as its priority')
    for (const [key, value] of given)
      if (value === undefined) throw new EncodeError(key, 'a value, or no such field: undefined would select any rule')
    // The kernel accepts FRA_GOTO only together with the action `goto`.
    return this.make('RTM_DELRULE', VERBS.delete, rule.goto === undefined ? rule : { action: 'goto', ...rule })
  }

  private make(name: 'RTM_NEWRULE' | 'RTM_DELRULE', flags: number, given: Given): Change {
    const { not, ...rule } = prioritized(settable(given, ruleReadOnly))
    const words = not === true ? [...(rule.flags ?? []), 'invert'] : rule.flags
    const input = { ...rule, family: familyOf(rule), flags: words }
    const target = rule.priority === undefined ? `from ${rule.src ?? 'all'}` : `priority ${rule.priority}`
    return makeChange(this.requester, ruleKind, name, flags, input, target)
  }
}
