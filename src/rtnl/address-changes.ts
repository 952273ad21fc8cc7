/** What `ip address add|change|replace|delete` changes, as requests. */
import { unknownKey } from '../netlink/codec/accept.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import { formatIpv4 } from '../netlink/codec/text.ts'
import { addressKind } from './addresses.ts'
import type { Asker } from './asker.ts'
import type { Change } from './change.ts'
import { makeChange, VERBS } from './change.ts'
import { deviceIndex } from './devices.ts'
import type { Prefix } from './prefix.ts'
import { parsePrefix } from './prefix.ts'
import type { Address } from './shapes.ts'

export interface NewAddress {
  /** Link: name or index. */
  readonly dev: string | number
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
  private readonly asker: Asker

  constructor(asker: Asker) {
    this.asker = asker
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

  async delete(given: Pick<NewAddress, 'dev' | 'address' | 'peer' | 'label'>): Promise<Change> {
    const unknown = Object.keys(given).find((key) => !FIELDS.includes(key))
    if (unknown !== undefined) throw unknownKey('', unknown, FIELDS)
    const { dev, address, peer, label } = given
    const local = parsePrefix(address, 'address')
    const other = peer === undefined ? local : parsePrefix(peer, 'peer')
    const index = await deviceIndex(this.asker, dev)
    const input = {
      family: local.family,
      prefixlen: other.length,
      index,
      local: local.address,
      address: other.address,
      label,
    }
    return makeChange(this.asker, addressKind, 'RTM_DELADDR', VERBS.delete, input, `${address} dev ${dev}`)
  }

  private async put(given: NewAddress, flags: number): Promise<Change> {
    const { dev, address, peer, broadcast, preferred, valid, scope, ...rest } = given
    const local = parsePrefix(address, 'address')
    const other = peer === undefined ? local : parsePrefix(peer, 'peer')
    if (other.family !== local.family) throw new EncodeError('peer', `an address of family ${local.family}`, peer)
    if (local.family === 'inet6')
      for (const key of ['broadcast', 'label'] as const)
        if (given[key] !== undefined) throw new EncodeError(key, 'nothing: IPv4 addresses alone have one', given[key])
    const lifetimes =
      preferred === undefined && valid === undefined
        ? undefined
        : { preferred: seconds(preferred, 'preferred'), valid: seconds(valid, 'valid') }
    if (lifetimes !== undefined && lifetimes.preferred > lifetimes.valid)
      throw new EncodeError('preferred', 'a time not above `valid`', preferred)
    const input = {
      ...rest,
      family: local.family,
      prefixlen: other.length,
      scope: scope ?? (local.address.startsWith('127.') ? 'host' : 'global'),
      index: await deviceIndex(this.asker, dev),
      local: local.address,
      address: other.address,
      broadcast: broadcast === '+' || broadcast === '-' ? edge(other, broadcast) : broadcast,
      cacheinfo: lifetimes,
    }
    return makeChange(this.asker, addressKind, 'RTM_NEWADDR', flags, input, `${address} dev ${dev}`)
  }
}
