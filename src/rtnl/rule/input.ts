/** The input of the verbs that add or delete a rule. */
import type { Rule } from '../shapes.ts'

/**
 * The fields of a rule, named as they are read. A selector that is absent matches every packet. Without `table`, `action`,
 * `goto` and `l3mdev`, `rules.add` sets the table `main`.
 */
export interface NewRule extends Partial<Omit<Rule, 'flags'>> {
  /** Flags of the rule (FIB_RULE_*). Default: none. */
  readonly flags?: Rule['flags'] | undefined
  /** The rule applies to packets that do not match. */
  readonly not?: boolean | undefined
}
