/** How rules are read. */
import type { Kind } from '../../client/collection.ts'
import type { Fields } from '../../client/fields.ts'
import { number, readFields, word } from '../../client/fields.ts'
import { NOTHING_DERIVED } from '../../client/projection.ts'
import type { Rule } from '../shapes.ts'
import { ruleShape } from '../shapes.ts'
import { family } from '../tables/family.ts'
import { messageTypes } from '../tables/index.ts'
import { routeProtocol, routeTable } from '../tables/route-words.ts'
import { rule } from './tables/rule.ts'

/** Which rules are listed: those that match every given field. */
export interface RuleFilter {
  /** `inet` or `inet6`; the kernel filters by it. */
  readonly family?: Extract<Rule['family'], string> | undefined
  /** The routing table that the rule chooses: `main`, `local`, `default` or a number. */
  readonly table?: Rule['table'] | undefined
  /** Several rules may have the same priority. The rules that exist at boot have 0, 32766 and 32767. */
  readonly priority?: number | undefined
  /** Who added the rule: `kernel`, `static`, `boot`, ... */
  readonly protocol?: Rule['protocol'] | undefined
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
  derived: NOTHING_DERIVED,
  query: (filter) => {
    const { family = 'unspec', ...others } = readFields(filter, FIELDS)
    const wanted = Object.entries(filter.family === undefined ? others : { family, ...others })
    return {
      request: { header: { family } },
      // The kernel omits the priority 0 from replies.
      matches: (found) => wanted.every(([key, value]) => (found[key as keyof Rule] ?? 0) === value),
    }
  },
}
