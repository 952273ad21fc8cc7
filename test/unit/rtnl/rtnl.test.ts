/** The client: what it opens, what it closes, and when it cannot be monitored. */
import t from 'tap'
import * as surface from '../../../src/index.ts'
import { ClosedError, UnsupportedError } from '../../../src/netlink/protocol/errors.ts'
import { NetlinkSocket } from '../../../src/netlink/socket/socket.ts'
import { route } from '../../../src/rtnl/family.ts'
import { Rtnl } from '../../../src/rtnl/rtnl.ts'
import { link, Network } from './network.ts'

const world = { dumps: { RTM_GETLINK: [link(1, 'lo')] } }

t.test('a client closes what it opened', async (t) => {
  const network = new Network(world)
  {
    await using rtnl = await network.open()
    t.match(await rtnl.links.get(1), { name: 'lo' })
    t.ok(rtnl.socket instanceof NetlinkSocket)
  }
  t.ok(network.kernel.closed)
  const rtnl = await network.open()
  const pending = rtnl.links.list().catch((error) => error)
  rtnl.close()
  rtnl.close()
  t.ok((await pending) instanceof ClosedError)
  t.ok((await rtnl.links.get(1).catch((error) => error)) instanceof ClosedError)
})

t.test('a client on a socket that the program opened leaves it open', async (t) => {
  const network = new Network(world)
  await using socket = new NetlinkSocket({ transport: network.socket(), family: route })
  const rtnl = await Rtnl.open({ socket })
  t.equal(rtnl.socket, socket)
  t.match(await rtnl.links.list(), [{ name: 'lo' }])
  rtnl.close()
  t.match(await rtnl.links.list(), [{ name: 'lo' }])
  t.throws(() => rtnl.monitor({ groups: ['link'] }), UnsupportedError)
})

t.test('one transport is one socket: a monitor would need another one', async (t) => {
  const network = new Network(world)
  await using rtnl = await Rtnl.open({ transport: network.socket() })
  t.match(await rtnl.links.list(), [{ name: 'lo' }])
  t.throws(() => rtnl.monitor({ groups: ['link'] }), { code: 'ERR_UNSUPPORTED', feature: 'monitor', message: /`fd`/ })
})

t.test('the exports', async (t) => {
  t.strictSame(Object.keys(surface).sort(), [
    'BatchError',
    'ClosedError',
    'DecodeError',
    'DeleteAllError',
    'DumpInterruptedError',
    'EncodeError',
    'HelperError',
    'KernelError',
    'LeftBehindError',
    'NetlinkError',
    'NetlinkSocket',
    'Netns',
    'NetnsError',
    'NoAnswerError',
    'NotFoundError',
    'OptionError',
    'OverrunError',
    'ProgramError',
    'RelayError',
    'Rtnl',
    'SocketError',
    'TimeoutError',
    'TruncatedError',
    'UnsupportedError',
    'byCommand',
    'byType',
    'defineFamily',
    'isKernelError',
    'isLinkOfKind',
    'isNetlinkError',
  ])
})

t.test('links of a kind', async (t) => {
  const link = { kind: 'veth', name: 'v', index: 7 } as unknown as surface.Link
  t.ok(surface.isLinkOfKind(link, 'veth'))
  t.notOk(surface.isLinkOfKind(link, 'vlan'))
})
