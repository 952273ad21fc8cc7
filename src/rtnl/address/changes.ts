/** What `ip address add|change|replace|delete` changes, as requests. */
import { unknownKey } from '../../netlink/codec/encode/checks.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { formatIpv4 } from '../../netlink/codec/text/format.ts'
import type { Change } from '../change.ts'
import { makeChange, VERBS } from '../change.ts'
import { deviceIndex } from '../devices.ts'
import type { Prefix } from '../prefix.ts'
import { parsePrefix } from '../prefix.ts'
import { settable, wasRead } from '../read-only.ts'
import { addressReadOnly, INET_ADDRESS_FLAGS } from '../read-only-fields.ts'
import type { Requester } from '../requester.ts'
import type { Address } from '../shapes.ts'
import { addressKind } from './reading.ts'

/** The link: its name or index as `dev`, or as reading gives it, which has the index and mostly the name. */
export type OnLink =
  | { readonly dev: string | number }
  | { readonly dev?: string | number | undefined; readonly index: number }

/** The link that is meant. `dev` counts where there are both, so that what was read can be written to another link. */
export const linkOf = (given: OnLink): string | number => {
  const dev = given.dev ?? ('index' in given ? given.index : undefined)
  if (dev === undefined) throw new EncodeError('dev', 'the name of a link, or its index')
  return dev
}

export type NewAddress = AddressSettings & OnLink

export interface AddressSettings {
  /** `172.16.1.1/16`; without a length it is the address alone. */
  readonly address: string
  /** Of a point-to-point link: the other side, with the length of its prefix. */
  readonly peer?: string | undefined
  /** `+` for the highest address of the prefix (the peer's, where there is one), `-` for the lowest; a /31 or /32 has neither. */
  readonly broadcast?: string | undefined
  readonly anycast?: string | undefined
  /** The link's name, or it and more behind a colon. */
  readonly label?: string | undefined
  /** Default: `host` for 127.0.0.0/8, else `global`. */
  readonly scope?: Address['scope'] | undefined
  /** Seconds, or `forever` (default). */
  readonly preferred?: number | 'forever' | undefined
  readonly valid?: number | 'forever' | undefined
  readonly flags?: Address['flags'] | undefined
  /** Metric of the route to the prefix. */
  readonly metric?: number | undefined
  readonly proto?: Address['proto'] | undefined
}

/** What an address has as it is written, and as it is read: what tells one from others is the first line. */
const FIELDS = [
  ...['dev', 'address', 'peer', 'label'],
  ...['broadcast', 'anycast', 'scope', 'preferred', 'valid', 'flags', 'metric', 'proto', 'multicast'],
  ...['family', 'index', 'cacheinfo', 'targetNetnsid', 'unknown'],
]

const FOREVER = 0xffffffff

const seconds = (time: number | 'forever' | undefined, path: string): number => {
  if (time === undefined || time === 'forever') return FOREVER
  if (Number.isInteger(time) && time >= 0 && time <= FOREVER) return time
  throw new EncodeError(path, "whole seconds, or 'forever'", time)
}

/** Lifetimes as a program writes them, or as they were read. */
const lifetimesOf = (given: NewAddress): { preferred: number; valid: number } | undefined => {
  const { cacheinfo } = given as { readonly cacheinfo?: { readonly preferred: number; readonly valid: number } }
  const read = wasRead(given, addressReadOnly) ? cacheinfo : undefined
  const { preferred = read?.preferred, valid = read?.valid } = given
  if (preferred === undefined && valid === undefined) return undefined
  const lifetimes = { preferred: seconds(preferred, 'preferred'), valid: seconds(valid, 'valid') }
  if (lifetimes.preferred > lifetimes.valid)
    throw new EncodeError('preferred', 'a time not above `valid`', given.preferred)
  return lifetimes
}

/** Throws EncodeError for what IPv6 has and IPv4 passes over, and the other way round. */
const checkFamily = (given: NewAddress, family: Prefix['family']): void => {
  if (family === 'inet6') {
    for (const key of ['broadcast', 'label'] as const)
      if (given[key] !== undefined) throw new EncodeError(key, 'nothing: IPv4 addresses alone have one', given[key])
    return
  }
  for (const [index, word] of (given.flags ?? []).entries())
    if (typeof word === 'string' && !INET_ADDRESS_FLAGS.includes(word))
      throw new EncodeError(`flags[${index}]`, `one of ${INET_ADDRESS_FLAGS.join(', ')}: IPv4 has no others`, word)
}

/** A prefix of this length and more has no broadcast address (RFC 3021): iproute2 and the kernel give it none. */
const POINT_TO_POINT = 31

/** The first or last address of an IPv4 prefix; undefined where it has none to spare. */
const edge = ({ bytes, length }: Prefix, which: '+' | '-'): string | undefined => {
  if (length >= POINT_TO_POINT) return undefined
  const edge = Uint8Array.from(bytes)
  const view = new DataView(edge.buffer)
  const hosts = length === 0 ? 0xffffffff : (1 << (32 - length)) - 1
  const number = view.getUint32(0)
  view.setUint32(0, which === '+' ? (number | hosts) >>> 0 : (number & ~hosts) >>> 0)
  return formatIpv4(edge, 0)
}

/** Requests about addresses of links. */
export class AddressChanges {
  private readonly requester: Requester

  constructor(requester: Requester) {
    this.requester = requester
  }

  add(address: NewAddress): Promise<Change> {
    return this.put(address, VERBS.add)
  }

  /** Made, or changed where the link has it. */
  replace(address: NewAddress): Promise<Change> {
    return this.put(address, VERBS.replace)
  }

  /** Lifetimes, flags and metric of an address that the link has. */
  change(address: NewAddress): Promise<Change> {
    return this.put(address, VERBS.change)
  }

  async delete(given: Pick<AddressSettings, 'address' | 'peer' | 'label'> & OnLink): Promise<Change> {
    const unknown = Object.keys(given).find((key) => !FIELDS.includes(key))
    if (unknown !== undefined) throw unknownKey('', unknown, FIELDS)
    const { address, peer, label } = given
    const dev = linkOf(given)
    const local = parsePrefix(address, 'address')
    const other = peer === undefined ? local : parsePrefix(peer, 'peer')
    const index = await deviceIndex(this.requester, dev)
    const input = {
      family: local.family,
      prefixlen: other.length,
      index,
      local: local.address,
      address: other.address,
      label,
    }
    return makeChange(this.requester, addressKind, 'RTM_DELADDR', VERBS.delete, input, `${address} dev ${dev}`)
  }

  private async put(given: NewAddress, flags: number): Promise<Change> {
    const cacheinfo = lifetimesOf(given)
    const written = settable(given, addressReadOnly)
    const dev = linkOf(written)
    const { address, peer, broadcast, preferred: _, valid: __, dev: ___, scope, ...rest } = written
    const local = parsePrefix(address, 'address')
    const other = peer === undefined ? local : parsePrefix(peer, 'peer')
    if (other.family !== local.family) throw new EncodeError('peer', `an address of family ${local.family}`, peer)
    checkFamily(written, local.family)
    const input = {
      ...rest,
      family: local.family,
      prefixlen: other.length,
      scope: scope ?? (local.address.startsWith('127.') ? 'host' : 'global'),
      index: await deviceIndex(this.requester, dev),
      local: local.address,
      address: other.address,
      broadcast: broadcast === '+' || broadcast === '-' ? edge(other, broadcast) : broadcast,
      cacheinfo,
    }
    return makeChange(this.requester, addressKind, 'RTM_NEWADDR', flags, input, `${address} dev ${dev}`)
  }
}
