/** What there is, in one piece. */
import type { Flowtable } from './flowtables.ts'
import type { Chain, NftObject, Rule, Table } from './objects.ts'
import type { NftSet } from './set.ts'

/** As much of a ruleset as is wanted. */
export interface RulesetParts {
  readonly tables: readonly Table[]
  readonly chains: readonly Chain[]
  readonly sets: readonly NftSet[]
  readonly objects: readonly NftObject[]
  readonly flowtables: readonly Flowtable[]
  readonly rules: readonly Rule[]
}

/** All that there is, as of one generation. */
export interface Ruleset extends RulesetParts {
  readonly generation: number
}
