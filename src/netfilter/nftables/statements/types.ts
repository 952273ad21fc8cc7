/** The statements of rules, in nft's terms, as plain objects. */
import type { Scalar } from './datatypes.ts'

/** How the packet's value is compared. */
export type Operator = '==' | '!=' | '<' | '>' | '<=' | '>='

/**
 * A key of an anonymous set, with statements that count or limit the packets that match it. Without statements it is only a
 * key.
 */
export interface SetItemObject {
  /** The key, in nft's notation. */
  readonly key: Scalar
  /** Statements of the element, such as a counter. */
  readonly statements?: readonly Statement[] | undefined
}
/** An element of an anonymous set in a rule. */
export type SetItem = Scalar | SetItemObject

/**
 * A value (`10.9.0.0/24`, `1000-2000`, `eth*`, `established,related`), a list of values, or the name of a set (`@hosts`). In
 * a name that ends with an asterisk, a backslash precedes it: `eth\\*`.
 */
export type Right = Scalar | readonly SetItem[]

/** A verdict: what the kernel does with the packet next. */
export interface Verdict {
  /** The decision. `continue` goes on to the next rule, `return` to the chain that jumped here. */
  readonly verdict: 'accept' | 'drop' | 'continue' | 'return' | 'jump' | 'goto' | 'break' | 'stolen' | 'repeat' | 'stop'
  /** The chain that `jump` and `goto` continue in. Absent for all others. */
  readonly chain?: string | undefined
}

/** Keys and values of a map: `[[80, '10.1.0.1']]`, or the name of a map (`@ports`). */
export type Entries<V> = readonly Entry<V>[] | string
/** An element of an anonymous map in a rule: `[80, '10.1.0.1']`, or with statements an object. */
export type Entry<V> = readonly [key: Scalar, value: V] | (SetItemObject & { readonly value: V })

/** `ip saddr 10.9.0.0/24`. Without `op`, the field must equal `right` or be in it; of flags, any of them must be set. */
export interface Match {
  /** The field in nft's syntax: `ip saddr`, `tcp dport`. */
  readonly match: string
  /** Absent: is equal; of flags: has one of them. */
  readonly op?: Operator | undefined
  /** What the field is compared with. */
  readonly right: Right
}

/** `tcp dport vmap { 22 : accept }`. */
export interface VerdictMap {
  /** The field in nft's syntax. */
  readonly vmap: string
  /** The verdicts by value. */
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
  /** The field that is set, in nft's syntax: `meta mark`. */
  readonly set: string
  /** The new value. */
  readonly to: Source
}

/** `counter`: counts what reaches it. */
export interface CounterStatement {
  /** `packets` and `bytes` so far; in a new rule where to start. */
  readonly counter: { readonly packets: number; readonly bytes: number }
}
/** `limit rate 10/second`: matches while packets arrive no faster. */
export interface LimitStatement {
  /** The rate. */
  readonly limit: {
    /** How many packets or bytes (`unit`) in each `per`. */
    readonly rate: number
    /** What is limited. */
    readonly unit: 'packets' | 'bytes'
    /** The time that `rate` refers to. */
    readonly per: 'second' | 'minute' | 'hour' | 'day' | 'week'
    /** How many of `unit` may exceed the rate at once. Absent: 5 packets, or no bytes. */
    readonly burst?: number | undefined
    /** Matches above the rate instead of up to it. */
    readonly over?: boolean | undefined
  }
}
/** `quota 25 mbytes`: matches until this amount has passed. `used` is 0 if it is absent. */
export interface QuotaStatement {
  /** `bytes`: the limit. `used`: bytes so far. `over`: matches above the limit instead. */
  readonly quota: { readonly bytes: number; readonly used?: number | undefined; readonly over?: boolean | undefined }
}
/** `ct count 20`: matches up to this number of connections; with `over`, above it. */
export interface ConnlimitStatement {
  /** `count`: the limit. `over`: matches above the limit instead. */
  readonly connections: { readonly count: number; readonly over?: boolean | undefined }
}
/** `last`: remembers when it last saw a packet. */
export interface LastStatement {
  /** Milliseconds since the last packet. Absent if there was none. */
  readonly last: { readonly milliseconds?: number | undefined }
}
/** `log prefix "x"`: logs the packet. Absent options have the defaults of nft. */
export interface LogStatement {
  /** How it is logged. */
  readonly log: {
    /** Text before the description of the packet. */
    readonly prefix?: string | undefined
    /** Level in the kernel's log: `err`, `info`, ... Absent: `warn`. Not with `group`. */
    readonly level?: string | undefined
    /** What is logged in addition: `tcp sequence`, `ip options`, `skuid`, ... */
    readonly flags?: readonly string[] | undefined
    /** Number of the nfnetlink_log group that receives the packet. Absent: the kernel's log. */
    readonly group?: number | undefined
    /** How many bytes of the packet the group receives. */
    readonly snaplen?: number | undefined
    /** How many packets are collected before the group receives them. */
    readonly threshold?: number | undefined
  }
}
/**
 * `reject`: drops the packet and notifies its sender. `code` is absent for `tcp reset`; otherwise the default is
 * port-unreachable.
 */
