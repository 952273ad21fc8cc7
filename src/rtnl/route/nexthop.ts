/** The next hops of a route with several: as programs read and write them, and as RTA_MULTIPATH has them. */
import type { NamesByIndex } from '../../client/collection.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Plain } from '../../netlink/codec/shape.ts'
import { familyOfText } from '../prefix.ts'
import type { RouteNexthop, RouteNexthopAttributes } from './tables/route.ts'

/** One of several next hops of a route. */
export interface Nexthop extends Omit<Plain<RouteNexthopAttributes>, 'gateway'> {
  /** Address of the next hop; its family may differ from the route's. Absent if it is on the link. */
  readonly gateway?: string | undefined
  /** Index of the link. Absent if the next hop has none. */
  readonly oif?: number | undefined
  /**
   * Name of the link `oif`. Absent if the next hop has no link, in events of other namespaces, and if the link was created
   * or removed during the call.
   */
  readonly dev?: string | undefined
  /** Share of the traffic relative to the other next hops: 1 to 256. Absent for multicast routes. */
  readonly weight?: number | undefined
  /** Multicast routes (`ipmr`, `ip6mr`) only: the minimum TTL of packets that are forwarded to the link. */
  readonly ttl?: number | undefined
  /** `onlink`, `dead`, `linkdown`, ... */
  readonly flags: RouteNexthop['header']['flags']
}

/** One of several next hops of a route to add, change or delete. Settings that are left out have the kernel's defaults. */
export interface NewNexthop extends Partial<Omit<Nexthop, 'dev' | 'flags' | 'weight' | 'encap'>> {
  /** Link: name or index. It takes precedence over `oif`. */
  readonly dev?: string | number | undefined
  /** Share of the traffic relative to the other next hops: 1 to 256. Default: 1. */
  readonly weight?: number | undefined
  /** The gateway is on the link, although no prefix of the link covers it. */
  readonly onlink?: boolean | undefined
  /** `onlink` or `pervasive`. The other flags of a next hop that was read are left out: only the kernel sets them. */
  readonly flags?: Nexthop['flags'] | undefined
  /** Encapsulation of type `encapType`. The fields are named as they are read. */
  readonly encap?: object | undefined
}

/** A value with RTA_GATEWAY or RTA_VIA. */
interface Hop {
  readonly gateway?: string | undefined
  readonly via?: { readonly family: string | number; readonly address: string } | undefined
}

/** `gateway` for a gateway of any family that is an IP address. A link-layer address stays under `via`. */
export const withGateway = <T extends Hop>(hop: T): T => {
  const { via, ...rest } = hop
  return via === undefined || (via.family !== 'inet' && via.family !== 'inet6')
    ? hop
    : ({ ...rest, gateway: via.address } as unknown as T)
}

const isMulticast = (family: unknown): boolean => family === 'ipmr' || family === 'ip6mr'

/** Converts a next hop from the fields of the table to those that programs see. */
export const readNexthop = (hop: Plain<RouteNexthop>, family: unknown, names: NamesByIndex): Nexthop => {
  const { header, ...rest } = hop
  const { ifindex, hops, flags } = header
  const dev = names.get(ifindex)
  return {
    ...withGateway(rest),
    ...(ifindex === 0 ? {} : { oif: ifindex }),
    ...(dev === undefined ? {} : { dev }),
    ...(isMulticast(family) ? { ttl: hops } : { weight: hops + 1 }),
    flags,
  }
}

/** A gateway of another family than the route is sent as RTA_VIA. */
export const putGateway = (into: { [key: string]: unknown }, family: string, gateway: string, path: string): void => {
  const other = familyOfText(gateway, path)
  if (other === family) into['gateway'] = gateway
  else into['via'] = { family: other, address: gateway }
}

/** The field of struct rtnexthop that holds the weight or the TTL. */
const hopsOf = ({ weight, ttl }: NewNexthop, family: string, path: string): number => {
  if (isMulticast(family)) {
    if (weight !== undefined) throw new EncodeError(`${path}.weight`, 'nothing: a multicast route has `ttl`', weight)
    return ttl ?? 0
  }
  if (ttl !== undefined) throw new EncodeError(`${path}.ttl`, 'nothing: only a multicast route has it', ttl)
  if (weight === undefined || (Number.isInteger(weight) && weight >= 1 && weight <= 256)) return (weight ?? 1) - 1
  throw new EncodeError(`${path}.weight`, 'a number from 1 to 256', weight)
}

const SETTABLE: readonly unknown[] = ['onlink', 'pervasive']

/** The flags of a request. A next hop that was read has a weight or a TTL; its other flags are left out. */
const flagsOf = ({ flags = [], onlink, weight, ttl }: NewNexthop, path: string): readonly unknown[] => {
  const other = flags.findIndex((word) => !SETTABLE.includes(word))
  if (other >= 0 && weight === undefined && ttl === undefined)
    throw new EncodeError(
      `${path}.flags[${other}]`,
      'onlink or pervasive: the kernel alone sets the others',
      flags[other],
    )
  const kept = flags.filter((word) => SETTABLE.includes(word) && word !== 'onlink')
  return (onlink ?? flags.includes('onlink')) ? [...kept, 'onlink'] : kept
}

/** A next hop of a request. `index`: that of its link. */
export const writeNexthop = (hop: NewNexthop, index: number | undefined, family: string, path: string): object => {
  const { gateway, dev: _, oif: __, weight: ___, ttl: ____, onlink: _____, flags: ______, ...rest } = hop
  const header = { hops: hopsOf(hop, family, path), ifindex: index ?? 0, flags: flagsOf(hop, path) }
  const input = { ...rest, ...(gateway === undefined ? {} : { via: undefined }), header }
  if (gateway !== undefined) putGateway(input, family, gateway, `${path}.gateway`)
  return input
}
