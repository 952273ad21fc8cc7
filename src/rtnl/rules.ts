/** Rules that choose a routing table (`ip rule`). */
import type { Asker } from './asker.ts'
import type { Kind } from './collection.ts'
import { Collection } from './collection.ts'
import type { Rule } from './shapes.ts'
import { ruleShape } from './shapes.ts'
import { messageTypes } from './tables/index.ts'
import type { RuleMessage } from './tables/rule.ts'
import { rule } from './tables/rule.ts'

export interface RuleFilter {
  /** `inet` or `inet6`; the kernel filters by it. */
  readonly family?: string | undefined
  readonly table?: string | number | undefined
  readonly priority?: number | undefined
  readonly protocol?: string | number | undefined
}

export const ruleKind: Kind<Rule, RuleFilter> = {
  node: rule,
  shape: ruleShape,
  type: messageTypes.RTM_GETRULE.type,
  question: (filter) => {
    const wanted = Object.entries(filter).filter(([, value]) => value !== undefined)
    return {
      request: { header: { family: filter.family ?? 'unspec' } },
      matches: (found) => wanted.every(([key, value]) => (found[key as keyof Rule] ?? 0) === value),
    }
  },
}

export class Rules extends Collection<Rule, RuleFilter, RuleMessage> {
  constructor(asker: Asker) {
    super(asker, ruleKind)
  }

  /** The rules of a priority: there may be several, and the three at the start have priority 0, 32766 and 32767. */
  get(priority: number, filter: RuleFilter = {}): Promise<Rule[]> {
    return this.list({ ...filter, priority })
  }
}