export interface RejectStatement {
  /** `type`: the notification; `icmpx` is ICMP of the packet's family. `code`: its ICMP code, a number. */
  readonly reject: { readonly type: 'icmp' | 'icmpv6' | 'icmpx' | 'tcp reset'; readonly code?: number | undefined }
}
/** `netmap` (`prefix` in nft): only the prefix of the address is replaced; the other bits are kept. */
export type NatFlag = 'random' | 'fully-random' | 'persistent' | 'netmap'
/**
 * `snat to 192.0.2.1`, `dnat to 10.9.0.2:80`: translates addresses and ports. Without an address only the port changes;
 * without `flags` the kernel keeps the port if it is free.
 */
export interface NatStatement {
  /** What is translated, and to what. */
  readonly nat: {
    /** `snat` translates the source, `dnat` the destination. */
    readonly type: 'snat' | 'dnat'
    /** `inet` if only the port is changed, in packets of either family. */
    readonly family: 'ip' | 'ip6' | 'inet'
    /** An address, a range, a field, or a map: to addresses, or to addresses with ports (`10.1.0.1 . 80`). */
    readonly address?: Source | undefined
    /** A port, or a range (`1000-2000`). Absent: the port is kept if possible. */
    readonly port?: Source | undefined
    /** How addresses and ports are chosen. */
    readonly flags?: readonly NatFlag[] | undefined
  }
}
/**
 * `masquerade`: replaces the source address by that of the outgoing link. Without `port` and `flags` the kernel keeps the
 * port if it is free.
 */
export interface MasqueradeStatement {
  /** `port`: the source ports to choose from. `flags`: how they are chosen. */
  readonly masquerade: { readonly port?: Source | undefined; readonly flags?: readonly NatFlag[] | undefined }
}
/** `redirect to :80`: redirects the packet to this machine. Without `port` the destination port is kept. */
export interface RedirectStatement {
  /** `port`: the new destination port. `flags`: how ports of a range are chosen. */
  readonly redirect: { readonly port?: Source | undefined; readonly flags?: readonly NatFlag[] | undefined }
}
/** `tproxy to :8080`: passes the packet to a local socket without changing it. */
export interface TproxyStatement {
  /** The address and port of the socket. */
  readonly tproxy: {
    /** Family of `address`. Absent: that of the packet. */
    readonly family?: 'ip' | 'ip6' | undefined
    /** Address of the socket. Absent: an address of the link by which the packet arrived. */
    readonly address?: Source | undefined
    /** Port of the socket. Absent: that of the packet. */
    readonly port?: Source | undefined
  }
}
/**
 * `dup to 10.9.0.2`: sends a copy of the packet. Without `device` the route to `address` determines the link; `address` is
 * absent in the family netdev.
 */
export interface DupStatement {
  /** `device`: index of a link. */
  readonly dup: { readonly address?: Source | undefined; readonly device?: Source | undefined }
}
/** `fwd to eth1`: sends the packet out of another link. Without `address` the frame is sent unchanged. */
export interface FwdStatement {
  /** `device`: index of a link. `address`: the neighbour to send to. */
  readonly fwd: {
    /** Index of the link. */
    readonly device: Source
    /** Family of `address`. */
    readonly family?: 'ip' | 'ip6' | undefined
    /** Address of the neighbour. */
    readonly address?: Source | undefined
  }
}
/** `counter name "c1"`: a stateful object by its name, or by a map to names. */
export interface ObjectStatement {
  /** Type of the object: `counter`. */
  readonly object: string
  /** Its name, or the map that determines it: `map` is the field, `to` are the names by value. */
  readonly name: string | { readonly map: string; readonly to: Entries<string> }
}
/** `reset tcp option fastopen`: overwrites the option with padding (TCPOPT_NOP). */
export interface ResetStatement {
  /** The option in nft's syntax: `tcp option fastopen`. */
  readonly reset: string
}
/**
 * `meter seen { ip saddr limit rate 5/second }`: a named set that belongs to the rule. Packets add its elements. Without
 * `size` and `timeout` the set has no limit and its elements do not expire.
 */
