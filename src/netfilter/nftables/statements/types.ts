/** The statements of rules, in nft's terms, as plain objects. */
import type { Scalar } from './datatypes.ts'

export type Operator = '==' | '!=' | '<' | '>' | '<=' | '>='

/** A key of an anonymous set, with statements that count or limit the packets that match it. */
export interface SetItemObject {
  readonly key: Scalar
  readonly statements?: readonly Statement[] | undefined
}
export type SetItem = Scalar | SetItemObject

/**
 * A value (`10.9.0.0/24`, `1000-2000`, `eth*`, `established,related`), a list of values, or the name of a set (`@hosts`). In
 * a name that ends with an asterisk, a backslash precedes it: `eth\\*`.
 */
export type Right = Scalar | readonly SetItem[]

/** A verdict: what the kernel does with the packet next. */
export interface Verdict {
  readonly verdict: 'accept' | 'drop' | 'continue' | 'return' | 'jump' | 'goto' | 'break' | 'stolen' | 'repeat' | 'stop'
  /** The chain that `jump` and `goto` continue in. */
  readonly chain?: string | undefined
}

/** Keys and values of a map: `[[80, '10.1.0.1']]`, or the name of a map (`@ports`). */
export type Entries<V> = readonly Entry<V>[] | string
export type Entry<V> = readonly [key: Scalar, value: V] | (SetItemObject & { readonly value: V })

/** `ip saddr 10.9.0.0/24`. Without `op`, the field must equal `right` or be in it; of flags, any of them must be set. */
export interface Match {
  readonly match: string
  readonly op?: Operator | undefined
  readonly right: Right
}

/** `tcp dport vmap { 22 : accept }`. */
export interface VerdictMap {
  readonly vmap: string
  readonly to: Entries<Verdict>
}

/**
 * What is assigned: a value, a field (`{ from: 'ct mark' }`), or the value of a map. `turned: false`: the byte order of the
 * field is not converted, as nft 1.0 does not convert that of `numgen` if it is assigned to an address.
 */
export type Source =
  | Scalar
  | { readonly from: string; readonly turned?: false }
  | { readonly map: string; readonly to: Entries<Scalar> }

/** `meta mark set 0x1`. */
export interface Assign {
  readonly set: string
  readonly to: Source
}

