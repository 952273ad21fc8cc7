/** The input of the verbs that add, change or delete an address. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Address } from '../shapes.ts'

/**
 * Identifies a link: `dev` is its name or index. An object that was read has `index`, and `dev` if the name is known. If
 * `dev` is absent, `index` identifies the link.
 */
export type OnLink =
  | { readonly dev: string | number }
  | { readonly dev?: string | number | undefined; readonly index: number }

/** The link's name or index. `dev` takes precedence, so that an object that was read can be added to another link. */
export const linkOf = (given: OnLink): string | number => {
  const dev = given.dev ?? ('index' in given ? given.index : undefined)
  if (dev === undefined) throw new EncodeError('dev', 'the name of a link, or its index')
  return dev
}

/** An address to add, change or delete, and its link. */
export type NewAddress = AddressSettings & OnLink

/** An address and what can be set of it. Settings that are left out have the kernel's defaults. */
export interface AddressSettings {
  /** `172.16.1.1/16`. Without a length: 32 for IPv4, 128 for IPv6. */
  readonly address: string
  /** Address of the other end of a point-to-point link, with the length of its prefix. */
  readonly peer?: string | undefined
  /**
   * IPv4 only: an address, or `+` for the highest and `-` for the lowest address of the prefix (of the peer's, if there is
   * a `peer`). Absent, or `+` and `-` with a /31 or /32: none.
   */
  readonly broadcast?: string | undefined
  /** Anycast address (IFA_ANYCAST). Linux accepts it in requests and ignores it. */
  readonly anycast?: string | undefined
  /** IPv4 only: the name of the link, optionally followed by a colon and more text. */
  readonly label?: string | undefined
  /** Default: `host` for 127.0.0.0/8, else `global`. */
  readonly scope?: Address['scope'] | undefined
  /** Seconds until the address is deprecated, or `forever` (default). At most `valid`. */
  readonly preferred?: number | 'forever' | undefined
  /** Seconds until the kernel removes the address, or `forever` (default). */
  readonly valid?: number | 'forever' | undefined
  /** `noprefixroute`, `nodad`, ... Default: none. */
  readonly flags?: Address['flags'] | undefined
  /** Metric of the route to the prefix. Default: the kernel's. */
  readonly metric?: number | undefined
  /** Who added the address (IFA_PROTO): `kernel_lo`, ... or a number. */
  readonly proto?: Address['proto'] | undefined
}
