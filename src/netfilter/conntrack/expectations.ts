/** Connections that are awaited because of others, such as FTP's for its data. */

import { filterOf } from '../../client/selection.ts'
import type { Shaped } from '../../netlink/codec/shape.ts'
import { checkRequestOptions } from '../../netlink/socket/options.ts'
import type { RequestOptions } from '../../netlink/socket/requests.ts'
import { messageTypes } from '../tables/index.ts'
import type { conntrackShape } from './connection.ts'
import type { KernelFilter } from './filter.ts'
import { kernelQuestion } from './filter.ts'
import type { ConntrackRequester } from './messages.ts'
import { payloadOf, readerOf } from './messages.ts'
import type { ExpectationMessage } from './tables/expectation.ts'
import type { ConnectionTuple, Direction, IpFamily, Protocol } from './tuples.ts'
import { familyOf, readTuple, refuseUnknown, writeListedTuple, writeTuple } from './tuples.ts'

export interface Expectation {
  readonly id: number
  readonly family: IpFamily
  readonly protocol: Protocol
  /** What it will look like, as far as `mask` says that it counts. */
  readonly expected: Direction
  readonly mask: Direction
  /** The connection that let it be awaited. */
  readonly master: Direction & { readonly protocol: Protocol }
  /** Seconds until it is not awaited any more. */
  readonly timeout?: number
  readonly helper?: string
  readonly zone?: number
  readonly flags: readonly string[]
  readonly class?: number
}

export interface ExpectationFilter extends Pick<KernelFilter, 'family'> {}

export type ExpectationValue = Shaped<ExpectationMessage, typeof conntrackShape>

export const readExpectation = (value: ExpectationValue): Expectation => {
  const { id = 0, tuple, mask, master, timeout, helpName, zone, flags = [] } = value
  return {
    id,
    family: value.family as IpFamily,
    protocol: (tuple?.proto?.num ?? 0) as Protocol,
    expected: readTuple(tuple),
    mask: readTuple(mask),
    master: { protocol: (master?.proto?.num ?? 0) as Protocol, ...readTuple(master) },
    ...(timeout === undefined ? {} : { timeout }),
    ...(helpName === undefined || helpName === '' ? {} : { helper: helpName }),
    ...(zone === undefined ? {} : { zone }),
    flags: flags.map(String),
    ...(value.class === undefined ? {} : { class: value.class }),
  }
}

const TUPLE_FIELDS = ['protocol', 'src', 'dst', 'sport', 'dport', 'icmpType', 'icmpCode', 'icmpId', 'zone']

export class Expectations {
  private readonly requester: ConntrackRequester

  constructor(requester: ConntrackRequester) {
    this.requester = requester
  }

  async list(filter: ExpectationFilter = {}, options?: RequestOptions): Promise<Expectation[]> {
    checkRequestOptions('expectations.list', options)
    const { request } = kernelQuestion(filter, ['family'])
    const payload = payloadOf(this.requester, 'IPCTNL_MSG_EXP_GET', request)
    const read = readerOf<ExpectationValue, Expectation>(this.requester, 'IPCTNL_MSG_EXP_NEW', readExpectation)
    return this.requester.dump(messageTypes.IPCTNL_MSG_EXP_GET.type, payload, read, options)
  }

  /** One that was listed, or by what it will look like. Rejects with KernelError (ENOENT) where it is not there. */
  async delete(which: Expectation | ConnectionTuple, options?: RequestOptions): Promise<void> {
    checkRequestOptions('expectations.delete', options)
    const { type } = messageTypes.IPCTNL_MSG_EXP_DELETE
    await this.requester.request(type, 0, payloadOf(this.requester, 'IPCTNL_MSG_EXP_DELETE', written(which)), options)
  }

  /** Deletes all of them, which has to be said: the kernel chooses by nothing. */
  async flush(selection: { readonly all: true }, options?: RequestOptions): Promise<void> {
    checkRequestOptions('expectations.flush', options)
    refuseUnknown(filterOf<object>('expectations.flush', selection), [])
    const { type } = messageTypes.IPCTNL_MSG_EXP_DELETE
    await this.requester.request(type, 0, payloadOf(this.requester, 'IPCTNL_MSG_EXP_DELETE', { header: {} }), options)
  }
}

const written = (which: Expectation | ConnectionTuple): object => {
  if (typeof which === 'object' && which !== null && 'expected' in which) {
    const { family, protocol, expected, zone, id } = which
    return { header: { family }, tuple: writeListedTuple(expected, protocol, family), id, ...inZone(zone) }
  }
  refuseUnknown(which, TUPLE_FIELDS)
  const { protocol, zone, ...direction } = which
  const family = familyOf(which.src)
  return { header: { family }, tuple: writeTuple(direction, protocol, family), ...inZone(zone) }
}

const inZone = (zone: number | undefined): { zone?: number } => (zone === undefined ? {} : { zone })
