/** How connections and expectations are listed. */
import type { Kind } from '../../client/collection.ts'
import { messageTypes } from '../tables/index.ts'
import type { Connection, ConntrackValue } from './connection.ts'
import { conntrackShape, readConnection } from './connection.ts'
import type { Expectation, ExpectationFilter, ExpectationValue } from './expectation.ts'
import { readExpectation } from './expectation.ts'
import type { ConntrackFilter, KernelFilter } from './filter.ts'
import { kernelQuery, query } from './filter.ts'

export const connectionKind: Kind<Connection, ConntrackFilter, ConntrackValue> = {
  name: 'conntrack',
  node: messageTypes.IPCTNL_MSG_CT_NEW.node,
  shape: conntrackShape,
  type: messageTypes.IPCTNL_MSG_CT_GET.type,
  query,
  finish: (value, _names, order) => readConnection(value, order === 'le'),
}

/** Connections whose counters the kernel sets to zero as it lists them, so only the kernel may filter them. */
export const zeroedKind: Kind<Connection, KernelFilter, ConntrackValue> = {
  ...connectionKind,
  type: messageTypes.IPCTNL_MSG_CT_GET_CTRZERO.type,
  query: (filter) => kernelQuery(filter),
}

export const expectationKind: Kind<Expectation, ExpectationFilter, ExpectationValue> = {
  name: 'expectations',
  node: messageTypes.IPCTNL_MSG_EXP_NEW.node,
  shape: conntrackShape,
  type: messageTypes.IPCTNL_MSG_EXP_GET.type,
  query: (filter) => ({ request: kernelQuery(filter, ['family']).request }),
  finish: readExpectation,
}
