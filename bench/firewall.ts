/** The rules and the set of the benchmark, generated from numbers, and their summaries; common to both sides. */

/** Rules that differ in their matches and actions, by number. */
export const numbersOf = (
  i: number,
): { readonly high: number; readonly low: number; readonly port: number; readonly kind: number } => ({
  high: (i >> 8) & 255,
  low: i & 255,
  port: 1024 + (i % 40_000),
  kind: i % 4,
})

/** A rule as nft writes it; `ours/nftables.ts` builds the same with functions. */
const ruleText = (i: number): string => {
  const { high, low, port, kind } = numbersOf(i)
  return [
    `ip saddr 10.9.${high}.${low} tcp dport ${port} counter packets 0 bytes 0 accept`,
    `ip daddr 10.${high}.${low}.0/24 udp dport ${port}-${port + 9} drop`,
    `iifname "eth${i % 16}" ct state established,related ip saddr 172.16.${high}.${low} counter packets 0 bytes 0 accept`,
    `ip6 daddr 2001:db8::${(i + 1).toString(16)} tcp dport ${port} limit rate ${1 + (i % 100)}/second log prefix "p${i % 8}" comment "rule ${i}"`,
  ][kind] as string
}

export const address = (i: number): string => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`

/** Input of `nft -f`: `count` rules in one chain. */
export const rulesFile = (count: number): string => {
  const rules = Array.from({ length: count }, (_, i) => `  ${ruleText(i)}\n`).join('')
  return `table inet bench {\n chain input {\n  type filter hook input priority filter; policy accept;\n${rules} }\n}\n`
}

/** Input of `nft -f`: `count` addresses in one set. */
export const setFile = (count: number): string => {
  const elements = Array.from({ length: count }, (_, i) => address(i)).join(',\n  ')
  return `table inet bench {\n set many {\n  type ipv4_addr\n  elements = { ${elements} }\n }\n}\n`
}

/** A summary of what was read. */
export interface Read {
  readonly rules: number
  /** The single ports that rules match. */
  readonly ports: readonly number[]
  readonly elements: readonly string[]
}

const octets = (text: string): number => text.split('.').reduce((all, octet) => all * 3 + Number(octet), 0)

export const checkOf = ({ rules, ports, elements }: Read): string => {
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
  return `rules=${rules} ports=${sum(ports)} elements=${elements.length} octets=${sum(elements.map(octets))}`
}
