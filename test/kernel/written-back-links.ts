/** Links that are written back as they were read. */
import type { Link, Rtnl } from '../../src/index.ts'
import type { Objects } from './written-back.ts'

const describe = ({ name, kind, slaveKind }: Link): string =>
  `link ${name} of kind ${kind}${slaveKind === undefined ? '' : `, port of a ${slaveKind}`}`

export const changedLinks = (rtnl: Rtnl): Objects<Link> => ({
  name: 'links',
  sections: ['links', 'ports', 'addresses'],
  list: () => rtnl.links.list(),
  describe,
  replace: (one) => rtnl.links.change(one.index, one),
})

const PAIRS: ReadonlySet<unknown> = new Set(['veth', 'vxcan', 'netkit'])

/** Links that the kernel creates by itself, and that cannot be deleted. */
const KERNELS = /^(gre|gretap|erspan|ip6tnl|ip6gre|tunl|sit|ip_vti|ip6_vti|teql)0$/

/** Links that can be created, and on which no other link depends. Pairs are created as pairs. */
export const madeLinks = (rtnl: Rtnl, refused: Objects<Link>['refused'] = () => undefined): Objects<Link> => ({
  name: 'links',
  sections: ['links', 'ports'],
  list: async () => {
    const all = await rtnl.links.list()
    const used = new Set(all.flatMap(({ link, master }) => [link, master]))
    const below = new Set(
      all.flatMap(({ data }) => {
        const { slave1, slave2 } = (data ?? {}) as { slave1?: number; slave2?: number }
        return [slave1, slave2]
      }),
    )
    return all.filter(
      ({ index, kind, name, slaveKind }) =>
        kind !== undefined &&
        !PAIRS.has(kind) &&
        !used.has(index) &&
        !below.has(index) &&
        !KERNELS.test(name) &&
        // its master would change
        slaveKind === undefined,
    )
  },
  describe,
  delete: (one) => rtnl.links.delete(one.index),
  add: (one) => rtnl.links.add({ ...one, kind: String(one.kind) }),
  late: true,
  refused,
})
