/** How links are read. */
import type { Kind } from './collection.ts'
import type { Link } from './shapes.ts'
import { linkShape } from './shapes.ts'
import { messageTypes } from './tables/index.ts'
import { link } from './tables/link.ts'

export interface LinkFilter {
  /** `veth`, `bridge`, ...; the kernel filters by it. */
  readonly kind?: string | undefined
  /** Ports of this bridge, bond, vrf, ... (name or index); the kernel filters by it. */
  readonly master?: string | number | undefined
  /** Administratively up, or not. */
  readonly up?: boolean | undefined
  /** Link group. */
  readonly group?: number | undefined
  /** `ether`, `loopback`, ... */
  readonly type?: string | undefined
}

export const linkKind: Kind<Link, LinkFilter> = {
  node: link,
  shape: linkShape,
  type: messageTypes.RTM_GETLINK.type,
  question: async ({ kind, master, up, group, type }, index) => {
    const request = {
      header: {},
      linkinfo: kind === undefined ? undefined : { kind },
      master: master === undefined ? undefined : await index(master),
    }
    // Kernels without strict checking ignore filters, so what the answer itself tells is looked at as well.
    const matches = (found: Link): boolean =>
      (kind === undefined || found.kind === kind) &&
      (request.master === undefined || found.master === request.master) &&
      (up === undefined || found.flags.includes('up') === up) &&
      (group === undefined || found.group === group) &&
      (type === undefined || found.type === type)
    return { request, matches }
  },
}
