/** Flowtables as programs see them. Packets of the connections in a flowtable bypass the rules. */
import type { Shaped } from '../../netlink/codec/shape.ts'
import { devicesOf } from './devices.ts'
import type { HookName } from './hooks.ts'
import { hookName } from './hooks.ts'
import type { netfilterShape } from './shapes.ts'
import type { Family } from './statements/context.ts'
import type { FlowtableMessage } from './tables/flowtable.ts'

export type FlowtableValue = Shaped<FlowtableMessage, typeof netfilterShape>

export interface Flowtable {
  readonly family: Family
  readonly table: string
  readonly name: string
  readonly handle: number
  readonly hook?: HookName | number
  readonly priority?: number
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
