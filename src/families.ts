/** Every family that has tables here. What decodes, explains, proves or documents messages reads this list. */
import { netfilter } from './netfilter/family.ts'
import type { Family } from './netlink/protocol/family.ts'
import { route } from './rtnl/family.ts'

/** The order decides about a message of an unknown protocol whose type several families have. */
export const families: readonly Family[] = [route, netfilter]
