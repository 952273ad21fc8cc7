/** Rules that choose a routing table (`ip rule`). */
import type { RequestOptions } from '../../netlink/socket/exchange.ts'
import type { Kind } from '../collection.ts'
import { Collection } from '../collection.ts'
import type { Fields } from '../fields.ts'
import { number, readFields, word } from '../fields.ts'
import type { Requester } from '../requester.ts'
import type { Rule } from '../shapes.ts'
import { ruleShape } from '../shapes.ts'
import { family } from '../tables/family.ts'
import { messageTypes } from '../tables/index.ts'
import { routeProtocol, routeTable } from '../tables/route-words.ts'
import type { RuleMessage } from './tables/rule.ts'
import { rule } from './tables/rule.ts'

export interface RuleFilter {
  /** `inet` or `inet6`; the kernel filters by it. */
  readonly family?: string | undefined
  readonly table?: string | number | undefined
  readonly priority?: number | undefined
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
      // a rule without a priority has 0
      matches: (found) => wanted.every(([key, value]) => (found[key as keyof Rule] ?? 0) === value),
    }
  },
}

export class Rules extends Collection<Rule, RuleFilter, RuleMessage> {
  constructor(requester: Requester) {
    super(requester, ruleKind)
  }

  /** The rules of a priority: there may be several, and the three at the start have priority 0, 32766 and 32767. */
  async get(priority: number, filter: RuleFilter = {}, options?: RequestOptions): Promise<Rule[]> {
    number()(priority, 'priority')
    return this.list({ ...filter, priority }, options)
  }
}
