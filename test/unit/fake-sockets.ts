import type { ByteOrder } from '../../src/netlink/codec/order.ts'
import { hostOrder } from '../../src/netlink/codec/order.ts'
import type { Answer, FakeRequest } from '../../src/netlink/transport/fake.ts'
import { FakeKernel } from '../../src/netlink/transport/fake.ts'

/** The sockets of a client under test. Each has a fake kernel, which replies from the same state. */
export abstract class FakeSockets {
  readonly order: ByteOrder
  /** The client's socket, then those of its monitors. */
  readonly kernels: FakeKernel[] = []

  constructor(order: ByteOrder = hostOrder) {
    this.order = order
  }

  /** The socket that was opened last. */
  get kernel(): FakeKernel {
    return this.kernels.at(-1) as FakeKernel
  }

  /** Opens a socket: the `transport` option of clients. */
  readonly socket = (): FakeKernel => {
    const kernel = new FakeKernel((request, answer) => this.answer(request, answer), { order: this.order })
    this.kernels.push(kernel)
    return kernel
  }

  protected abstract answer(request: FakeRequest, answer: Answer): void
}
