/** Chooses the gate by the options of the program. */
import type { RemoteNamespace } from '../netlink/transport/transport.ts'
import type { Gate } from './gate.ts'
import { openGate } from './gate.ts'
import { nameOf } from './namespace.ts'
import type { PolicyGateOptions } from './policy/gate.ts'
import { PolicyGate } from './policy/gate.ts'
import type { Policy } from './policy/policy.ts'
import { READ_ONLY } from './policy/policy.ts'

/** Options that decide what a client may do. */
export interface GateArguments {
  readonly policy?: Policy | undefined
  readonly readOnly?: boolean | undefined
  /** Namespaces that may be opened. Undefined: all. */
  readonly netns?: readonly string[] | undefined
}

/** Lets everything pass, in these namespaces and that of the relay. */
const gateFor = (names: readonly string[]): Gate => {
  const namespace = (where: RemoteNamespace): string | undefined =>
    'netns' in where && names.includes(where.netns) ? undefined : `${nameOf(where)} is not among those of --netns`
  return {
    ...openGate,
    namespaces: true,
    namespace,
    open: ({ where }) => (where === undefined ? undefined : namespace(where)),
  }
}

/** The gate that the options name. */
export const gateOf = ({ policy, readOnly, netns }: GateArguments, options: PolicyGateOptions): Gate => {
  if (policy !== undefined) return new PolicyGate(policy, options)
  if (readOnly === true) return new PolicyGate(READ_ONLY, options)
  return netns === undefined ? openGate : gateFor(netns)
}
