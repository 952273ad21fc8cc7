/** What was read and is written again, where it takes more than a kernel of one version to show. */
import t from 'tap'
import type { NewRoute } from '../../../src/rtnl/route-changes.ts'
import { Changing } from './changing.ts'

const listed = (oif: number, dev: string): NewRoute =>
  ({
    ...{ family: 'inet6', tos: 0, table: 'main', protocol: 'kernel', scope: 'global', type: 'unicast', flags: [] },
    ...{ dst: 'fe80::/64', metric: 256, oif, dev },
  }) as never

const wire = (oif: number): object => ({
  header: { family: 'inet6', dstLen: 64, table: 'main', protocol: 'kernel', type: 'unicast' },
  ...{ dst: 'fe80::', table: 'main', oif, priority: 256 },
})
const link = (index: number, ifname: string): object => ({ header: { index }, ifname })

t.test('of several routes by links alone the kernel replaces the first', async (t) => {
  const network = new Changing({
    dumps: { RTM_GETLINK: [link(3, 'eth0'), link(7, 'br0'), link(9, 'v9')], RTM_GETROUTE: [wire(3), wire(7)] },
  } as never)
  const rtnl = await network.open()
  const changes = async (route: NewRoute): Promise<string[]> => {
    network.asked()
    await rtnl.routes.replace(route)
    return network
      .asked()
      .map(([name]) => name)
      .filter((name) => !name.startsWith('RTM_GET'))
  }
  t.match(await changes(listed(3, 'eth0')), ['RTM_NEWROUTE request replace create'], 'the first is replaced')
  t.same(
    (await changes(listed(7, 'br0'))).filter((name) => name.startsWith('RTM_NEW')),
    [],
    'what is there stays',
  )
  t.match(await changes(listed(9, 'v9')), ['RTM_NEWROUTE request create append'], 'another stands beside them')
  await t.rejects(rtnl.routes.replace({ ...listed(7, 'br0'), prefsrc: '2001:db8::1' }), {
    name: 'EncodeError',
    path: 'dev',
  })
})

t.test('an IPv6 route without a metric can not be asked for', async (t) => {
  const rtnl = await new Changing({ dumps: { RTM_GETLINK: [], RTM_GETROUTE: [] } } as never).open()
  await t.rejects(rtnl.routes.replace({ ...listed(3, 'eth0'), metric: 0 }), { name: 'EncodeError', path: 'metric' })
})
