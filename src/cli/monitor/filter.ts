/** Which events a monitor shows. */
import type { ObjectEvent, OtherEvent } from '../../rtnl/events.ts'
import type { Plain } from '../state/values.ts'

export interface EventFilter {
  /** Only events about this link: its name, an alternative name or its index. */
  readonly dev?: string | number | undefined
  /** Only events of the namespace with this id. */
  readonly nsid?: number | undefined
}

/** The indexes of the links that an object is about. */
const indexesOf = ({ index, oif, iif, master, multipath }: Plain): unknown[] => {
  const hops = (multipath ?? []) as readonly { readonly oif?: number }[]
  return [index, oif, iif, master, ...hops.map((hop) => hop.oif)]
}

const namesOf = ({ name, dev, altnames, iifname, oifname }: Plain): unknown[] => [
  name,
  dev,
  iifname,
  oifname,
  ...((altnames ?? []) as readonly string[]),
]

export const isAbout = (value: object, dev: string | number, names: ReadonlyMap<number, string>): boolean => {
  const plain = value as Plain
  const indexes = indexesOf(plain)
  if (typeof dev === 'number') return indexes.includes(dev)
  return namesOf(plain).includes(dev) || indexes.some((index) => names.get(index as number) === dev)
}

/** Whether an event is shown. `names`: those of the links of the watched namespace. */
export const isWanted = (
  event: ObjectEvent | OtherEvent,
  filter: EventFilter,
  names: ReadonlyMap<number, string>,
): boolean => {
  const { dev, nsid } = filter
  if (nsid !== undefined && event.nsid !== nsid) return false
  if (dev === undefined) return true
  return 'value' in event && isAbout(event.value, dev, names)
}
