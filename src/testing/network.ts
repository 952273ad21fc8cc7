/** A fake network: its state, and the sockets that read, change and watch it. */
import { encode } from '../netlink/codec/encode/encode.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import type { Infer, Message } from '../netlink/codec/node.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import { hostOrder } from '../netlink/codec/order.ts'
import { errnoNumber } from '../netlink/protocol/errno.ts'
import { NLM_F_ACK, NLM_F_DUMP, NLM_F_ECHO } from '../netlink/protocol/header.ts'
import type { Answer, FakeRequest } from '../netlink/transport/fake.ts'
import { FAKE_PORT, FakeKernel } from '../netlink/transport/fake.ts'
import { groups } from '../rtnl/tables/groups.ts'
import type { MessageName } from '../rtnl/tables/index.ts'
import { messageTypes } from '../rtnl/tables/index.ts'
import { setCarrier } from './links/carrier.ts'
import { isPhysical } from './links/updown.ts'
import type { ReadOperation } from './operations.ts'
import { CHANGES, READS } from './operations.ts'
import { notModelled, Refusal, refusalOf } from './refusal.ts'
import { decodeRequest, extackOf, nameOf } from './request.ts'
import { addDefaultRules } from './rules.ts'
import { addLoopback, fill } from './seed.ts'
import type { NetworkState } from './state.ts'
import { checkState } from './steps.ts'
import type { Change } from './world.ts'
import { World } from './world.ts'

/** What a fake network contains at the start, and who may change it. */
export interface FakeNetworkOptions extends NetworkState {
  /** Whether its clients may change it. False: changes are refused with EPERM, as without CAP_NET_ADMIN. Default: true. */
  readonly privileged?: boolean | undefined
  /** The byte order of the messages. Default: that of this machine. */
  readonly order?: ByteOrder | undefined
}

/** A request that a fake network has received. `name` determines the type of `message`. */
export type NetworkRequest = {
  [N in MessageName]: {
    /** The kernel's name of the message. */
    readonly name: N
    /** NLM_F_* bits. */
    readonly flags: number
    /** What its table decodes. */
    readonly message: Infer<(typeof messageTypes)[N]['node']>
  }
}[MessageName]

/** The request that is being carried out. */
interface Current {
  readonly kernel: FakeKernel
  readonly request: FakeRequest
  readonly answer: Answer
}

/** How many messages of a dump share a datagram. */
const DATAGRAM = 32

/**
 * A network in memory, for tests of programs that use `Rtnl`. It has links (physical ones, veth pairs, bridges, macvlans),
 * addresses, routes, rules and neighbours, and treats requests about them as the kernel does: what follows from a change,
 * what is refused, and what members of multicast groups are notified of. Requests for anything else are refused with
 * EOPNOTSUPP and a text that names what is missing.
 *
 * Its clock stands still: nothing expires, and duplicate address detection takes no time.
 *
 * @throws {EncodeError} for a field of the state that does not exist or has an invalid value.
 * @throws {KernelError} if the network refuses an entry of the state.
 */
export class FakeNetwork {
  /** Whether clients may change the network. False: changes are refused with EPERM. */
  privileged: boolean
  /** All requests about messages that have a table, in order. */
  readonly requests: NetworkRequest[] = []
  private readonly order: ByteOrder
  private readonly world = new World((change) => this.notify(change))
  private readonly kernels = new Set<FakeKernel>()
  private readonly refusals = new Map<MessageName, Refusal[]>()
  private ports = FAKE_PORT
  private current: Current | undefined

  constructor(options: FakeNetworkOptions = {}) {
    const { privileged = true, order = hostOrder, ...state } = options
    checkState(state)
    this.order = order
    this.privileged = privileged
    addLoopback(this.world)
    addDefaultRules(this.world)
    fill(this.world, state)
  }

  /** Opens a socket in the network: the `transport` option of `Rtnl.open`. */
  readonly transport = (): FakeKernel => {
    const kernel: FakeKernel = new FakeKernel((request, answer) => this.receive({ kernel, request, answer }), {
      order: this.order,
      port: this.ports++,
    })
    this.kernels.add(kernel)
    return kernel
  }

