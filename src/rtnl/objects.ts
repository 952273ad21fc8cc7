/** All objects of NETLINK_ROUTE, by their member of `Rtnl`. A line here registers an object. */

import type { Kind } from '../client/collection.ts'
import { address } from './address/object.ts'
import { addrlabel } from './addrlabel/object.ts'
import { link } from './link/object.ts'
import { neighbour } from './neighbour/object.ts'
import { netconf } from './netconf/object.ts'
import { nsid } from './nsid/object.ts'
import type { RtnlObject } from './object.ts'
import { route } from './route/object.ts'
import { rule } from './rule/object.ts'

export const objects = {
  /** Network interfaces. */
  links: link,
  /** Addresses of links. */
  addresses: address,
  /** Routes of all tables. */
  routes: route,
  /** Rules that choose a routing table. */
  rules: rule,
  /** Neighbours, and forwarding entries of bridges. */
  neighbours: neighbour,
  /** Ids that other network namespaces have in this one. */
  nsids: nsid,
  /** Labels of address prefixes, for source address selection. */
  addrlabels: addrlabel,
  /** Settings of links and protocols that the kernel reports. */
  netconf,
} as const

/** The descriptor of each object, by the member of the client. */
export type Objects = typeof objects
export type Member = keyof Objects

// biome-ignore lint/suspicious/noExplicitAny: a Kind is invariant in its value; descriptors of different objects are listed together.
export type AnyObject = RtnlObject<string, any, any, any>

export const allObjects: readonly AnyObject[] = Object.values(objects)

/** The type of each object as programs read it, by its name in events. */
export type Values = {
  [M in Member as Objects[M]['name']]: Objects[M]['kind'] extends Kind<infer T, infer _, infer __> ? T : never
}
/** An object as events call it: `link`, `address`, ... */
export type ObjectName = keyof Values
