/**
 * For tests of programs that use this library: a kernel that answers as they wish, and values and bytes by chance.
 *
 * @module rtnl/testing
 */
export type { FastCheckModule } from './netlink/codec/arbitrary/arbitrary.ts'
export { arbitrary } from './netlink/codec/arbitrary/arbitrary.ts'
export { arbitraryBytes } from './netlink/codec/arbitrary/bytes.ts'
export type { Answer, FakeRequest, Handler } from './netlink/transport/fake.ts'
export { FAKE_PORT, FakeKernel } from './netlink/transport/fake.ts'
