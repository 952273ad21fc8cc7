/** What programs write to add, change or delete an address. */
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Address } from '../shapes.ts'

/** The link: its name or index (`dev`), or the fields of an address that was read (`index`, and mostly `dev`). */
export type OnLink =
  | { readonly dev: string | number }
  | { readonly dev?: string | number | undefined; readonly index: number }

/** The link. `dev` takes precedence over `index`, so that an address that was read can be added to another link. */
export const linkOf = (given: OnLink): string | number => {
  const dev = given.dev ?? ('index' in given ? given.index : undefined)
  if (dev === undefined) throw new EncodeError('dev', 'the name of a link, or its index')
  return dev
}

/** An address to add, change or delete, and its link. */
export type NewAddress = AddressSettings & OnLink

/** An address and what can be set of it. */
export interface AddressSettings {
  /** `172.16.1.1/16`. The default length is that of the whole address (32, 128). */
  readonly address: string
  /** Address of the other end of a point-to-point link, with the length of its prefix. */
  readonly peer?: string | undefined
  /** An address, or `+` for the highest of the prefix (the peer's, if there is one), `-` for the lowest; a /31 or /32 has neither. */
  readonly broadcast?: string | undefined
  /** Anycast address (IFA_ANYCAST). Linux accepts it in requests and ignores it. */
  readonly anycast?: string | undefined
  /** The name of the link, alone or followed by a colon and more text. */
  readonly label?: string | undefined
  /** Default: `host` for 127.0.0.0/8, else `global`. */
  readonly scope?: Address['scope'] | undefined
  /** Seconds, or `forever` (default). */
  readonly preferred?: number | 'forever' | undefined
  /** Seconds until the address is removed, or `forever` (default). */
  readonly valid?: number | 'forever' | undefined
  /** `noprefixroute`, `nodad`, ... Default: none. */
  readonly flags?: Address['flags'] | undefined
  /** Metric of the route to the prefix. */
  readonly metric?: number | undefined
  /** Who added the address (IFA_PROTO): `kernel_lo`, ... or a number. */
  readonly proto?: Address['proto'] | undefined
}
