/**
 * For tests of programs that use this library: a fake kernel with programmed replies, and fast-check generators of values
 * and bytes.
 *
 * @module rtnl/testing
 */
export type { FastCheckModule } from './netlink/codec/arbitrary/arbitrary.ts'
export { arbitrary } from './netlink/codec/arbitrary/arbitrary.ts'
export { arbitraryBytes } from './netlink/codec/arbitrary/bytes.ts'
export type { Answer, FakeRequest, Handler } from './netlink/transport/fake.ts'
export { FAKE_PORT, FakeKernel } from './netlink/transport/fake.ts'
