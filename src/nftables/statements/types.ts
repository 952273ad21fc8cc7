/** Statements as values: what a rule does, in nft's words, as plain objects that JSON can hold. */
import type { Scalar } from './datatypes.ts'

export type Operator = '==' | '!=' | '<' | '>' | '<=' | '>='

/** A value (`10.9.0.0/24`, `1000-2000`, `eth*`, `established,related`), several of them, or the name of a set (`@hosts`). */
export type Right = Scalar | readonly Scalar[]

/** What decides over a packet. */
export interface Verdict {
  readonly verdict: 'accept' | 'drop' | 'continue' | 'return' | 'jump' | 'goto' | 'break' | 'stolen' | 'repeat' | 'stop'
  /** Where `jump` and `goto` lead. */
  readonly chain?: string | undefined
}

/** Keys and what they lead to: `[[80, '10.1.0.1']]`, or the name of a map. */
export type Entries<V> = readonly (readonly [key: Scalar, value: V])[] | string

/** `ip saddr 10.9.0.0/24`. Without an operator: is equal, of flags: has one of them. */
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

/** What is put somewhere: a value, what the packet has (`{ from: 'ct mark' }`), what a map leads to. */
export type Source = Scalar | { readonly from: string } | { readonly map: string; readonly to: Entries<Scalar> }

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
    /** Fits above the rate, not below. */
    readonly over?: boolean | undefined
  }
}
export interface QuotaStatement {
  readonly quota: { readonly bytes: number; readonly used?: number | undefined; readonly over?: boolean | undefined }
}
/** `ct count 20`: how many connections there are. */
export interface ConnlimitStatement {
  readonly connections: { readonly count: number; readonly over?: boolean | undefined }
}
export interface LastStatement {
  /** Milliseconds since the last packet; undefined where there was none. */
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
export type NatFlag = 'random' | 'fully-random' | 'persistent'
export interface NatStatement {
  readonly nat: {
    readonly type: 'snat' | 'dnat'
    readonly family: 'ip' | 'ip6'
    /** An address, a range of them, or a map. */
    readonly address?: Source | undefined
    readonly port?: Scalar | undefined
    readonly flags?: readonly NatFlag[] | undefined
  }
}
export interface MasqueradeStatement {
  readonly masquerade: { readonly port?: Scalar | undefined; readonly flags?: readonly NatFlag[] | undefined }
}
export interface RedirectStatement {
  readonly redirect: { readonly port?: Scalar | undefined; readonly flags?: readonly NatFlag[] | undefined }
}
export interface TproxyStatement {
  readonly tproxy: {
    readonly family?: 'ip' | 'ip6' | undefined
    readonly address?: string | undefined
    readonly port?: number | undefined
  }
}
export interface DupStatement {
  readonly dup: { readonly address?: string | undefined; readonly device?: number | undefined }
}
export interface FwdStatement {
  readonly fwd: { readonly device: number }
}
/** `counter name "c1"`: what a name stands for, or the map that leads to names. */
export interface ObjectStatement {
  readonly object: string
  readonly name: string | { readonly map: string; readonly to: string }
}
/** `add @seen { ip saddr timeout 30s }`. */
export interface DynamicStatement {
  readonly dynamic: 'add' | 'update' | 'delete'
  readonly set: string
  readonly key: string
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
/** Hands the packet to a program. */
export interface QueueStatement {
  readonly queue: {
    /** One queue, or a range of them that share the packets. */
    readonly num: Scalar
    /** `bypass`: where nobody listens packets are let through; `fanout`: which queue, the processor decides. */
    readonly flags?: readonly ('bypass' | 'fanout')[] | undefined
  }
}
/** `flow add @f`: from now on the connection bypasses the rules. */
export interface FlowStatement {
  /** The flowtable: `@f`. */
  readonly flow: string
}
/** An extension of iptables; `info` is its struct, as hexadecimal digits. */
export interface ExtensionStatement {
  readonly extension: 'match' | 'target'
  readonly name: string
  readonly rev: number
  readonly info: string
}
/** What has no words here, as the table has it. */
export interface RawStatement {
  readonly expression: string
  readonly data: unknown
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
  | SynproxyStatement
  | NotrackStatement
  | QueueStatement
  | FlowStatement
  | ExtensionStatement
  | RawStatement
