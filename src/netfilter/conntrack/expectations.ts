/** Expected connections: list, delete, flush. */
import { send } from '../../client/change.ts'
import { Collection } from '../../client/collection.ts'
import type { Selection } from '../../client/selection.ts'
import { filterOf } from '../../client/selection.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import type { Expectation, ExpectationFilter, ExpectationValue } from './expectation.ts'
import type { ConntrackRequester } from './messages.ts'
import { makeChange } from './messages.ts'
import { expectationKind } from './reading.ts'
import type { ExpectationMessage } from './tables/expectation.ts'
import type { ConnectionTuple } from './tuples.ts'
import { describeTuple, familyOf, refuseUnknown, writeListedTuple, writeTuple } from './tuples.ts'

const TUPLE_FIELDS = ['protocol', 'src', 'dst', 'sport', 'dport', 'icmpType', 'icmpCode', 'icmpId', 'zone']

/** Expected connections (`conntrack -L expect`). */
export class Expectations extends Collection<
  Expectation,
  ExpectationFilter,
  ExpectationMessage,
  RequestOptions,
  ExpectationValue
> {
  constructor(requester: ConntrackRequester) {
    super(requester, expectationKind)
  }

  /**
   * Deletes an expectation that was listed, or the one of these addresses and ports.
   *
   * @throws {KernelError} `ENOENT` if there is none.
   */
  delete(which: Expectation | ConnectionTuple, options?: RequestOptions): Promise<void> {
    const making = () => makeChange(this.requester, 'IPCTNL_MSG_EXP_DELETE', 0, written(which), about(which))
    return send(this.requester, making, options, 'expectations.delete')
  }

  /**
   * Deletes all expectations. The kernel has no filter for this request.
   *
   * @throws {OptionError} for anything but `{ all: true }`.
   * @throws {KernelError} `EPERM` without CAP_NET_ADMIN.
   */
  async flush(selection: { readonly all: true }, options?: RequestOptions): Promise<void> {
    refuseUnknown(filterOf<object>('expectations.flush', selection as Selection<object>), [])
    const making = () => makeChange(this.requester, 'IPCTNL_MSG_EXP_DELETE', 0, { header: {} }, { target: 'all' })
    return send(this.requester, making, options, 'expectations.flush')
  }
}

const isListed = (which: Expectation | ConnectionTuple): which is Expectation =>
  typeof which === 'object' && which !== null && 'expected' in which

const about = (which: Expectation | ConnectionTuple) => ({
  get target(): string {
    return describeTuple(which.protocol, isListed(which) ? which.expected : which)
  },
})

const written = (which: Expectation | ConnectionTuple): object => {
  if (isListed(which)) {
    const { family, protocol, expected, zone, id } = which
    return { header: { family }, tuple: writeListedTuple(expected, protocol, family), id, ...inZone(zone) }
  }
  refuseUnknown(which, TUPLE_FIELDS)
  const { protocol, zone, ...direction } = which
  const family = familyOf(which.src)
  return { header: { family }, tuple: writeTuple(direction, protocol, family), ...inZone(zone) }
}

const inZone = (zone: number | undefined): { zone?: number } => (zone === undefined ? {} : { zone })
