/** How rules are read. */
import type { Kind } from '../../client/collection.ts'
import type { Fields } from '../../client/fields.ts'
import { number, readFields, word } from '../../client/fields.ts'
import type { Rule } from '../shapes.ts'
import { ruleShape } from '../shapes.ts'
import { family } from '../tables/family.ts'
import { messageTypes } from '../tables/index.ts'
import { routeProtocol, routeTable } from '../tables/route-words.ts'
import { rule } from './tables/rule.ts'

/** Which rules are listed: those that match every field. */
export interface RuleFilter {
  /** `inet` or `inet6`; the kernel filters by it. */
  readonly family?: string | undefined
  /** The routing table that the rule chooses: `main`, `local`, `default` or a number. */
  readonly table?: string | number | undefined
  /** The priority; the rule with the lowest number is evaluated first. */
  readonly priority?: number | undefined
  /** Who added the rule: `kernel`, `static`, `boot`, ... */
  readonly protocol?: string | number | undefined
}

const FIELDS: Fields<RuleFilter> = {
  family: word(family),
  table: word(routeTable),
  priority: number(),
  protocol: word(routeProtocol),
}

export const ruleKind: Kind<Rule, RuleFilter> = {
  name: 'rules',
  node: rule,
  shape: ruleShape,
  type: messageTypes.RTM_GETRULE.type,
  question: (filter) => {
    const { family = 'unspec', ...others } = readFields(filter, FIELDS)
    const wanted = Object.entries(filter.family === undefined ? others : { family, ...others })
    return {
      request: { header: { family } },
      // The kernel leaves out a priority of 0.
      matches: (found) => wanted.every(([key, value]) => (found[key as keyof Rule] ?? 0) === value),
    }
  },
}
