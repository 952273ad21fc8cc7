/** A ruleset as one value. */
import type { Flowtable } from './flowtables.ts'
import type { Chain, NftObject, Rule, Table } from './objects.ts'
import type { NftSet } from './set.ts'

/** The objects of a ruleset, or of a part of one. */
export interface RulesetParts {
  readonly tables: readonly Table[]
  readonly chains: readonly Chain[]
  readonly sets: readonly NftSet[]
  readonly objects: readonly NftObject[]
  readonly flowtables: readonly Flowtable[]
  readonly rules: readonly Rule[]
}

/** A whole ruleset, of one generation. */
export interface Ruleset extends RulesetParts {
  readonly generation: number
}
