/**
 * For tests of programs that use this library: a network in memory, a fake kernel with programmed replies, and fast-check
 * generators of values and bytes.
 *
 * @module rtnl/testing
 */
export type { FastCheckModule } from './netlink/codec/arbitrary/arbitrary.ts'
export { arbitrary } from './netlink/codec/arbitrary/arbitrary.ts'
export { arbitraryBytes } from './netlink/codec/arbitrary/bytes.ts'
export type { Answer, Encodable, FakeRequest, Handler } from './netlink/transport/fake.ts'
export { FAKE_PORT, FakeKernel } from './netlink/transport/fake.ts'
export type { FakeNetworkOptions, NetworkRequest } from './testing/network.ts'
export { FakeNetwork } from './testing/network.ts'
export type {
  FakeAddress,
  FakeLink,
  FakeNeighbour,
  FakeRoute,
  FakeRule,
  NetworkState,
} from './testing/state.ts'
