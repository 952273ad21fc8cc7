/** The gate of a relay with a policy. */
import { families } from '../../families.ts'
import type { RemoteNamespace } from '../../netlink/transport/transport.ts'
import type { Gate, Objection, Place, Wanted, Warden } from '../gate.ts'
import { nameOf } from '../namespace.ts'
import { LinkLookup } from './link-lookup.ts'
import { Lock } from './lock.ts'
import { listed, matchesAny } from './pattern.ts'
import type { Policy } from './policy.ts'
import type { Decision } from './warden.ts'
import { PolicyWarden } from './warden.ts'

const NETLINK_ROUTE = 0

export interface PolicyGateOptions {
  readonly dryRun: boolean
  /** Called with every decision about a change, and with every refusal. */
  readonly decided: (decision: Decision, wanted: Wanted) => void
}

export class PolicyGate implements Gate {
  private readonly policy: Policy
  private readonly options: PolicyGateOptions
  /** Shared by all clients of the policy, since they share its quotas. */
  private readonly counting = new Lock()

  constructor(policy: Policy, options: PolicyGateOptions) {
    this.policy = policy
    this.options = options
  }

  get namespaces(): boolean {
    return this.policy.netns.length > 0
  }

  open({ protocol, where, listenAllNsid }: Wanted): Objection {
    const family = families.find((one) => one.protocol === protocol)
    if (family === undefined) return `policy: netlink protocol ${protocol} is not allowed`
    if (!this.mayOpen(family.name)) return `policy: the family ${family.name} is not allowed`
    if (listenAllNsid) return 'policy: the notifications of other namespaces are not allowed'
    return where === undefined ? undefined : this.namespace(where)
  }

  namespace(where: RemoteNamespace): Objection {
    const { netns } = this.policy
    // a path or the id of a process could be that of any namespace
    if ('netns' in where && !where.netns.includes('/') && matchesAny(netns, where.netns)) return undefined
    return `policy: ${nameOf(where)} is not allowed, only ${listed(netns)}`
  }

  join(protocol: number): Objection {
    const family = families.find((one) => one.protocol === protocol)?.name
    if (this.policy.read.includes(family as 'route')) return undefined
    return `policy: the notifications of the family ${family} are not allowed`
  }

  warden(place: Place): Warden {
    const family = families.find((one) => one.protocol === place.wanted.protocol)
    /* c8 ignore next -- `open` was asked before */
    if (family === undefined) throw new Error('no family')
    return new PolicyWarden({
      family,
      dryRun: this.options.dryRun,
      decided: (decision) => this.options.decided(decision, place.wanted),
      context: {
        policy: this.policy,
        place,
        links: new LinkLookup(() => place.another(NETLINK_ROUTE)),
        counting: this.counting,
      },
    })
  }

  private mayOpen(family: string): boolean {
    const { read, nft } = this.policy
    return read.includes(family as 'route') || (family === 'netfilter' ? nft !== undefined : true)
  }
}
