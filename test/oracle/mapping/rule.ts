/** `ip -details -json rule`. */
import type { Rule } from '../../../src/index.ts'
import { has, hex, type Mapping, sharp } from '../compare.ts'
import { realms } from './route.ts'

const ALL = 0xffffffff

const address = (prefix: string | undefined): string | undefined => prefix?.split('/')[0]
const length = (prefix: string | undefined): number | undefined =>
  prefix === undefined ? undefined : Number(prefix.split('/')[1])

/** One number if both ends are equal, otherwise two. */
const ports = (name: string, key: 'sportRange' | 'dportRange'): Mapping<Rule> => ({
  [name]: ({ [key]: range }) => (range?.start === range?.end ? range?.start : undefined),
  [`${name}_start`]: ({ [key]: range }) => range?.start,
  [`${name}_end`]: ({ [key]: range }) => range?.end,
})

export const rule: Mapping<Rule> = {
  priority: ({ priority = 0 }) => priority,
  not: has('flags', 'invert'),
  src: ({ src }) => address(src) ?? 'all',
  srclen: ({ src }) => length(src),
  dst: ({ dst }) => address(dst),
  dstlen: ({ dst }) => length(dst),
  tos: hex('tos'),
  /** The kernel omits 0 if there is a mask. */
  fwmark: ({ fwmark = 0 }) => sharp(fwmark),
  fwmask: ({ fwmask }) => (fwmask === ALL ? undefined : sharp(fwmask)),
  iif: 'iifname',
  iif_detached: has('flags', 'iif_detached'),
  oif: 'oifname',
  oif_detached: has('flags', 'oif_detached'),
  l3mdev: 'l3mdev',
  uid_start: ({ uidRange }) => uidRange?.start,
  uid_end: ({ uidRange }) => uidRange?.end,
  ipproto: ({ ipProto }) => (typeof ipProto === 'number' ? `ipproto-${ipProto}` : ipProto),
  ...ports('sport', 'sportRange'),
  ...ports('dport', 'dportRange'),
  tun_id: ({ tunId }) => (tunId === undefined ? undefined : Number(tunId)),
  table: ({ table }) => String(table),
  suppress_prefixlen: ({ suppressPrefixlen }) => (suppressPrefixlen === ALL ? undefined : suppressPrefixlen),
  suppress_ifgroup: ({ suppressIfgroup }) => String(suppressIfgroup),
  flow_from: realms.from,
  flow_to: realms.to,
  goto: 'goto',
  unresolved: has('flags', 'unresolved'),
  nop: ({ action }) => action === 'nop',
  action: 'action',
  protocol: ({ protocol }) => String(protocol),
}
