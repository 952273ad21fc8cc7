/** What a command of `rtnl-dump` lists, and how. */
import type { Command } from 'commander'
import type { Member, ObjectName } from '../rtnl/objects.ts'
import type { Rtnl } from '../rtnl/rtnl.ts'
import type { Format } from './format/words.ts'

/** The options of a command as they were parsed. */
export type Options = { readonly [name: string]: unknown }

// biome-ignore lint/suspicious/noExplicitAny: objects of different shapes stand side by side here.
type Any = any

export interface Dumped {
  /** The command, and the key of the client. */
  readonly name: Member
  readonly aliases: readonly string[]
  /** What an event calls it, and the key of how it is read. */
  readonly object: ObjectName
  readonly format: Format<Any>
  /** Whether lines name links that are no more than an index in the object. */
  readonly named: boolean
  readonly options: (command: Command) => Command
  readonly filter: (options: Options) => object
  /** Options of `list` and `iterate`: what to read in addition to the objects. */
  readonly with?: object
  /** One object, where the options ask for one. */
  readonly one?: (rtnl: Rtnl, options: Options) => Promise<object> | undefined
  readonly examples: readonly (readonly [string, string])[]
}
