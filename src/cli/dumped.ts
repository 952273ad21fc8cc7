/** Describes a command of `rtnl-dump` that lists objects. */
import type { Command } from 'commander'
import type { Member, ObjectName } from '../rtnl/objects.ts'
import type { Rtnl } from '../rtnl/rtnl.ts'
import type { Format } from './format/words.ts'

/** The parsed options of a command. */
export type Options = { readonly [name: string]: unknown }

// biome-ignore lint/suspicious/noExplicitAny: the list of commands contains objects of different shapes.
type Any = any

export interface Dumped {
  /** The name of the command, and the member of the client. */
  readonly name: Member
  readonly aliases: readonly string[]
  /** The name of the object in events. */
  readonly object: ObjectName
  readonly format: Format<Any>
  /** The fields that its lines show. Absent: most of them. */
  readonly fields?: readonly string[]
  /** Whether its lines need the names of links, of which the object has only the indexes. */
  readonly named: boolean
  readonly options: (command: Command) => Command
  readonly filter: (options: Options) => object
  /** Options of `list` and `iterate`: what to read in addition to the objects. */
  readonly with?: object
  /** Reads one object. Undefined if the options select a list. */
  readonly one?: (rtnl: Rtnl, options: Options) => Promise<object> | undefined
  readonly examples: readonly (readonly [string, string])[]
}
