/** Pairs and ports are created in another namespace as they were read here; if that fails, nothing remains. */
import t from 'tap'
import { build, withEachRtnl } from '../oracle/scene.ts'
import { until } from '../until.ts'
import { inNamespace, ip } from './namespace.ts'
import { remakeElsewhere } from './written-back-elsewhere.ts'

const SCENE = `
  ip link add v0 address 02:00:00:00:00:01 numtxqueues 2 numrxqueues 3 txqueuelen 77 mtu 1400 type veth peer name v1 address 02:00:00:00:00:02
  ip link property add dev v0 altname of-the-first-end
  ip link property add dev v1 altname of-the-second-end altname v-one
  ip link set v1 alias the-second-end group 513
  ip link set v0 up
  ip link set v1 up arp off allmulticast on
  ip link add br0 address 02:00:00:00:00:03 type bridge stp_state 1 forward_delay 200 priority 4096
  ip link property add dev br0 altname a-bridge-with-a-long-name
  ip link add p0 address 02:00:00:00:00:05 type veth peer name p0x address 02:00:00:00:00:06
  ip link add p1 address 02:00:00:00:00:07 type veth peer name p1x address 02:00:00:00:00:08
  ip link set p0 master br0
  ip link set p1 master br0
  ip link set p0 type bridge_slave priority 5 cost 77 guard on hairpin on fastleave on learning off flood off mcast_router 2 mcast_flood off bcast_flood off mcast_to_unicast on group_fwd_mask 16 neigh_suppress on isolated on locked on
  ip link set p1 type bridge_slave priority 7 cost 515
  ip link add link v0 name mv0 address 02:00:00:00:00:09 type macvlan mode bridge
  ip link set br0 up
  ip link set p0 up
  ip link set p0x up
`

if (inNamespace(t, import.meta.url)) {
  build(SCENE)
  await until(() => ip('-d link show p0').includes('state forwarding'), 'the port to forward')
  await withEachRtnl(async (rtnl, io) => {
    await t.test(`${io}: created elsewhere`, (t) => remakeElsewhere(t, rtnl, ({ name }) => name !== 'lo'))
    await t.test(`${io}: if a name exists, the link is deleted again`, async (t) => {
      const names = async (): Promise<string[]> => (await rtnl.links.list()).map(({ name }) => name)
      const before = await names()
      const taken = { code: 'EEXIST' }
      await t.rejects(rtnl.links.add({ kind: 'bridge', name: 'b7', altnames: ['free', 'v-one'] }), taken)
      const peer = { name: 'w1', altnames: ['v-one'] }
      await t.rejects(rtnl.links.add({ kind: 'veth', name: 'w0', altnames: ['free'], peer }), taken)
      await t.rejects(rtnl.links.add({ kind: 'veth', name: 'w0', peer: { name: 'w1', master: 'v0' } }), {
        code: 'EOPNOTSUPP',
      })
      t.strictSame(await names(), before)
      const made = await rtnl.links.add(
        { kind: 'veth', name: 'w0', altnames: ['free'], peer: { master: 'br0' } },
        { echo: true },
      )
      t.match(made, { name: 'w0', altnames: ['free'] })
      t.equal((await rtnl.links.get(Number(made.link))).master, (await rtnl.links.get('br0')).index)
      await rtnl.links.delete('free')
    })
  })
}
