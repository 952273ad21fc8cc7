/** What `ip` and `bridge` print in two namespaces, without the values that differ between equal namespaces. */
import { SECTIONS } from './sections.ts'

/** The commands whose output is compared. */
export const COMMANDS = {
  ...SECTIONS,
  nsids: 'ip -j netns list-id',
  netconf: 'ip -j -4 netconf',
  tokens: 'ip -j token',
} as const
export type Section = keyof typeof COMMANDS

/** Numbers and clocks that differ between the two namespaces. */
const LEFT_OUT = new Set([
  ...['ifindex', 'link_index', 'link_netnsid', 'gc_timer', 'hello_timer', 'tcn_timer', 'topology_change_timer'],
  ...['forward_delay_timer', 'hold_timer', 'message_age_timer', 'stats', 'stats64', 'carrier_changes'],
  // what the kernel chose before there was an address
  'permaddr',
])
/** Seconds that count down: compared in hundreds. */
const RUNNING = new Set(['valid_life_time', 'preferred_life_time', 'expires'])
/**
 * Hardware addresses that the kernel chose: the tests use 02:00:00:00:..., and those of groups have an odd first byte.
 */
const CHOSEN = /\b(?!02:00:00:00:|00:00:00:00:00:00)[0-9a-f][02468ace](:[0-9a-f]{2}){5}\b/g
/** Bridge IDs contain such an address, each byte without its leading zero. */
const BRIDGE_ID = /\b([0-9a-f]{4})\.[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}/g

const comparable = (key: string, value: unknown): unknown => {
  if (LEFT_OUT.has(key)) return undefined
  if (RUNNING.has(key) && typeof value === 'number') return Math.round(value / 100)
  return typeof value === 'string' ? value.replace(BRIDGE_ID, '$1.chosen').replace(CHOSEN, 'chosen') : value
}

/** Printed in the order of a hash table, whose seed differs between namespaces. */
const UNORDERED: readonly string[] = ['neighbours', 'proxies', 'fdb'] satisfies Section[]
/** Neighbours that the kernel adds when it sends a packet to a group, at any time. */
const ofGroup = ({ lladdr = '' }: { lladdr?: string }): boolean => /^(33:33|01:00:5e):/.test(lladdr)

/** IPv6 routes that the kernel adds when a link comes up, in any order. */
const isKernels = ({ protocol = '' }: { protocol?: string }): boolean => protocol === 'kernel'

const sorted = (list: readonly object[]): string[] => list.map((one) => JSON.stringify(one)).sort()

/** The output of the command of a section (JSON), without those values. */
export const parsed = (section: string, printed: string): unknown => {
  const list = JSON.parse(printed.trim() || '[]', comparable)
  if (section === 'routes6')
    return { kernels: sorted(list.filter(isKernels)), others: list.filter((one: object) => !isKernels(one)) }
  return UNORDERED.includes(section) ? sorted(list.filter((one: object) => !ofGroup(one))) : list
}

/** Disables IPv6 autoconfiguration: its addresses come from hardware addresses, at times of their own. */
export const QUIET = ['default', 'all', 'lo']
  .map((name) => `echo 1 > /proc/sys/net/ipv6/conf/${name}/addr_gen_mode`)
  .concat('echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad')
  .join('; ')