export interface MeterStatement {
  /** Name of the set. */
  readonly meter: string
  /** The field whose values are the keys, in nft's syntax. */
  readonly key: string
  /** Maximum number of elements. */
  readonly size?: number | undefined
  /** Milliseconds. */
  readonly timeout?: number | undefined
  /** `update` restarts the timeout of an existing element. Absent: `update` if there is a timeout, else `add`. */
  readonly op?: 'add' | 'update' | undefined
  /** Statements of each element. */
  readonly statements?: readonly Statement[] | undefined
}
/** Adds an element to a set, or deletes it, for each packet: nft's `add`, `update` and `delete`. */
export interface DynamicStatement {
  /** What is done with the element. `update` restarts the timeout of an existing one. */
  readonly dynamic: 'add' | 'update' | 'delete'
  /** Name of the set: `@seen`. */
  readonly set: string
  /** The field whose value is the key, in nft's syntax. */
  readonly key: string
  /** Of a map: the value of the key. Absent for a set. */
  readonly value?: Source | undefined
  /** Milliseconds, rounded to a whole number. 0 or absent: the timeout of the set. */
  readonly timeout?: number | undefined
  /** Statements of the element. Absent: none. */
  readonly statements?: readonly Statement[] | undefined
}
/** `synproxy mss 1460`: answers TCP handshakes on behalf of the server. TCP options that are absent are not offered. */
export interface SynproxyStatement {
  /** The TCP options that clients are offered. */
  readonly synproxy: {
    /** Maximum segment size in bytes. */
    readonly mss?: number | undefined
    /** Window scale: the exponent of 2. */
    readonly wscale?: number | undefined
    /** Whether timestamps are offered. */
    readonly timestamp?: boolean | undefined
    /** Whether selective acknowledgements are offered. */
    readonly sackPerm?: boolean | undefined
  }
}
/** `notrack`: exempts the packet from connection tracking. */
export interface NotrackStatement {
  readonly notrack: true
}
/** Passes the packet to a program (nfnetlink_queue). Without `bypass`, packets are dropped if no program listens. */
export interface QueueStatement {
  /** Which program: the queue that it reads. */
  readonly queue: {
    /** A queue, a range of queues that share the packets, or a field or map that determines the queue. */
    readonly num: Source
    /** `bypass`: packets are accepted if no program listens. `fanout`: the processor determines the queue. */
    readonly flags?: readonly ('bypass' | 'fanout')[] | undefined
  }
}
/** Adds the connection to a flowtable, like `flow add` in nft. Its further packets bypass the rules. */
export interface FlowStatement {
  /** The flowtable: `@f`. */
  readonly flow: string
}
/** An extension of iptables (xtables). `info`: its struct, in hexadecimal. */
export interface ExtensionStatement {
  /** Whether it is a match or a target of iptables. */
  readonly extension: 'match' | 'target'
  /** Name of the extension: `comment`. */
  readonly name: string
  /** Revision of its struct. */
  readonly rev: number
  /** The struct in hexadecimal. */
  readonly info: string
}
/**
 * An expression that no other statement describes. `data`: decoded by its table, or its bytes. `anonymous` is absent if it
 * looks up no such set.
 */
export interface RawStatement {
  /** Name of the expression in the kernel (NFTA_EXPR_NAME). */
  readonly expression: string
  /** Its attributes. */
  readonly data: unknown
  /** The anonymous set that it looks up, decoded by the tables. */
  readonly anonymous?: { readonly attributes: unknown; readonly elements: readonly unknown[] } | undefined
}

/**
 * A statement of a rule, as a plain object: `{ match: 'ip saddr', right: '10.9.0.0/24' }`. {@link describeStatement}
 * writes it as text.
 */
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
