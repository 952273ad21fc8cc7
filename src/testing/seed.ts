/** Fills a fake network with what it contains at the start. Every entry is made by the request that a program would send. */
import { encode } from '../netlink/codec/encode/encode.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import type { Message } from '../netlink/codec/node.ts'
import { hostOrder } from '../netlink/codec/order.ts'
import { KernelError } from '../netlink/protocol/errors.ts'
import { NLM_F_CREATE } from '../netlink/protocol/header.ts'
import { messageTypes } from '../rtnl/tables/index.ts'
import { register } from './links/register.ts'
import type { ChangeOperation } from './operations.ts'
import { CHANGES } from './operations.ts'
import { Refusal } from './refusal.ts'
import { decodeRequest } from './request.ts'
import type { FakeLink, NetworkState } from './state.ts'
import type { IndexOf, Step } from './steps.ts'
import { addressStep, linkStep, neighbourStep, routeStep, ruleStep } from './steps.ts'
import type { World } from './world.ts'

/** Adds the loopback. It is down, as in a new network namespace. */
export const addLoopback = (world: World): void => {
  const none = '00:00:00:00:00:00'
  const message = { ifname: 'lo', address: none, broadcast: none, mtu: 65536 }
  register(world, message, { kind: undefined, type: 'loopback', flags: ['loopback'], data: {} })
}

/** Makes a physical link, which has a cable. */
const addPhysical = (world: World, { name, index = 0, address }: FakeLink): void => {
  const header = { family: 'unspec', type: 'ether', index, flags: [], change: [] } as const
  const link = register(world, { header, ifname: name, address }, { kind: undefined, data: {} })
  Object.assign(link, { carrier: false, watched: true })
}

/** Carries out the request that makes an entry. Refuses what the network refuses. */
const carryOut = (world: World, { name, value }: Step): void => {
  const bytes = encode(messageTypes[name].node as Message<object>, value)
  const operation = CHANGES[name] as ChangeOperation
  operation(world, decodeRequest(name, bytes, hostOrder) as never, NLM_F_CREATE)
}

/** Names the entry in what `make` throws. */
const entered = (entry: string, make: () => void): void => {
  try {
    make()
  } catch (error) {
    if (error instanceof EncodeError) throw error.renamed(`${entry}.${error.path}`)
    if (!(error instanceof Refusal)) throw error
    const extack = error.text === undefined ? undefined : { message: error.text }
    throw new KernelError({
      errno: error.errno,
      operation: `FakeNetwork: ${entry}`,
      extack,
      request: new Uint8Array(0),
    })
  }
}

/** Makes everything that a state lists. Throws EncodeError and KernelError. */
export const fill = (world: World, state: NetworkState): void => {
  const { links = [], addresses = [], neighbours = [], rules = [], routes = [] } = state
  const indexOf: IndexOf = (name, path) => {
    const link = world.named(name)
    if (link === undefined) throw new EncodeError(path, 'the name of a link of the network', name)
    return link.index
  }
  const each = <T>(list: string, entries: readonly T[], make: (entry: T) => void): void => {
    for (const [place, entry] of entries.entries()) entered(`${list}[${place}]`, () => make(entry))
  }
  each('links', links, (entry) => {
    const { kind, name, alias } = entry
    const step = linkStep(entry, indexOf, world.named(name)?.index)
    if (kind !== undefined || world.named(name) !== undefined) carryOut(world, step)
    else addPhysical(world, entry)
    // the kernel ignores some settings of a new link
    const rest = kind === undefined ? entry : { name, alias }
    carryOut(world, linkStep(rest, indexOf, indexOf(name, 'name')))
  })
  each('addresses', addresses, (entry) => carryOut(world, addressStep(entry, indexOf)))
  each('neighbours', neighbours, (entry) => carryOut(world, neighbourStep(entry, indexOf)))
  each('rules', rules, (entry) => carryOut(world, ruleStep(entry)))
  each('routes', routes, (entry) => carryOut(world, routeStep(entry, indexOf)))
}
