/** The protocols of netlink by number, as `NETLINK_*` of <linux/netlink.h> calls them. */
const PROTOCOLS = [
  ...['ROUTE', undefined, 'USERSOCK', 'FIREWALL', 'SOCK_DIAG', 'NFLOG', 'XFRM', 'SELINUX', 'ISCSI', 'AUDIT'],
  ...['FIB_LOOKUP', 'CONNECTOR', 'NETFILTER', 'IP6_FW', 'DNRTMSG', 'KOBJECT_UEVENT', 'GENERIC', undefined],
  ...['SCSITRANSPORT', 'ECRYPTFS', 'RDMA', 'CRYPTO', 'SMC'],
]

/** The number of `NETLINK_ROUTE`, `ROUTE` or `12`; undefined for a word that is none. */
export const protocolOf = (word: string): number | undefined => {
  const name = word.replace(/^NETLINK_/, '').replace(/^INET_DIAG$/, 'SOCK_DIAG')
  const number = PROTOCOLS.indexOf(name)
  if (number >= 0) return number
  return /^(0x[0-9a-f]{1,2}|\d{1,2})\b/.test(name) ? Number(name.split(' ')[0]) : undefined
}

/** `route`; the number for a protocol without a name. */
export const protocolName = (protocol: number): string => PROTOCOLS[protocol]?.toLowerCase() ?? String(protocol)
