/** What follows from the state of a link: its operational state and the flags that report it (rfc2863_policy, dev_get_flags). */
import type { Ifinfomsg } from '../../rtnl/link/tables/ifinfo.ts'
import type { LinkMessage } from '../../rtnl/link/tables/link.ts'
import type { LinkState } from '../world.ts'

/** The operational state. */
export const operstateOf = ({ flags, watched, carrier, link }: LinkState): LinkMessage['operstate'] => {
  if (!flags.has('up')) return 'down'
  if (!watched) return 'unknown'
  if (carrier) return 'up'
  return link === undefined ? 'down' : 'lowerlayerdown'
}

/** Whether the link is up and can carry packets (netif_oper_up). */
export const isRunning = (link: LinkState): boolean => {
  const state = operstateOf(link)
  return state === 'up' || state === 'unknown'
}

/** All flags of a link as the kernel reports them. */
export const flagsOf = (link: LinkState): Ifinfomsg['flags'] => [
  ...link.flags,
  ...(isRunning(link) ? (['running'] as const) : []),
  ...(link.flags.has('up') && link.carrier ? (['lower_up'] as const) : []),
]
