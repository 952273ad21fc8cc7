/** The capabilities of a relay that was started as root. */

/** <linux/capability.h> */
const CAP_NET_ADMIN = 12
const CAP_SYS_PTRACE = 19
const CAP_SYS_ADMIN = 21

/**
 * A bit for each capability that a relay needs. `namespaces`: it opens other namespaces, or sockets in them. `processes`: also
 * those of processes of other users, which the kernel allows only to those who may trace the process.
 */
export const neededCapabilities = (namespaces: boolean, processes: boolean): number =>
  (1 << CAP_NET_ADMIN) | (namespaces ? 1 << CAP_SYS_ADMIN : 0) | (processes ? 1 << CAP_SYS_PTRACE : 0)

/** A field of /proc/self/status. */
const fieldOf = (status: string, name: string): string =>
  new RegExp(`^${name}:\\s*(\\S+)$`, 'm').exec(status)?.[1] as string

/**
 * Whether this process and the programs that it starts can have no other capabilities than `keep`.
 * `status`: the text of /proc/self/status.
 */
export const isRestricted = (status: string, keep: number): boolean => {
  const has = (name: string): boolean => (BigInt(`0x${fieldOf(status, name)}`) & ~BigInt(keep)) !== 0n
  return fieldOf(status, 'NoNewPrivs') === '1' && !has('CapPrm') && !has('CapBnd')
}

/** Descriptors that this process may have: the text of /proc/self/limits. */
export const mostDescriptors = (limits: string): number => {
  const digits = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
  /* c8 ignore next -- the limit cannot be `unlimited` on Linux */
  return digits === undefined ? 1024 : Number(digits)
}
