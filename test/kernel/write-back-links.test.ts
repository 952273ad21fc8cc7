/** Links and their addresses are changed, deleted and created again as they were read (on this machine's kernel). */
import t from 'tap'
import type { Address, Rtnl } from '../../src/index.ts'
import { build, buildAsRoot, peerNamespace, withEachRtnl } from '../oracle/scene.ts'
import { LINKS, TUN } from '../oracle/scenes.ts'
import { withRelayedRtnl } from '../relayed.ts'
import { until } from '../until.ts'
import { inNamespace, ip } from './namespace.ts'
import type { Objects } from './written-back.ts'
import { deleteEach, replaceEach, settles } from './written-back.ts'
import { changedLinks, madeLinks } from './written-back-links.ts'

const QUIET = `
  set net/ipv4/conf/all/promote_secondaries 1
  set net/ipv6/conf/default/accept_dad 0
  set net/ipv6/conf/all/accept_dad 0
`

const addresses = (rtnl: Rtnl): Objects<Address> => ({
  name: 'addresses',
  sections: ['addresses'],
  list: () => rtnl.addresses.list(),
  describe: ({ address, dev, peer }) => `address ${address} peer ${peer} dev ${dev}`,
  replace: (one) => rtnl.addresses.replace(one),
  delete: (one) => rtnl.addresses.delete(one),
  add: (one) => rtnl.addresses.add(one),
})

if (inNamespace(t, import.meta.url)) {
  // without a forward delay the state of a port is soon final
  build(QUIET + LINKS.replace('forward_delay 900', 'forward_delay 200'), [await peerNamespace(), await peerNamespace()])
  buildAsRoot(t, TUN)
  await until(() => ip('-d link show p0').includes('state forwarding'), 'the port to forward')
  await settles(['links', 'ports', 'addresses'])
  const writeBack = async (rtnl: Rtnl, io: string): Promise<void> => {
    await t.test(`${io}: addresses`, async (t) => {
      await replaceEach(t, addresses(rtnl))
      await deleteEach(t, addresses(rtnl))
    })
    await t.test(`${io}: changed`, (t) => replaceEach(t, changedLinks(rtnl)))
    await t.test(`${io}: created again`, (t) =>
      deleteEach(
        t,
        madeLinks(rtnl, ({ kind }) => (kind === 'tun' ? 'kind' : undefined)),
      ),
    )
  }
  await withEachRtnl(writeBack)
  await withRelayedRtnl(writeBack)
}
