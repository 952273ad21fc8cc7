/** Names of jsimonetti/rtnetlink, and ours. */

/** Fields of headers. */
export const HEADER: { readonly [field: string]: string } = {
  Family: 'family',
  PrefixLength: 'prefixlen',
  Flags: 'flags',
  Scope: 'scope',
  Index: 'index',
  Type: 'type',
  Change: 'change',
  State: 'state',
  DstLength: 'dstLen',
  SrcLength: 'srcLen',
  TOS: 'tos',
  Table: 'table',
  Protocol: 'protocol',
  Action: 'action',
}

/** Fields of one message's header. */
export const HEADER_OF: { readonly [field: string]: string } = { 'NeighMessage.Index': 'ifindex' }

/** Attributes, by message where they differ. */
export const ATTRIBUTES: { readonly [field: string]: string } = {
  Address: 'address',
  Alias: 'ifalias',
  Anycast: 'anycast',
  Broadcast: 'broadcast',
  CacheInfo: 'cacheinfo',
  Carrier: 'carrier',
  CarrierChanges: 'carrierChanges',
  CarrierDownCount: 'carrierDownCount',
  CarrierUpCount: 'carrierUpCount',
  DPortRange: 'dportRange',
  Dst: 'dst',
  DstRealm: 'flow',
  Expires: 'expires',
  Flags: 'flags',
  FwMark: 'fwmark',
  FwMask: 'fwmask',
  Gateway: 'gateway',
  Goto: 'goto',
  IIFName: 'iifname',
  IPProto: 'ipProto',
  IfIndex: 'ifindex',
  Info: 'linkinfo',
  L3MDev: 'l3mdev',
  LLAddress: 'lladdr',
  Label: 'label',
  LinkMode: 'linkmode',
  Local: 'local',
  MTU: 'mtu',
  Mark: 'mark',
  Master: 'master',
  Metrics: 'metrics',
  Multicast: 'multicast',
  Multipath: 'multipath',
  Name: 'ifname',
  NetDevGroup: 'group',
  OIFName: 'oifname',
  OperationalState: 'operstate',
  OutIface: 'oif',
  PhysPortID: 'physPortId',
  PhysPortName: 'physPortName',
  PhysSwitchID: 'physSwitchId',
  Pref: 'pref',
  Priority: 'priority',
  Protocol: 'protocol',
  QueueDisc: 'qdisc',
  SPortRange: 'sportRange',
  Src: 'src',
  SrcRealm: 'flow',
  SuppressIFGroup: 'suppressIfgroup',
  SuppressPrefixLen: 'suppressPrefixlen',
  Table: 'table',
  TunID: 'tunId',
  TxQueueLen: 'txqlen',
  Type: 'link',
  UIDRange: 'uidRange',
  'NeighMessage.Address': 'dst',
  'RouteMessage.Src': 'prefsrc',
}

/** Constants of its tests. */
export const CONSTANTS: { readonly [name: string]: unknown } = {
  val_string_3c: 'rtl',
  val_uint8_1: 1,
  val_uint32_1: 1,
  OperStateUp: 6,
  timeout: 255,
  pref: 1,
}

interface Other {
  readonly ours: (value: never) => unknown
  readonly theirs: (value: never) => unknown
}

const range: Other = {
  ours: (value: { [key: string]: number }) => Object.values(value),
  theirs: ({ Start, End }: { Start: number; End: number }) => [Start, End],
}

/** Go takes the bytes of an identifier as text. */
const bytesAsText: Other = {
  ours: (hex: string) => Buffer.from(hex, 'hex').toString('latin1').replace('\0', ''),
  theirs: () => 'rtl',
}

/** Values in another form, by message where they differ. */
export const OTHERWISE: { readonly [field: string]: Other } = {
  'AddressMessage.CacheInfo': {
    ours: (value: { [key: string]: number }) => Object.values(value),
    theirs: ({ Preferred, Valid, Created, Updated }: { [field: string]: number }) => [
      Preferred,
      Valid,
      Created,
      Updated,
    ],
  },
  /** An empty struct is the zero value, which is not sent. */
  'NeighMessage.CacheInfo': { ours: (value: unknown) => value ?? [], theirs: ({ v }: { v: unknown }) => v },
  /** 0 is how Go omits it. */
  'NeighMessage.IfIndex': { ours: (value: unknown) => value ?? 0, theirs: (value: unknown) => value },
  /** An address of 4 bytes and the same one as 16 bytes are equal to Go; the wire has 16. */
  'NeighMessage.Address': { ours: (text: string) => text.replace('::ffff:', ''), theirs: (text: string) => text },
  /** An empty address is nil. */
  'NeighMessage.LLAddress': {
    ours: (text: string) => text.replaceAll(':', ''),
    theirs: (value: { $bytes: string } | null) => value?.$bytes ?? '',
  },
  PhysPortID: bytesAsText,
  PhysSwitchID: bytesAsText,
  DPortRange: range,
  SPortRange: range,
  /**
   * struct fib_rule_uid_range has two numbers of 32 bits; Go writes two of 16 bits, which decode as a truncated struct.
   */
  UIDRange: {
    ours: ({ start = 0 }: { start?: number }) => [start & 0xffff, start >>> 16],
    theirs: ({ Start, End }: { Start: number; End: number }) => [Start, End],
  },
  /** Go reads the two halves of a realm in the order of the bytes, the low half first. */
  DstRealm: { ours: (flow: number) => flow & 0xffff, theirs: ({ args }: { args: number[] }) => args[0] },
  SrcRealm: { ours: (flow: number) => flow >>> 16, theirs: ({ args }: { args: number[] }) => args[0] },
  /** FRA_TUN_ID is in network order, as in the kernel's policy; Go reads it in host order. */
  TunID: {
    ours: (id: string) => Number(Buffer.from(id.slice(2).padStart(16, '0'), 'hex').readBigUInt64LE()),
    theirs: ({ args }: { args: number[] }) => args[0],
  },
  Info: {
    ours: ({ kind, slaveKind, data, slaveData }: { [key: string]: string }) => [kind, slaveKind, data, slaveData],
    theirs: ({ Kind, SlaveKind, Data, SlaveData }: LinkInfo) => [
      Kind,
      SlaveKind,
      Data.Data.$bytes,
      SlaveData.Data.$bytes,
    ],
  },
  Metrics: {
    ours: ({ advmss, features, initcwnd, initrwnd, mtu }: { [key: string]: number }) => [
      advmss,
      features,
      initcwnd,
      initrwnd,
      mtu,
    ],
    theirs: ({ AdvMSS, Features, InitCwnd, InitRwnd, MTU }: { [field: string]: number }) => [
      AdvMSS,
      Features,
      InitCwnd,
      InitRwnd,
      MTU,
    ],
  },
  Multipath: {
    ours: (hops: { header: { ifindex: number }; gateway: string }[]) =>
      hops.map(({ header, gateway }) => [header.ifindex, gateway]),
    theirs: (hops: { Hop: { IfIndex: number }; Gateway: string }[]) =>
      hops.map(({ Hop, Gateway }) => [Hop.IfIndex, Gateway]),
  },
}

interface LinkInfo {
  readonly Kind: string
  readonly SlaveKind: string
  readonly Data: { readonly Data: { readonly $bytes: string } }
  readonly SlaveData: { readonly Data: { readonly $bytes: string } }
}
