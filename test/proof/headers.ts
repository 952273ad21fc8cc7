/** The newest kernel headers, parsed by the C compiler: assertions, enumerators, macros. */
import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * The headers that the tables refer to. <sys/socket.h> has AF_*; the C library's <net/if.h> must not be included, since
 * <linux/if.h> has more.
 */
const HEADERS = [
  'stddef.h',
  'sys/socket.h',
  'linux/amt.h',
  'linux/batman_adv.h',
  'linux/bpf.h',
  'linux/caif/if_caif.h',
  'linux/can/netlink.h',
  'linux/can/vxcan.h',
  'linux/cfm_bridge.h',
  'linux/devlink.h',
  'linux/dpll.h',
  'linux/fib_rules.h',
  'linux/gtp.h',
  'linux/icmpv6.h',
  'linux/if.h',
  'linux/if_addr.h',
  'linux/if_addrlabel.h',
  'linux/if_arp.h',
  'linux/if_bonding.h',
  'linux/if_bridge.h',
  'linux/if_ether.h',
  'linux/if_link.h',
  'linux/if_macsec.h',
  'linux/if_tun.h',
  'linux/if_tunnel.h',
  'linux/if_vlan.h',
  'linux/ila.h',
  'linux/in.h',
  'linux/in6.h',
  'linux/in_route.h',
  'linux/ioam6.h',
  'linux/ioam6_genl.h',
  'linux/ioam6_iptunnel.h',
  'linux/ip.h',
  'linux/ip6_tunnel.h',
  'linux/ipv6.h',
  'linux/lwtunnel.h',
  'linux/mpls.h',
  'linux/mpls_iptunnel.h',
  'linux/mrp_bridge.h',
  'linux/neighbour.h',
  'linux/net_namespace.h',
  'linux/netconf.h',
  'linux/netfilter.h',
  'linux/netfilter/nf_conntrack_common.h',
  'linux/netfilter/nf_conntrack_sctp.h',
  'linux/netfilter/nf_conntrack_tcp.h',
  'linux/netfilter/nf_log.h',
  'linux/netfilter/nf_nat.h',
  'linux/netfilter/nf_synproxy.h',
  'linux/netfilter/nf_tables.h',
  'linux/netfilter/nf_tables_compat.h',
  'linux/netfilter/nfnetlink.h',
  'linux/netfilter/nfnetlink_conntrack.h',
  'linux/netfilter/nfnetlink_cttimeout.h',
  'linux/netfilter/xt_addrtype.h',
  'linux/netfilter/xt_comment.h',
  'linux/netfilter/xt_conntrack.h',
  'linux/netfilter/xt_mark.h',
  'linux/netfilter/xt_multiport.h',
  'linux/netfilter/xt_set.h',
  'linux/netfilter/xt_tcpudp.h',
  'linux/netlink.h',
  'linux/nexthop.h',
  'linux/rpl.h',
  'linux/rpl_iptunnel.h',
  'linux/rtnetlink.h',
  'linux/seg6.h',
  'linux/seg6_hmac.h',
  'linux/seg6_iptunnel.h',
  'linux/seg6_local.h',
  'linux/snmp.h',
  'linux/veth.h',
  'linux/wwan.h',
  'linux/xfrm.h',
]

const cc = process.env['CC'] ?? 'cc'
const script = fileURLToPath(new URL('../../scripts/fetch-headers.sh', import.meta.url))

let folder: string | undefined

/** The include folder. Downloads the headers from Debian once; throws if neither the network nor the cache has them. */
export const includeFolder = (): string => {
  folder ??= execFileSync(script, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
  return folder
}

const includes = HEADERS.map((header) => `#include <${header}>`)

/** Runs the compiler over C text. `before`: include folders that come first. */
const compile = (lines: readonly string[], options: readonly string[], before: readonly string[]) => {
  const folders = [...before, includeFolder()].flatMap((path) => ['-isystem', path])
  const done = spawnSync(cc, [...options, '-std=gnu11', '-fmax-errors=0', '-w', ...folders, '-x', 'c', '-'], {
    input: lines.join('\n'),
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: { ...process.env, LC_ALL: 'C' },
  })
  if (done.error !== undefined) throw done.error
  return done
}

/** The compiler's messages about each condition, by its index. Empty if all hold. */
export const refuted = (conditions: readonly string[], before: readonly string[] = []): Map<number, string> => {
  const lines = [...includes, ...conditions.map((condition) => `_Static_assert(${condition}, "");`)]
  const { stderr, status } = compile(lines, ['-fsyntax-only'], before)
  const messages = new Map<number, string>()
  for (const [text, line, message] of stderr.matchAll(/^<stdin>:(\d+):\d+: (?:fatal )?error: (.*)$/gm)) {
    const index = Number(line) - 1 - includes.length
    if (index < 0) throw new Error(`the headers do not compile: ${text}`)
    messages.set(index, messages.has(index) ? `${messages.get(index)}; ${message}` : (message ?? ''))
  }
  if ((status !== 0) !== messages.size > 0) throw new Error(`${cc} ended with ${status}:\n${stderr.slice(0, 2000)}`)
  return messages
}

export interface Enumerator {
  readonly name: string
  /** The text after `=`, if there is any. */
  readonly value: string | undefined
}

/** Every enum of the headers. */
export const enums = (): Enumerator[][] => {
  const { stdout, status, stderr } = compile(includes, ['-E', '-P'], [])
  if (status !== 0) throw new Error(`the headers do not preprocess:\n${stderr}`)
  const found: Enumerator[][] = []
  for (const [, body] of stdout.matchAll(/\benum\b\s*\w*\s*\{([^}]*)\}/g)) {
    const entries = (body ?? '').split(/,(?![^(]*\))/).map((entry) => /^\s*(\w+)\s*(?:=\s*(.*\S))?\s*$/s.exec(entry))
    found.push(entries.flatMap((entry) => (entry?.[1] === undefined ? [] : [{ name: entry[1], value: entry[2] }])))
  }
  return found
}

/** Every macro of the headers with a value and without arguments, with its text. */
export const macros = (): Map<string, string> => {
  const { stdout, status, stderr } = compile(includes, ['-E', '-dM'], [])
  if (status !== 0) throw new Error(`the headers do not preprocess:\n${stderr}`)
  return new Map([...stdout.matchAll(/^#define (\w+) (.+)$/gm)].map(([, name, text]) => [name ?? '', text ?? '']))
}