export interface CounterStatement {
  readonly counter: { readonly packets: number; readonly bytes: number }
}
export interface LimitStatement {
  readonly limit: {
    readonly rate: number
    readonly unit: 'packets' | 'bytes'
    readonly per: 'second' | 'minute' | 'hour' | 'day' | 'week'
    readonly burst?: number | undefined
    /** Matches above the rate instead of up to it. */
    readonly over?: boolean | undefined
  }
}
export interface QuotaStatement {
  readonly quota: { readonly bytes: number; readonly used?: number | undefined; readonly over?: boolean | undefined }
}
/** `ct count 20`: matches up to this number of connections; with `over`, above it. */
export interface ConnlimitStatement {
  readonly connections: { readonly count: number; readonly over?: boolean | undefined }
}
export interface LastStatement {
  /** Milliseconds since the last packet. Absent if there was none. */
  readonly last: { readonly milliseconds?: number | undefined }
}
export interface LogStatement {
  readonly log: {
    readonly prefix?: string | undefined
    readonly level?: string | undefined
    readonly flags?: readonly string[] | undefined
    readonly group?: number | undefined
    readonly snaplen?: number | undefined
    readonly threshold?: number | undefined
  }
}
export interface RejectStatement {
  readonly reject: { readonly type: 'icmp' | 'icmpv6' | 'icmpx' | 'tcp reset'; readonly code?: number | undefined }
}
/** `netmap` (`prefix` in nft): only the prefix of the address is replaced; the other bits are kept. */
export type NatFlag = 'random' | 'fully-random' | 'persistent' | 'netmap'
export interface NatStatement {
  readonly nat: {
    readonly type: 'snat' | 'dnat'
    /** `inet` if only the port is changed, in packets of either family. */
    readonly family: 'ip' | 'ip6' | 'inet'
    /** An address, a range, a field, or a map: to addresses, or to addresses with ports (`10.1.0.1 . 80`). */
    readonly address?: Source | undefined
    readonly port?: Source | undefined
    readonly flags?: readonly NatFlag[] | undefined
  }
}
export interface MasqueradeStatement {
  readonly masquerade: { readonly port?: Source | undefined; readonly flags?: readonly NatFlag[] | undefined }
}
export interface RedirectStatement {
  readonly redirect: { readonly port?: Source | undefined; readonly flags?: readonly NatFlag[] | undefined }
}
export interface TproxyStatement {
  readonly tproxy: {
    readonly family?: 'ip' | 'ip6' | undefined
    readonly address?: Source | undefined
    readonly port?: Source | undefined
  }
}
export interface DupStatement {
  /** `device`: index of a link. */
  readonly dup: { readonly address?: Source | undefined; readonly device?: Source | undefined }
}
export interface FwdStatement {
  /** `device`: index of a link. `address`: the neighbour to send to. */
  readonly fwd: {
    readonly device: Source
    readonly family?: 'ip' | 'ip6' | undefined
    readonly address?: Source | undefined
  }
}
/** `counter name "c1"`: a stateful object by its name, or by a map to names. */
export interface ObjectStatement {
  readonly object: string
  readonly name: string | { readonly map: string; readonly to: Entries<string> }
}
/** `reset tcp option fastopen`: overwrites the option with padding (TCPOPT_NOP). */
export interface ResetStatement {
  readonly reset: string
}
/** `meter seen { ip saddr limit rate 5/second }`: a named set that belongs to the rule. Packets add its elements. */
export interface MeterStatement {
  readonly meter: string
  readonly key: string
  /** Maximum number of elements. */
  readonly size?: number | undefined
  /** Milliseconds. */
  readonly timeout?: number | undefined
  readonly op?: 'add' | 'update' | undefined
  readonly statements?: readonly Statement[] | undefined
}
/** `add @seen { ip saddr timeout 30s }`. */
export interface DynamicStatement {
  readonly dynamic: 'add' | 'update' | 'delete'
  readonly set: string
  readonly key: string
  /** Of a map: the value of the key. */
  readonly value?: Source | undefined
  /** Milliseconds. */
  readonly timeout?: number | undefined
  readonly statements?: readonly Statement[] | undefined
}
export interface SynproxyStatement {
  readonly synproxy: {
    readonly mss?: number | undefined
    readonly wscale?: number | undefined
    readonly timestamp?: boolean | undefined
    readonly sackPerm?: boolean | undefined
  }
}
export interface NotrackStatement {
  readonly notrack: true
}
/** Passes the packet to a program (nfnetlink_queue). */
export interface QueueStatement {
  readonly queue: {
    /** A queue, a range of queues that share the packets, or a field or map that determines the queue. */
    readonly num: Source
    /** `bypass`: packets are accepted if no program listens. `fanout`: the processor determines the queue. */
    readonly flags?: readonly ('bypass' | 'fanout')[] | undefined
  }
}
/** `flow add @f`: adds the connection to a flowtable. Its further packets bypass the rules. */
export interface FlowStatement {
  /** The flowtable: `@f`. */
  readonly flow: string
}
/** An extension of iptables (xtables). `info`: its struct, in hexadecimal. */
export interface ExtensionStatement {
  readonly extension: 'match' | 'target'
  readonly name: string
  readonly rev: number
  readonly info: string
}
/** An expression that no other statement describes. `data`: decoded by its table, or its bytes. */
export interface RawStatement {
  readonly expression: string
  readonly data: unknown
  /** The anonymous set that it looks up, decoded by the tables. */
  readonly anonymous?: { readonly attributes: unknown; readonly elements: readonly unknown[] } | undefined
}

export type Statement =
  | Match
  | VerdictMap
  | Assign
  | Verdict
  | CounterStatement
  | LimitStatement
  | QuotaStatement
  | ConnlimitStatement
  | LastStatement
  | LogStatement
  | RejectStatement
  | NatStatement
  | MasqueradeStatement
  | RedirectStatement
  | TproxyStatement
  | DupStatement
  | FwdStatement
  | ObjectStatement
  | DynamicStatement
  | MeterStatement
  | ResetStatement
  | SynproxyStatement
  | NotrackStatement
  | QueueStatement
  | FlowStatement
  | ExtensionStatement
  | RawStatement