  /**
   * Plugs the cable of a physical link in or out.
   *
   * @throws {EncodeError} if there is no physical link of this name.
   */
  setCarrier(dev: string, carrier: boolean): void {
    const link = this.world.named(dev)
    if (link === undefined || !isPhysical(link))
      throw new EncodeError('dev', 'the name of a physical link of the network', dev)
    link.cable = carrier
    if (link.flags.has('up')) setCarrier(this.world, link, carrier)
  }

  /**
   * Refuses the next request of this type, such as `RTM_NEWROUTE`. Called several times, it refuses the next ones as well.
   * `errno`: `EBUSY`, or Linux's number. `text`: that of the extended acknowledgement.
   *
   * @throws {EncodeError} for an unknown message or errno.
   */
  refuseNext(name: MessageName, errno: string | number, text?: string): void {
    if (!Object.hasOwn(messageTypes, name)) throw new EncodeError('name', 'a message such as RTM_NEWROUTE', name)
    const number = typeof errno === 'number' ? errno : errnoNumber(errno)
    if (number === undefined) throw new EncodeError('errno', 'an errno such as EBUSY, or its number', errno)
    const refusals = this.refusals.get(name) ?? []
    this.refusals.set(name, [...refusals, new Refusal(number, text)])
  }

  /** Overflows the receive buffers of all sockets in multicast groups: they lose the notifications that they have not read. */
  overrun(): void {
    for (const kernel of this.open()) if (kernel.groups.size > 0) kernel.overrun(true)
  }

  private open(): FakeKernel[] {
    for (const kernel of this.kernels) if (kernel.closed) this.kernels.delete(kernel)
    return [...this.kernels]
  }

  private receive(current: Current): void {
    const { request, answer } = current
    const name = nameOf(request.type)
    this.current = current
    try {
      this.carryOut(name, current)
      if ((request.flags & NLM_F_ACK) !== 0) answer.ack()
    } catch (error) {
      const refusal = refusalOf(error)
      answer.refuse(refusal.errno, extackOf(refusal, name, request.payload, this.order))
    } finally {
      this.current = undefined
    }
  }

  private carryOut(name: MessageName | undefined, { request, answer }: Current): void {
    const { type, flags, payload } = request
    if (name === undefined) throw notModelled(`messages of type ${type}`)
    const message = decodeRequest(name, payload, this.order)
    this.requests.push({ name, flags, message } as NetworkRequest)
    const refusal = this.refusals.get(name)?.shift()
    if (refusal !== undefined) throw refusal
    const read = READS[name]
    if (read !== undefined) return this.read(read, message, request, answer)
    if (!this.privileged && !name.startsWith('RTM_GET')) throw new Refusal('EPERM')
    const change = CHANGES[name]
    if (change === undefined) throw notModelled(name)
    change(this.world, message as never, flags)
  }

  private read(operation: ReadOperation, message: object, { flags }: FakeRequest, answer: Answer): void {
    const { reply, list, get } = operation
    const table = messageTypes[reply]
    if ((flags & NLM_F_DUMP) === NLM_F_DUMP) {
      for (const [place, value] of list(this.world, message as never).entries()) {
        if (place > 0 && place % DATAGRAM === 0) answer.flush()
        answer.object(table, value)
      }
      return answer.done()
    }
    if (get === undefined) throw notModelled(`${reply.replace('NEW', 'GET')} for a single object`)
    answer.object(table, get(this.world, message as never))
  }

  /** Sends a notification to the members of its group and, if it is the result of a request with NLM_F_ECHO, to its socket. */
  private notify({ name, value, group, flags = 0, own = false }: Change): void {
    const { current } = this
    const table = messageTypes[name]
    const echoed = own && current !== undefined && (current.request.flags & NLM_F_ECHO) !== 0
    if (echoed) current.answer.object(table, value, flags)
    const number = groups.numbers[group] as number
    const members = this.open().filter((kernel) => kernel.groups.has(number) && !(echoed && kernel === current.kernel))
    if (members.length === 0) return
    const payload = encode(table.node as Message<object>, value, { order: this.order })
    const cause = own && current !== undefined ? { seq: current.request.seq, port: current.kernel.port } : {}
    for (const kernel of members) kernel.notify(table.type, payload, { flags, ...cause })
  }
}
