/** Flowtables as programs see them. Packets of the connections in a flowtable bypass the rules. */
import type { Shaped } from '../../netlink/codec/shape.ts'
import { devicesOf } from './devices.ts'
import type { HookName } from './hooks.ts'
import { hookName } from './hooks.ts'
import type { netfilterShape } from './shapes.ts'
import type { Family } from './statements/context.ts'
import type { FlowtableMessage } from './tables/flowtable.ts'

/** The message as the decoder returns it. */
export type FlowtableValue = Shaped<FlowtableMessage, typeof netfilterShape>

/**
 * A flowtable: connections that a rule adds to it bypass the rules between its devices. Fields that it does not have are
 * absent.
 */
export interface Flowtable {
  /** Family of the table. */
  readonly family: Family
  /** Name of the table. */
  readonly table: string
  /** Name of the flowtable. */
  readonly name: string
  /** The number that the kernel has assigned; unique in the table. */
  readonly handle: number
  /** `ingress`. A number if nft has no word for it. */
  readonly hook?: HookName | number
  /** Priority at the hook: lower numbers see a packet first. */
  readonly priority?: number
  /** Names of its links. */
  readonly devices?: readonly string[]
  /** `offload`: the hardware forwards the packets. `counter`: packets that bypass the rules are counted. */
  readonly flags?: readonly string[]
}

export const readFlowtable = (value: FlowtableValue): Flowtable => {
  const { table = '', name = '', handle = 0, hook, flags = [] } = value
  const family = value.family as Family
  const { num, priority, devs } = hook ?? {}
  const devices = devicesOf(devs)
  return {
    family,
    table,
    name,
    handle,
    // the hook is one of family netdev, whatever the family of the table
    ...(num === undefined ? {} : { hook: hookName('netdev', num) }),
    ...(priority === undefined ? {} : { priority }),
    ...(devices === undefined ? {} : { devices }),
    ...(flags.length === 0 ? {} : { flags: flags.map(String) }),
  }
}
