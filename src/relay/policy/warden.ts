/** Decides about the messages of one socket, one after the other, and sends what is allowed. */
import type { Lookup } from '../../netlink/protocol/family.ts'
import type { Frame } from '../../netlink/protocol/header.ts'
import {
  frameRequest,
  frames,
  NLM_F_ACK,
  NLM_F_APPEND,
  NLM_F_CREATE,
  NLM_F_ECHO,
  NLM_F_EXCL,
  NLM_F_REPLACE,
  NLM_F_REQUEST,
  NLMSG_HDRLEN,
  NLMSG_NOOP,
  NLMSG_SEQ_AT,
} from '../../netlink/protocol/header.ts'
import { little } from '../../netlink/transport/kernel.ts'
import type { Warden, Way } from '../gate.ts'
import { address, neighbour } from './addressing.ts'
import type { Check, Context } from './context.ts'
import { deleteLink, linkNames, newLink } from './links.ts'
import { checkBatch, checkNft } from './nft.ts'
import { checkRead, isRead } from './reads.ts'
import type { Header } from './refused.ts'
import { ackMessage, Refused, refusalMessage, refuse } from './refused.ts'
import { RepeatedReads } from './repeated.ts'
import type { Request } from './request.ts'
import { offsetOf, readRequest, writeRequest } from './request.ts'
import { route, rule } from './routing.ts'

/** The check of each message that changes something. Messages that are not here are refused. */
const CHANGES: { readonly [name: string]: Check } = {
  RTM_NEWLINK: newLink,
  RTM_SETLINK: newLink,
  RTM_DELLINK: deleteLink,
  RTM_NEWLINKPROP: linkNames,
  RTM_DELLINKPROP: linkNames,
  RTM_NEWADDR: address,
  RTM_DELADDR: address,
  RTM_NEWROUTE: route,
  RTM_DELROUTE: route,
  RTM_NEWRULE: rule,
  RTM_DELRULE: rule,
  RTM_NEWNEIGH: neighbour,
  RTM_DELNEIGH: neighbour,
}

const CHANGE_FLAGS = NLM_F_REQUEST | NLM_F_ACK | NLM_F_ECHO | NLM_F_REPLACE | NLM_F_EXCL | NLM_F_CREATE | NLM_F_APPEND

/** A decision, for the audit log. */
export interface Decision {
  readonly allowed: boolean
  /** The kernel's name of the message, if it has a table. */
  readonly name: string | undefined
  readonly reason?: string
  /** The message as the kernel is sent it, or as it was refused. */
  readonly message: Uint8Array
}

export interface WardenOptions {
  readonly family: Lookup
  readonly context: Context
  /** Changes that are allowed are acknowledged, and not sent. */
  readonly dryRun: boolean
  /** Called with every decision about a change, and with every refusal. */
  readonly decided: (decision: Decision) => void
}

/** A message of a datagram, and the header that answers to it need. */
interface Item {
  readonly frame: Frame
  readonly header: Header
  readonly payload: Uint8Array
  readonly message: Uint8Array
}

/** A message that may be sent. */
interface Allowed {
  readonly item: Item
  readonly message: Uint8Array
  readonly release: (() => void) | undefined
  readonly changes: boolean
}

export class PolicyWarden implements Warden {
  private readonly options: WardenOptions
  private readonly reads = new RepeatedReads()

  constructor(options: WardenOptions) {
    this.options = options
  }

  handle(datagram: Uint8Array, way: Way): undefined | Promise<void> {
    const found = [...frames(datagram, little)]
    const [first] = found
    const message = first === undefined ? datagram : datagram.subarray(first.start, first.end)
    const known = found.length === 1 ? this.reads.find(message, (first as Frame).seq) : undefined
    if (known !== undefined) {
      way.send(known)
      return undefined
    }
    return this.decide(
      found.map((frame) => this.item(datagram, frame)),
      way,
    )
  }

  close(): void {
    this.options.context.links.close()
  }

  private async decide(items: readonly Item[], way: Way): Promise<void> {
    const [first] = items
    if (first !== undefined && this.isBatch(first)) return this.together(items, way)
    for (const item of items) await this.single(item, way)
    this.options.context.links.forget()
  }

  private item(datagram: Uint8Array, frame: Frame): Item {
    const message = datagram.subarray(frame.start, frame.end)
    const header = { seq: frame.seq, header: message.slice(0, NLMSG_HDRLEN), port: this.options.context.place.port }
    return { frame, header, message, payload: message.subarray(NLMSG_HDRLEN) }
  }

  private isBatch({ frame, payload }: Item): boolean {
    return this.options.family.find(frame.type, 'request', payload)?.name === 'NFNL_MSG_BATCH_BEGIN'
  }

