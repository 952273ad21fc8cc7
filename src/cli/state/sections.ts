/**
 * The lists that the state of a namespace consists of, and what identifies an object in each. They follow from the objects
 * of the library, so a new object is in every snapshot.
 */
import type { ObjectName } from '../../rtnl/objects.ts'
import { objects } from '../../rtnl/objects.ts'
import type { Rtnl } from '../../rtnl/rtnl.ts'
import { collectionOf } from '../objects.ts'
import type { Plain } from './values.ts'

/** Fields that together identify an object. */
export type Identity = (value: Plain) => readonly unknown[]

export interface Section {
  /** The member of a snapshot: `links`. */
  readonly name: string
  /** The name of an object of it, as in events: `link`. */
  readonly object: ObjectName
  readonly list: (rtnl: Rtnl) => Promise<readonly object[]>
  /**
   * What identifies an object. The later identities find an object that the first one misses, such as a link that was
   * renamed; they apply only where they are unique.
   */
  readonly identities: readonly [Identity, ...Identity[]]
  /** The order of a snapshot. Objects that are equal in it keep the kernel's order. Default: the first identity. */
  readonly order?: Identity
}

const fields =
  (...names: readonly string[]): Identity =>
  (value) =>
    names.map((name) => value[name])

const ROUTE = ['family', 'table', 'dst', 'src', 'tos', 'metric'] as const
const RULE = ['family', 'priority', 'table', 'src', 'dst', 'fwmark', 'iifname', 'oifname'] as const
/** By the index of the link, else by its name: it was renamed, or deleted and created again. */
const onLink = (index: string, ...names: readonly string[]): Section['identities'] => [
  fields(index, ...names),
  fields('dev', ...names),
]

type Known = Pick<Section, 'identities' | 'order'>

/** Every object of the library has a line: without one, this does not compile. */
const KNOWN: { readonly [name in ObjectName]: Known } = {
  link: { identities: [fields('index', 'name'), fields('index', 'kind', 'address'), fields('name')] },
  address: { identities: onLink('index', 'family', 'address', 'peer') },
  // the order of routes to one destination matters
  route: {
    identities: [...onLink('oif', ...ROUTE, 'gateway'), fields(...ROUTE)],
    order: fields(...ROUTE),
  },
  rule: { identities: [fields(...RULE), fields('family', 'priority')], order: fields('family', 'priority') },
  // a neighbour whose hardware address changes is the same one
  neighbour: { identities: onLink('index', 'family', 'dst', 'flags') },
  nsid: { identities: [fields('nsid')] },
  addrlabel: { identities: onLink('index', 'prefix') },
  netconf: { identities: onLink('index', 'family') },
}

const listed = (Object.keys(objects) as (keyof typeof objects)[]).map((name): Section => {
  const object = objects[name].name
  return { name, object, list: (rtnl) => collectionOf(rtnl, name).list(), ...KNOWN[object] }
})

/** What a list of all neighbours does not contain. */
const beside: readonly Section[] = [
  {
    name: 'proxies',
    object: 'neighbour',
    list: ({ neighbours }) => neighbours.list({ proxy: true }),
    identities: onLink('index', 'family', 'dst'),
  },
  {
    name: 'forwarding',
    object: 'neighbour',
    list: ({ neighbours }) => neighbours.list({ family: 'bridge' }),
    identities: onLink('index', 'lladdr', 'vlan', 'vni', 'dst', 'flags'),
  },
]

export const sections: readonly Section[] = [...listed, ...beside]
