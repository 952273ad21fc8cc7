/** What a fake network does with each request: the messages that it knows, by the kernel's name. */
import type { MessageName } from '../rtnl/tables/index.ts'
import { deleteAddress, listAddresses, newAddress } from './addresses/requests.ts'
import { addAltnames, deleteAltnames, getLink, listLinks, newLink, removeLink, setLink } from './links/requests.ts'
import { deleteNeighbour, getNeighbour, listNeighbours, newNeighbour } from './neighbours.ts'
import { getRoute } from './routes/get.ts'
import { deleteRoute, listRoutes, newRoute } from './routes/requests.ts'
import { deleteRule, listRules, newRule } from './rules.ts'
import type { World } from './world.ts'

/** Carries out a change. `flags`: NLM_F_*. Throws Refusal. `never`: the message that its table decodes. */
export type ChangeOperation = (world: World, message: never, flags: number) => void

/** The values that reply to a request that reads. */
export interface ReadOperation {
  /** The name of each message of the reply. */
  readonly reply: MessageName
  /** Replies to a dump. Throws Refusal. */
  readonly list: (world: World, message: never) => object[]
  /** Replies to a request for one object. Throws Refusal. Absent: the kernel has no such request. */
  readonly get?: (world: World, message: never) => object
}

export const CHANGES: { readonly [N in MessageName]?: ChangeOperation } = {
  RTM_NEWLINK: newLink,
  RTM_SETLINK: setLink,
  RTM_DELLINK: removeLink,
  RTM_NEWLINKPROP: addAltnames,
  RTM_DELLINKPROP: deleteAltnames,
  RTM_NEWADDR: newAddress,
  RTM_DELADDR: deleteAddress,
  RTM_NEWROUTE: newRoute,
  RTM_DELROUTE: deleteRoute,
  RTM_NEWRULE: newRule,
  RTM_DELRULE: deleteRule,
  RTM_NEWNEIGH: newNeighbour,
  RTM_DELNEIGH: deleteNeighbour,
}

export const READS: { readonly [N in MessageName]?: ReadOperation } = {
  RTM_GETLINK: { reply: 'RTM_NEWLINK', list: listLinks, get: getLink },
  RTM_GETADDR: { reply: 'RTM_NEWADDR', list: listAddresses },
  RTM_GETROUTE: { reply: 'RTM_NEWROUTE', list: listRoutes, get: getRoute },
  RTM_GETRULE: { reply: 'RTM_NEWRULE', list: listRules },
  RTM_GETNEIGH: { reply: 'RTM_NEWNEIGH', list: listNeighbours, get: getNeighbour },
}
