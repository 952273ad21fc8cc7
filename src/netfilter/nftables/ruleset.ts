/** A ruleset as one value. */
import type { Flowtable } from './flowtables.ts'
import type { Chain, NftObject, Rule, Table } from './objects.ts'
import type { NftSet } from './set.ts'

/** The objects of a ruleset, or of a part of one. */
export interface RulesetParts {
  /** The tables. */
  readonly tables: readonly Table[]
  /** The chains of all tables. */
  readonly chains: readonly Chain[]
  /** The sets and maps of all tables, with their elements. */
  readonly sets: readonly NftSet[]
  /** The named objects of all tables. */
  readonly objects: readonly NftObject[]
  /** The flowtables of all tables. */
  readonly flowtables: readonly Flowtable[]
  /** The rules of all chains; those of one chain in their order. */
  readonly rules: readonly Rule[]
}

/** A whole ruleset, of one generation. */
export interface Ruleset extends RulesetParts {
  /** The generation of which it was read. */
  readonly generation: number
}
