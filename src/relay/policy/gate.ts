/** The gate of a relay with a policy. */
import { families } from '../../families.ts'
import type { Credentials } from '../../netlink/transport/relay/datagram/native.ts'
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

/** The kernel states this user (overflowuid) for all whose number it cannot express in the user namespace of the relay. */
const OVERFLOW_UID = 65534

const UNKNOWN = 'policy: the user of the client is not known, so nothing belongs to it'

const isPath = (where: RemoteNamespace): boolean => 'netns' in where && where.netns.includes('/')

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
    return this.policy.netns.length > 0 || this.policy.owned
  }

  get processes(): boolean {
    return this.policy.owned
  }

  open({ protocol, where, listenAllNsid, client }: Wanted): Objection {
    const family = families.find((one) => one.protocol === protocol)
    if (family === undefined) return `policy: netlink protocol ${protocol} is not allowed`
    if (!this.mayOpen(family.name)) return `policy: the family ${family.name} is not allowed`
    if (listenAllNsid) return 'policy: the notifications of other namespaces are not allowed'
    return where === undefined ? undefined : this.namespace(where, client)
  }

  namespace(where: RemoteNamespace, client: Credentials | undefined): Objection {
    const { netns, owned } = this.policy
    if (this.isNamed(where)) return undefined
    // the owner is known when it is open; a path could be that of any file
    if (owned && !isPath(where)) return client === undefined ? UNKNOWN : undefined
    const theirs = owned ? ' or those of the user' : ''
    return `policy: ${nameOf(where)} is not allowed, only ${listed(netns)}${theirs}`
  }

  opened(where: RemoteNamespace, client: Credentials | undefined, owner: () => number): Objection {
    if (this.isNamed(where)) return undefined
    const uid = client?.uid
    if (uid !== undefined && uid !== OVERFLOW_UID && uid === owner()) return undefined
    return `policy: ${nameOf(where)} was not made by user ${uid}`
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

  /** Whether the policy names a namespace. A path or the id of a process could be that of any. */
  private isNamed(where: RemoteNamespace): boolean {
    return 'netns' in where && !isPath(where) && matchesAny(this.policy.netns, where.netns)
  }

  private mayOpen(family: string): boolean {
    const { read, nft } = this.policy
    return read.includes(family as 'route') || (family === 'netfilter' ? nft !== undefined : true)
  }
}
