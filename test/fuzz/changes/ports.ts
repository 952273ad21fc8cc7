/**
 * Random settings of bridge ports, through the link (`ip link set type bridge_slave`) and through the bridge (`bridge
 * link set`).
 */
import fc from 'fast-check'
import type { Rtnl } from '../../../src/index.ts'
import { bridgePort } from '../../../src/rtnl/link/tables/kinds/bridge-port.ts'
import { each, type StoredOtherwise, stored, untold, YES_OR_NO, ZERO } from './stored.ts'
import type { Topic } from './trial.ts'
import { fieldsOf, rowsBut, trial, type Value } from './values.ts'

const PORT = rowsBut(bridgePort, {
  'the kernel tells it, and passes it over in a request': [
    ...['rootId', 'bridgeId', 'designatedPort', 'designatedCost', 'id', 'no', 'topologyChangeAck', 'configPending'],
    ...['messageAgeTimer', 'forwardDelayTimer', 'holdTimer', 'mrpRingOpen', 'mrpInOpen', 'pad'],
    ...['mcastNGroups', 'mcastEhtHostsCnt'],
  ],
  'nothing of Linux listens': ['learningSync'],
  'of Linux 7': ['neighForwardGrat'],
})

const SWITCHES = [
  ...['mode', 'guard', 'protect', 'fastLeave', 'learning', 'unicastFlood', 'proxyarp', 'proxyarpWifi', 'mcastFlood'],
  ...['mcastToUcast', 'vlanTunnel', 'bcastFlood', 'neighSuppress', 'isolated', 'locked', 'mab'],
]

const STORED: StoredOtherwise = {
  ...each('port.', SWITCHES, YES_OR_NO),
  ...each('port.', ['backupPort', 'backupNhid'], ZERO(undefined)),
  'port.state': stored('without a spanning tree a port with a carrier forwards', (_, found) => found === 'forwarding'),
  'port.flush': untold('it is a request'),
}

interface Input {
  /** Through the bridge. */
  readonly direct: boolean
  readonly port: Value
}

export const ports = (rtnl: Rtnl, dev: string): Topic<Input> => ({
  name: 'ports of a bridge',
  usual: 600,
  least: [300, 80, 0],
  trials: fc.tuple(fc.boolean(), fieldsOf(PORT)).map(([direct, port]) => trial(port, { direct, port }, 'port.')),
  make: ({ direct, port }) =>
    direct ? rtnl.links.changePort(dev, port) : rtnl.links.change(dev, { slaveKind: 'bridge', slaveData: port }),
  read: async ({ direct }) => ({ direct, port: (await rtnl.links.get(dev)).slaveData }),
  undo: async () => undefined,
  wire: (path) => ['linkinfo.slaveData', 'protinfo'].map((nest) => path.replace('port', nest)),
  otherwise: STORED,
})
