/** Statements as values: what a rule does, in nft's words, as plain objects that JSON can hold. */
import type { Scalar } from './datatypes.ts'

export type Operator = '==' | '!=' | '<' | '>' | '<=' | '>='

/** A key of a set that stands in a rule, and what counts or limits the packets that fit it. */
export interface SetItemObject {
  readonly key: Scalar
  readonly statements?: readonly Statement[] | undefined
}
export type SetItem = Scalar | SetItemObject

/**
 * A value (`10.9.0.0/24`, `1000-2000`, `eth*`, `established,related`), several of them, or the name of a set (`@hosts`). A name
 * that ends in an asterisk itself has a backslash before it: `eth\\*`.
 */
export type Right = Scalar | readonly SetItem[]

/** What decides over a packet. */
export interface Verdict {
  readonly verdict: 'accept' | 'drop' | 'continue' | 'return' | 'jump' | 'goto' | 'break' | 'stolen' | 'repeat' | 'stop'
  /** Where `jump` and `goto` lead. */
  readonly chain?: string | undefined
}

/** Keys and what they lead to: `[[80, '10.1.0.1']]`, or the name of a map (`@ports`). */
export type Entries<V> = readonly Entry<V>[] | string
export type Entry<V> = readonly [key: Scalar, value: V] | (SetItemObject & { readonly value: V })

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

/**
 * What is put somewhere: a value, what the packet has (`{ from: 'ct mark' }`), what a map leads to. `turned: false`: its bytes
 * stay in the order that they have, as nft 1.0 leaves those of `numgen` where they become an address.
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
/** `netmap`: addresses keep the bits that a prefix leaves free; nft says `prefix`. */
export type NatFlag = 'random' | 'fully-random' | 'persistent' | 'netmap'
export interface NatStatement {
  readonly nat: {
    readonly type: 'snat' | 'dnat'
    /** `inet` where only the port is changed, of either family. */
    readonly family: 'ip' | 'ip6' | 'inet'
    /** An address, a range of them, what the packet has, or a map: to addresses, or to addresses with ports (`10.1.0.1 . 80`). */
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
  /** The device by its index. */
  readonly dup: { readonly address?: Source | undefined; readonly device?: Source | undefined }
}
export interface FwdStatement {
  /** The device by its index; the neighbour, by its address. */
  readonly fwd: {
    readonly device: Source
    readonly family?: 'ip' | 'ip6' | undefined
    readonly address?: Source | undefined
  }
}
/** `counter name "c1"`: what a name stands for, or the map that leads to names. */
export interface ObjectStatement {
  readonly object: string
  readonly name: string | { readonly map: string; readonly to: Entries<string> }
}
/** `reset tcp option fastopen`: overwrites it with padding. */
export interface ResetStatement {
  readonly reset: string
}
/** `meter seen { ip saddr limit rate 5/second }`: a set of the rule's own with a name, whose elements packets add. */
export interface MeterStatement {
  readonly meter: string
  readonly key: string
  /** Elements that it holds at most. */
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
  /** Of a map: what the key is to lead to. */
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
/** Hands the packet to a program. */
export interface QueueStatement {
  readonly queue: {
    /** One queue, a range of them that share the packets, or what tells the number. */
    readonly num: Source
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
  /** A set of the rule's own that it looks into, as the tables have it. */
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
