/** A monitor whose datagrams are recorded, as a capture on an nlmon link would have them. */
import { openKernel } from '../netlink/transport/open.ts'
import { Tap } from '../netlink/transport/tap.ts'
import type { Transport } from '../netlink/transport/transport.ts'
import { route } from '../rtnl/family.ts'
import { openMonitor } from '../rtnl/monitor.ts'
import { describeNamespace, openNamespace } from '../setns/reference.ts'
import { openNetlinkIn } from '../setns/socket.ts'
import type { Io } from './io.ts'

/** As every monitor has them. */
const OPTIONS = { io: 'thread', receiveBuffer: 8 << 20, coalesce: 1500 } as const

const openTransport = async (
  netns: Parameters<Io['recordedMonitor']>[0],
  listenAllNsid: boolean | undefined,
): Promise<Transport> => {
  const { protocol } = route
  if (netns === undefined) return openKernel({ ...OPTIONS, protocol, listenAllNsid })
  const file = openNamespace(netns)
  try {
    const socket = await openNetlinkIn(file, describeNamespace(netns), protocol)
    return openKernel({ ...OPTIONS, protocol, listenAllNsid }, socket)
  } finally {
    file.close()
  }
}

export const recordedMonitor: Io['recordedMonitor'] = async (netns, options, record) => {
  const transport = await openTransport(netns, options.listenAllNsid)
  const tap = new Tap(transport, ({ bytes }) => record(bytes))
  return openMonitor(options, (use) => use({ family: route, transport: tap }))
}
