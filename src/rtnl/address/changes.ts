/** The requests of `ip address add|change|replace|delete`. */

import type { Change } from '../../client/change.ts'
import { VERBS } from '../../client/change.ts'
import { settable } from '../../client/read-only.ts'
import type { Requester } from '../../client/requester.ts'
import { unknownKey } from '../../netlink/codec/encode/checks.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { formatIpv4 } from '../../netlink/codec/text/format.ts'
import { makeChange } from '../change.ts'
import { deviceIndex } from '../devices.ts'
import type { Prefix } from '../prefix.ts'
import { parsePrefix } from '../prefix.ts'
import { addressReadOnly, INET_ADDRESS_FLAGS } from '../read-only-fields.ts'
import type { AddressSettings, NewAddress, OnLink } from './input.ts'
import { linkOf } from './input.ts'
import { addressKind } from './reading.ts'
import type { AddressCacheinfo } from './tables/address.ts'
import { FOREVER } from './tables/address.ts'

/** The fields of an address, written or read. Those of the first line identify it. */
const FIELDS = [
  ...['dev', 'address', 'peer', 'label'],
  ...['broadcast', 'anycast', 'scope', 'preferred', 'valid', 'flags', 'metric', 'proto', 'multicast'],
  ...['family', 'index', 'cacheinfo', 'targetNetnsid', 'unknown'],
]

const checkFields = (given: object): void => {
  const unknown = Object.keys(given).find((key) => !FIELDS.includes(key))
  if (unknown !== undefined) throw unknownKey('', unknown, FIELDS)
}

const seconds = (time: number | 'forever' | undefined, path: string): number => {
  if (time === undefined || time === 'forever') return FOREVER
  if (Number.isInteger(time) && time >= 0 && time <= FOREVER) return time
  throw new EncodeError(path, "whole seconds, or 'forever'", time)
}

const lifetimesOf = (given: NewAddress): Pick<AddressCacheinfo, 'preferred' | 'valid'> | undefined => {
  const { preferred, valid } = given
  if (preferred === undefined && valid === undefined) return undefined
  const lifetimes = { preferred: seconds(preferred, 'preferred'), valid: seconds(valid, 'valid') }
  if (lifetimes.preferred > lifetimes.valid)
    throw new EncodeError('preferred', 'a time not above `valid`', given.preferred)
  return lifetimes
}

/** Throws EncodeError for fields and flags that the kernel ignores for this family. */
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

/** IPv4 prefixes of at least this length have no broadcast address (RFC 3021): iproute2 and the kernel set none. */
const POINT_TO_POINT = 31

/** The last (`+`) or first (`-`) address of an IPv4 prefix. Undefined for prefixes without a broadcast address. */
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

  /** Adds an address, or changes it if the link has it. */
  replace(address: NewAddress): Promise<Change> {
    return this.put(address, VERBS.replace)
  }

  /** Changes the lifetimes, flags and metric of an address that the link has. */
  change(address: NewAddress): Promise<Change> {
    return this.put(address, VERBS.change)
  }

  async delete(given: Pick<AddressSettings, 'address' | 'peer' | 'label'> & OnLink): Promise<Change> {
    checkFields(given)
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
    checkFields(given)
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