  /** A message that the kernel carries out by itself. */
  private async single(item: Item, way: Way): Promise<void> {
    const noop = noopOf(item)
    if (noop !== undefined) return way.send(noop)
    let name: string | undefined
    let request: Request | undefined
    let release: (() => void) | undefined
    try {
      request = this.read(item)
      name = request.name
      // what the check reads is the state after the messages before this one
      if (!isRead(name)) await way.settled()
      release = await this.check(request)
      const message = writeRequest(request, item.frame.seq)
      // a descriptor may be that of another namespace next time
      if (isRead(name) && request.value['fd'] === undefined) this.reads.keep(item.message, message)
      await this.pass({ item, message, release, changes: !isRead(name) }, name, way)
    } catch (error) {
      const refused = refusedBy(error)
      this.decided(false, name, item.message, refused.message)
      await way.reply(refusalOf(item, refused, request))
    } finally {
      release?.()
    }
  }

  private async pass({ item, message, release, changes }: Allowed, name: string, way: Way): Promise<void> {
    if (!changes) return way.send(message)
    this.decided(true, name, message)
    if (this.options.dryRun) {
      if ((item.frame.flags & NLM_F_ACK) !== 0) await way.reply(ackMessage(item.header))
      return
    }
    way.send(message)
    this.options.context.links.forget()
    if (release !== undefined) await way.settled()
  }

  private read({ frame, payload }: Item): Request {
    if ((frame.flags & NLM_F_REQUEST) === 0) return refuse('', 'the message is no request')
    const request = readRequest(this.options.family, frame.type, frame.flags, payload)
    return request ?? refuse('', `there is no table for messages of type ${frame.type}`)
  }

  private async check(request: Request): Promise<undefined | (() => void)> {
    const { context } = this.options
    if (isRead(request.name)) {
      checkRead(request, context)
      return undefined
    }
    const check = Object.hasOwn(CHANGES, request.name) ? CHANGES[request.name] : undefined
    if (check === undefined) return refuse('', `${request.name} is not allowed`)
    checkChangeFlags(request)
    return check(request, context)
  }

  /**
   * Messages between NFNL_MSG_BATCH_BEGIN and NFNL_MSG_BATCH_END, which the kernel carries out all or none. If one of them
   * is refused, none is sent.
   */
  private async together(items: readonly Item[], way: Way): Promise<void> {
    const messages: Uint8Array[] = []
    const names: string[] = []
    const answers: Uint8Array[] = []
    let refused = false
    for (const [index, item] of items.entries()) {
      let request: Request | undefined
      try {
        request = this.read(item)
        this.checkPart(request, index, items.length)
        messages.push(writeRequest(request, item.frame.seq))
        names.push(request.name)
        if ((item.frame.flags & NLM_F_ACK) !== 0) answers.push(ackMessage(item.header))
      } catch (error) {
        const reason = refusedBy(error)
        refused = true
        this.decided(false, request?.name, item.message, reason.message)
        answers.push(refusalOf(item, reason, request))
      }
    }
    if (!refused) for (const [index, message] of messages.entries()) this.decided(true, names[index], message)
    if (!refused && !this.options.dryRun) return way.sendTogether(messages)
    for (const answer of answers) await way.reply(answer)
  }

  private checkPart(request: Request, index: number, count: number): void {
    const expected = index === 0 ? 'NFNL_MSG_BATCH_BEGIN' : index === count - 1 ? 'NFNL_MSG_BATCH_END' : undefined
    checkChangeFlags(request)
    if (expected !== undefined && request.name !== expected) refuse('', `the batch has no ${expected}`)
    if (expected === undefined) checkNft(request, this.options.context)
    else checkBatch(request)
  }

  private decided(allowed: boolean, name: string | undefined, message: Uint8Array, reason?: string): void {
    this.options.decided({ allowed, name, message, ...(reason === undefined ? {} : { reason }) })
  }
}

const checkChangeFlags = ({ flags }: Request): void => {
  if ((flags & ~CHANGE_FLAGS) !== 0)
    refuse('', `the message has flags that a change does not have: ${flags & ~CHANGE_FLAGS}`)
}

/** Throws what is no refusal, such as the failure of a socket: the client's socket then breaks. */
const refusedBy = (error: unknown): Refused => {
  if (error instanceof Refused) return error
  throw error
}

const refusalOf = ({ header }: Item, { path, message, offset }: Refused, request: Request | undefined): Uint8Array => {
  const found = request === undefined || path === '' ? undefined : offsetOf(request.spans, path)
  return refusalMessage(header, message, offset ?? found)
}

/** NLMSG_NOOP without its content, which the kernel acknowledges and ignores. Undefined for other messages. */
const noopOf = ({ frame: { type, flags, seq } }: Item): Uint8Array | undefined => {
  if (type !== NLMSG_NOOP) return undefined
  const bytes = frameRequest(NLMSG_NOOP, flags & NLM_F_ACK, new Uint8Array(0), little)
  new DataView(bytes.buffer).setUint32(NLMSG_SEQ_AT, seq, little)
  return bytes
}
