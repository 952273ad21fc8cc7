/** Neighbours: RTM_NEWNEIGH, RTM_DELNEIGH and RTM_GETNEIGH, as net/core/neighbour.c does. Forwarding entries are not modelled. */
import type { Query } from '../netlink/codec/query.ts'
import { NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from '../netlink/protocol/header.ts'
import type { NeighbourMessage } from '../rtnl/neighbour/tables/neighbour.ts'
import { isMulticast } from './arithmetic.ts'
import { notModelled, Refusal, refuseOthers } from './refusal.ts'
import { lookupIn } from './routes/lookup.ts'
import type { LinkState, World } from './world.ts'
import { removeFrom } from './world.ts'

/** The states in which the hardware address is known (NUD_VALID). */
const VALID: ReadonlySet<unknown> = new Set(['permanent', 'noarp', 'reachable', 'probe', 'stale', 'delay'])

const isValid = ({ header }: NeighbourMessage): boolean => header.state.some((word) => VALID.has(word))
const isProxy = ({ header }: Pick<NeighbourMessage, 'header'>): boolean => header.flags.includes('proxy')

/** The clock of a fake network stands still. */
const NO_TIMES = { confirmed: 0, used: 0, updated: 0, refcnt: 0 }

const report = (world: World, name: 'RTM_NEWNEIGH' | 'RTM_DELNEIGH', value: NeighbourMessage): void =>
  world.report({ name, value, group: 'neigh' })

/** Refuses what is not modelled and incomplete requests. Returns the link. */
const check = (world: World, { header, dst, ...others }: NeighbourMessage): LinkState => {
  const { family, ifindex, flags } = header
  if (family !== 'inet' && family !== 'inet6') throw notModelled(`neighbours of family ${family}`, 'header.family')
  refuseOthers(others, ['lladdr', 'protocol'])
  const other = flags.find((flag) => flag !== 'proxy')
  if (other !== undefined) throw notModelled(`the flag ${other}`, 'header.flags')
  if (dst === undefined) throw new Refusal('EINVAL', 'Network address not specified')
  if (ifindex === 0) throw new Refusal('EINVAL', 'Device not specified')
  const link = world.link(ifindex)
  if (link.type === 'loopback') throw notModelled('neighbours of the loopback', 'header.ifindex')
  if (isMulticast(dst)) throw notModelled('neighbours with multicast addresses', 'dst')
  return link
}

const find = ({ neighbours }: World, { header, dst }: NeighbourMessage): NeighbourMessage | undefined =>
  neighbours.find(
    (one) => one.dst === dst && one.header.ifindex === header.ifindex && isProxy(one) === isProxy({ header }),
  )

/** A proxy entry: an address for which this machine answers (pneigh_lookup). */
const putProxy = (
  world: World,
  { header, dst, protocol }: NeighbourMessage,
  there: NeighbourMessage | undefined,
): void => {
  if (there !== undefined) return
  const { family, ifindex } = header
  const made: NeighbourMessage = {
    header: { family, ifindex, state: [], flags: ['proxy'], type: 'unicast' },
    dst,
    protocol,
  }
  world.neighbours.push(made)
}

/** The type of an address, as the table `local` has it (arp_constructor). */
const typeOf = (world: World, { header, dst }: NeighbourMessage): NeighbourMessage['header']['type'] => {
  if (header.family === 'inet6') return 'unicast'
  // before the first address there is no such table
  if (!world.tables.has('inet local')) return 'broadcast'
  return lookupIn(world, 'inet', 'local', { dst: `${dst}` })?.route.type ?? 'unicast'
}

const madeOf = (
  world: World,
  message: NeighbourMessage,
  state: NeighbourMessage['header']['state'],
  lladdr: string | undefined,
): NeighbourMessage => {
  const { header, dst, protocol } = message
  const { family, ifindex } = header
  return {
    header: { family, ifindex, state, flags: [], type: typeOf(world, message) },
    ...{ dst, lladdr, probes: 0, cacheinfo: NO_TIMES, protocol },
  }
}

/** RTM_NEWNEIGH. `flags`: NLM_F_*. */
export const newNeighbour = (world: World, message: NeighbourMessage, flags: number): void => {
  check(world, message)
  const there = find(world, message)
  if (isProxy(message)) return putProxy(world, message, there)
  if (there === undefined && (flags & NLM_F_CREATE) === 0) throw new Refusal('ENOENT')
  if (there !== undefined && (flags & NLM_F_EXCL) !== 0) throw new Refusal('EEXIST')
  const { header, lladdr } = message
  const known = there !== undefined && isValid(there) ? there.lladdr : undefined
  if (isValid(message) && lladdr === undefined && known === undefined) {
    // the kernel keeps the entry that it has made
    if (there === undefined) world.neighbours.push(madeOf(world, message, [], undefined))
    throw new Refusal('EINVAL', 'No link layer address given')
  }
  // without NLM_F_REPLACE, a known hardware address is kept
  if (known !== undefined && lladdr !== undefined && lladdr !== known && (flags & NLM_F_REPLACE) === 0) return
  const put = madeOf(world, message, header.state, isValid(message) ? (lladdr ?? known) : undefined)
  if (there === undefined) world.neighbours.push(put)
  else Object.assign(there, { ...put, header: { ...put.header, type: there.header.type } })
  report(world, 'RTM_NEWNEIGH', there ?? put)
}

/** RTM_DELNEIGH. */
export const deleteNeighbour = (world: World, message: NeighbourMessage): void => {
  check(world, message)
  const found = find(world, message)
  if (found === undefined) throw new Refusal('ENOENT')
  removeFrom(world.neighbours, (one) => one === found)
  report(world, 'RTM_DELNEIGH', found)
}

/** RTM_GETNEIGH for one neighbour. */
export const getNeighbour = (world: World, { header, ...rest }: Query<NeighbourMessage>): NeighbourMessage => {
  const { family = 'unspec', ifindex = 0, flags = [] } = header
  const message: NeighbourMessage = { header: { family, ifindex, flags, state: [], type: 'none' }, ...rest }
  check(world, message)
  const found = find(world, message)
  if (found === undefined) throw new Refusal('ENOENT', 'Neighbour entry not found')
  return found
}

/** The dump of RTM_GETNEIGH: the neighbours, or the proxy entries. Filters by family, link and master. */
export const listNeighbours = (world: World, message: Query<NeighbourMessage>): NeighbourMessage[] => {
  const { header, ifindex = 0, master = 0, ...others } = message
  const { family = 'unspec', flags = [] } = header
  refuseOthers(others, [])
  if (family !== 'unspec' && family !== 'inet' && family !== 'inet6')
    throw notModelled(`neighbours of family ${family}`, 'header.family')
  return world.neighbours
    .filter((one) => {
      const link = world.link(one.header.ifindex)
      return (
        (family === 'unspec' || one.header.family === family) &&
        isProxy(one) === flags.includes('proxy') &&
        (ifindex === 0 || link.index === ifindex) &&
        (master === 0 || link.master === master)
      )
    })
    .sort((one, other) => (one.header.family === other.header.family ? 0 : one.header.family === 'inet' ? -1 : 1))
}

/**
 * Removes the neighbours of a link that is down, deleted, or has another address. `kept`: `permanent` ones, or those of
 * family `inet6`.
 */
export const flushNeighbours = (world: World, { index }: LinkState, kept?: 'permanent' | 'inet6'): void => {
  const gone = removeFrom(
    world.neighbours,
    ({ header }) =>
      header.ifindex === index &&
      !(kept === 'permanent' && header.state.includes('permanent')) &&
      !(kept === 'inet6' && header.family === 'inet6'),
  )
  for (const neighbour of gone) if (!isProxy(neighbour)) report(world, 'RTM_DELNEIGH', neighbour)
}
