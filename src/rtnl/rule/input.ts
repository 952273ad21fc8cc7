/** What programs write to add or delete a rule. */
import type { Rule } from '../shapes.ts'

/** The fields of a rule, by the names they are read with. A field that is left out matches everything. */
export interface NewRule extends Partial<Omit<Rule, 'flags'>> {
  /** Flags of the rule (FIB_RULE_*). Default: none. */
  readonly flags?: Rule['flags'] | undefined
  /** The rule applies to packets that do not match. */
  readonly not?: boolean | undefined
}
