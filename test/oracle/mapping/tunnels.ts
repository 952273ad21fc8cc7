/**
 * Tunnels (gre, erspan, ipip, sit, ip6tnl, vti and similar kinds) in `linkinfo.info_data` of `ip -details -json link`.
 */
import type { Plain } from '../../../src/index.ts'
import type { Gre, Ip6gre } from '../../../src/rtnl/link/tables/kinds/gre.ts'
import type { Ip6tnl, Iptun } from '../../../src/rtnl/link/tables/kinds/iptun.ts'
import type { Vti, Vti6 } from '../../../src/rtnl/link/tables/kinds/vti.ts'
import { dev, has, hex, type Mapping } from '../compare.ts'

const endpoint =
  <K extends string>(key: K) =>
  (value: { readonly [P in K]?: string | undefined }): string | undefined =>
    value[key] === '0.0.0.0' || value[key] === '::' ? 'any' : value[key]

/** Keys are written like IPv4 addresses. */
const dotted =
  <K extends string>(key: K) =>
  (value: { readonly [P in K]?: number | undefined }): string | undefined => {
    const number = value[key]
    return number === undefined ? undefined : [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
  }

interface Ends {
  readonly link?: number | undefined
  readonly local?: string | undefined
  readonly remote?: string | undefined
  readonly fwmark?: number | undefined
}
const ends: Mapping<Ends> = {
  link: dev('link'),
  local: endpoint('local'),
  remote: endpoint('remote'),
  fwmark: hex('fwmark'),
}

interface Outer6 {
  readonly flowinfo?: number | undefined
  readonly flags?: readonly (string | number)[] | undefined
}
const outer6: Mapping<Outer6> = {
  tclass: ({ flowinfo = 0 }) => `0x${((flowinfo >>> 20) & 0xff).toString(16).padStart(2, '0')}`,
  flowlabel: ({ flowinfo = 0 }) => `0x${(flowinfo & 0xfffff).toString(16).padStart(5, '0')}`,
  ip6_tnl_f_ign_encap_limit: has('flags', 'ign-encap-limit'),
  ip6_tnl_f_use_orig_tclass: has('flags', 'use-orig-tclass'),
  ip6_tnl_f_use_orig_flowlabel: has('flags', 'use-orig-flowlabel'),
  ip6_tnl_f_rcv_dscp_copy: has('flags', 'rcv-dscp-copy'),
  ip6_tnl_f_mip6_dev: has('flags', 'mip6-dev'),
  ip6_tnl_f_use_orig_fwmark: has('flags', 'use-orig-fwmark'),
  ip6_tnl_f_allow_local_remote: has('flags', 'allow-local-remote'),
}

type AnyGre = Plain<Gre> | Plain<Ip6gre>
const greBoth: Mapping<AnyGre> = {
  ...(ends as Mapping<AnyGre>),
  ttl: 'ttl',
  ikey: dotted('ikey'),
  okey: dotted('okey'),
  iseq: has('iflags', 'seq'),
  oseq: has('oflags', 'seq'),
  icsum: has('iflags', 'csum'),
  ocsum: has('oflags', 'csum'),
  external: 'collectMetadata',
  erspan_index: 'erspanIndex',
  erspan_ver: 'erspanVer',
  erspan_dir: 'erspanDir',
  erspan_hwid: hex('erspanHwid'),
}

const gre: Mapping<Plain<Gre>> = {
  ...(greBoth as Mapping<Plain<Gre>>),
  tos: hex('tos'),
  pmtudisc: 'pmtudisc',
  ignore_df: 'ignoreDf',
}

const ip6gre: Mapping<Plain<Ip6gre>> = {
  ...(greBoth as Mapping<Plain<Ip6gre>>),
  ...(outer6 as Mapping<Plain<Ip6gre>>),
  encap_limit: 'encapLimit',
}

const iptun: Mapping<Plain<Iptun>> = {
  ...(ends as Mapping<Plain<Iptun>>),
  proto: 'proto',
  ttl: 'ttl',
  tos: hex('tos'),
  pmtudisc: 'pmtudisc',
  external: 'collectMetadata',
  isatap: has('flags', 'isatap'),
}

const ip6tnl: Mapping<Plain<Ip6tnl>> = {
  ...(ends as Mapping<Plain<Ip6tnl>>),
  ...(outer6 as Mapping<Plain<Ip6tnl>>),
  proto: 'proto',
  ttl: 'ttl',
  encap_limit: 'encapLimit',
  external: 'collectMetadata',
}

const vti: Mapping<Plain<Vti> | Plain<Vti6>> = {
  ...(ends as Mapping<Plain<Vti>>),
  ikey: dotted('ikey'),
  okey: dotted('okey'),
}

export const tunnels: { readonly [kind: string]: Mapping<never> } = {
  gre: gre as Mapping<never>,
  gretap: gre as Mapping<never>,
  erspan: gre as Mapping<never>,
  ip6gre: ip6gre as Mapping<never>,
  ip6gretap: ip6gre as Mapping<never>,
  ip6erspan: ip6gre as Mapping<never>,
  ipip: iptun as Mapping<never>,
  sit: iptun as Mapping<never>,
  ip6tnl: ip6tnl as Mapping<never>,
  vti: vti as Mapping<never>,
  vti6: vti as Mapping<never>,
}
