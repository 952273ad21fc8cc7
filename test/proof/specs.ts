/** The kernel's netlink specs (Documentation/netlink/specs/rt-*.yaml), as far as they speak of widths and byte orders. */
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
  /** Attributes by the kernel's constant. Several where sets share an enum: IFLA_GRE_LOCAL of GRE over IPv4 and over IPv6. */
  readonly attributes: Map<string, SpecItem[]>
  /** Members by `struct.member`, as C calls them. */
  readonly members: Map<string, SpecItem[]>
}

const script = fileURLToPath(new URL('../../scripts/fetch-specs.sh', import.meta.url))

const underscores = (text: string): string => text.replaceAll('-', '_')

const attributesOf = (spec: Spec): [string, SpecItem][] => {
  const sets = new Map(spec['attribute-sets'].map((set) => [set.name, set]))
  return [...sets.values()].flatMap((set) => {
    const whole = sets.get(set['subset-of'] ?? set.name) as AttributeSet
    return set.attributes.map((attribute): [string, SpecItem] => {
      const full = whole.attributes.find(({ name }) => name === attribute.name)
      const constant = underscores(`${whole['name-prefix'] ?? ''}${attribute.name}`).toUpperCase()
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

/** Asks Debian once; throws when neither the net nor the cache has the specs. */
export const readSpecs = (): Specs => {
  const folder = execFileSync(script, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
  const files = readdirSync(folder).filter((file) => /^rt-\w+\.yaml(\.gz)?$/.test(file))
  const specs = files.map((file) => {
    const bytes = readFileSync(join(folder, file))
    return parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()) as Spec
  })
  return { attributes: group(specs.flatMap(attributesOf)), members: group(specs.flatMap(membersOf)) }
}
