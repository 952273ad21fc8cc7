/** For tests of programs that use this library: a kernel that answers as they wish. */
export type { Answer, FakeRequest, Handler } from './netlink/fake.ts'
export { FAKE_PORT, FakeKernel } from './netlink/fake.ts'
