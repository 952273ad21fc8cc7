/** The kernel's netlink specs (Documentation/netlink/specs/*.yaml): widths and byte orders. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { parse } from 'yaml'

/** One attribute, or one member of a struct. */
export interface SpecItem {
  readonly name: string
  /** u8 to s64, string, binary, nest, flag, pad, unused, sub-message, indexed-array, uint. */
  readonly type: string
  readonly 'byte-order'?: 'big-endian' | 'little-endian'
  readonly 'sub-type'?: string
  readonly 'display-hint'?: string
  readonly struct?: string
}

interface AttributeSet {
  readonly name: string
  readonly 'name-prefix'?: string
  readonly 'subset-of'?: string
  readonly attributes: readonly (Partial<SpecItem> & { readonly name: string })[]
}

interface Spec {
  readonly name: string
  readonly definitions?: readonly {
    readonly name: string
    readonly type: string
    readonly members?: readonly SpecItem[]
  }[]
  readonly 'attribute-sets': readonly AttributeSet[]
}

export interface Specs {
  /**
   * Attributes by the kernel's constant. Several if sets share an enum: IFLA_GRE_LOCAL of GRE over IPv4 and over IPv6.
   */
  readonly attributes: Map<string, SpecItem[]>
  /** Members by `struct.member`, named as in C. */
  readonly members: Map<string, SpecItem[]>
}

/** The prefix of attribute names by set, in specs that do not contain it. */
const PREFIXES: { readonly [spec: string]: { readonly [prefix: string]: string } } = {
  nftables: {
    NFNL_BATCH_: 'batch',
    NFTA_BITWISE_: 'expr-bitwise',
    NFTA_CHAIN_: 'chain',
    NFTA_CMP_: 'expr-cmp',
    NFTA_COMPAT_: 'compat',
    NFTA_COUNTER_: 'counter',
    NFTA_CT_: 'expr-ct',
    NFTA_DATA_: 'data',
    NFTA_EXPR_: 'expr',
    NFTA_FIB_: 'expr-fib',
    NFTA_FLOWTABLE_: 'flowtable',
    NFTA_FLOWTABLE_HOOK_: 'flowtable-hook',
    NFTA_GEN_: 'gen',
    NFTA_HOOK_: 'nft-hook',
    NFTA_IMMEDIATE_: 'expr-immediate',
    NFTA_LOG_: 'log',
    NFTA_LOOKUP_: 'expr-lookup',
    NFTA_MASQ_: 'expr-masq',
    NFTA_MATCH_: 'compat-match',
    NFTA_META_: 'expr-meta',
    NFTA_NAT_: 'expr-nat',
    NFTA_NG_: 'numgen',
    NFTA_OBJ_: 'obj',
    NFTA_OBJREF_: 'expr-objref',
    NFTA_PAYLOAD_: 'expr-payload',
    NFTA_QUOTA_: 'quota',
    NFTA_RANGE_: 'range',
    NFTA_REJECT_: 'expr-reject',
    NFTA_RULE_: 'rule',
    NFTA_RULE_COMPAT_: 'rule-compat',
    NFTA_SET_: 'set',
    NFTA_SET_DESC_: 'set-desc',
    NFTA_SET_ELEM_: 'setelem',
    NFTA_SET_ELEM_LIST_: 'setelem-list',
    NFTA_SET_FIELD_: 'set-field',
    NFTA_TABLE_: 'table',
    NFTA_TARGET_: 'compat-target',
    NFTA_TPROXY_: 'expr-tproxy',
    NFTA_VERDICT_: 'verdict',
  },
  conntrack: {
    CTA_: 'tuple-proto tuple-ip tuple protoinfo help nat secctx conntrack',
    CTA_COUNTERS_: 'counter',
    CTA_FILTER_: 'filter',
    CTA_PROTOINFO_: 'protoinfo-tcp protoinfo-dccp protoinfo-sctp',
    CTA_SEQADJ_: 'seqadj',
    CTA_STATS_: 'conntrack-stats',
    CTA_SYNPROXY_: 'synproxy',
  },
}

const prefixOf = (spec: Spec, set: AttributeSet): string | undefined => {
  const prefixes = PREFIXES[spec.name]
  if (prefixes === undefined) return set['name-prefix'] ?? ''
  return Object.keys(prefixes).find((prefix) =>
    prefixes[prefix]?.split(' ').some((name) => set.name === `${name}-attrs`),
  )
}

const script = fileURLToPath(new URL('../../scripts/fetch-specs.sh', import.meta.url))

const underscores = (text: string): string => text.replaceAll('-', '_')

const attributesOf = (spec: Spec): [string, SpecItem][] => {
  const sets = new Map(spec['attribute-sets'].map((set) => [set.name, set]))
  return [...sets.values()].flatMap((set) => {
    const whole = sets.get(set['subset-of'] ?? set.name) as AttributeSet
    const prefix = prefixOf(spec, whole)
    if (prefix === undefined) return []
    return set.attributes.map((attribute): [string, SpecItem] => {
      const full = whole.attributes.find(({ name }) => name === attribute.name)
      const constant = underscores(`${prefix}${attribute.name}`).toUpperCase()
      return [constant, { ...full, ...attribute } as SpecItem]
    })
  })
}

const membersOf = ({ definitions = [] }: Spec): [string, SpecItem][] =>
  definitions
    .filter(({ type }) => type === 'struct')
    .flatMap(({ name, members = [] }) =>
      members.map((member): [string, SpecItem] => [underscores(`${name}.${member.name}`), member]),
    )

const group = (items: readonly [string, SpecItem][]): Map<string, SpecItem[]> => {
  const groups = new Map<string, SpecItem[]>()
  for (const [name, item] of items) groups.set(name, [...(groups.get(name) ?? []), item])
  return groups
}

/** Downloads the specs from Debian once; throws if neither the network nor the cache has them. */
export const readSpecs = (): Specs => {
  const folder = execFileSync(script, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
  const files = readdirSync(folder).filter((file) => /^(rt-\w+|nftables|conntrack)\.yaml(\.gz)?$/.test(file))
  const specs = files.map((file) => {
    const bytes = readFileSync(join(folder, file))
    return parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()) as Spec
  })
  return { attributes: group(specs.flatMap(attributesOf)), members: group(specs.flatMap(membersOf)) }
}
