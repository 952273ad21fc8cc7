/**
 * Lines of JSON for messages of NETLINK_ROUTE: a fast path of `jsonLines`. The messages of a dump have few different headers,
 * and few different values of most attributes, so the text of each is made once and found by its bytes. Writes well-formed
 * messages only. `jsonLines` writes all others, and defines what a line contains.
 */
import type { Datagram } from '../../../capture/datagram.ts'
import { align4, NLA_HDRLEN, NLA_TYPE_MASK } from '../../../netlink/codec/nlattr.ts'
import { formatIpv4, formatIpv6 } from '../../../netlink/codec/text/format.ts'
import * as header from '../../../netlink/protocol/header.ts'
import { route } from '../../../rtnl/family.ts'
import type { Captured } from '../../captured.ts'
import type { Answer } from '../../conversation.ts'
import { toJson } from '../../json.ts'
import type { Described } from '../../message.ts'
import { describeMessage } from '../../message.ts'
import { originOf } from '../form.ts'
import { ByteMemo } from './byte-memo.ts'
import type { MessageText, Value } from './message-text.ts'
import { messageText, selectingFields } from './message-text.ts'
import { SecondsText } from './seconds-text.ts'

/** A struct nlmsghdr and the header after it. */
interface Beginning {
  /** `{"name":...,"value":{"header":{...}`. */
  readonly text: string
  /** In bytes, padding included. */
  readonly size: number
  readonly message: MessageText
}

/** Where messages come from. */
interface Place {
  readonly protocol: number | undefined
  readonly direction: Datagram['direction']
  readonly socket: Datagram['socket']
  /** `,"protocol":"route"`. */
  readonly text: string
}

/** Limit of the kinds of messages that are written. Each takes 50 kB or more. */
const MOST_MESSAGES = 64
const NO_PAYLOAD = new Uint8Array(0)
const IPV4_ATTRIBUTE = NLA_HDRLEN + 4
const IPV6_ATTRIBUTE = NLA_HDRLEN + 16

export class RouteLines {
  private readonly beginnings = { le: new ByteMemo<Beginning>(), be: new ByteMemo<Beginning>() }
  private readonly messages = new Map<string, MessageText>()
  private datagram: Datagram | undefined
  private origin = ''
  private readonly seconds = new SecondsText()
  private place: Place = { protocol: undefined, direction: undefined, socket: undefined, text: '' }

  /** Undefined for a message that is not well-formed, or that this class cannot write. */
  line(captured: Captured, answer: Answer | undefined): string | undefined {
    const { datagram, protocol, whole } = captured
    if (!whole || (protocol !== undefined && protocol !== route.protocol)) return undefined
    const beginning = this.beginning(captured)
    if (beginning === undefined) return undefined
    const attributes = attributesText(captured, beginning)
    if (attributes === undefined) return undefined
    if (this.datagram !== datagram) {
      this.origin = this.originText(captured)
      this.datagram = datagram
    }
    const answers = answer?.asked === undefined ? '' : `,"answers":${answer.asked.number}`
    return `${beginning.text}${attributes}},"problems":[]${this.origin}${answers}}\n`
  }

  /** `,"protocol":"route","time":1.5`: where a message comes from, without the request that it answers. */
  private originText(captured: Captured): string {
    const { direction, socket, time } = captured.datagram
    const known = this.place
    const isSame = known.protocol === captured.protocol && known.direction === direction && known.socket === socket
    if (!isSame) this.place = { protocol: captured.protocol, direction, socket, text: placeText(captured) }
    return time === undefined ? this.place.text : `${this.place.text},"time":${this.seconds.of(Math.round(time))}`
  }

  private beginning(captured: Captured): Beginning | undefined {
    const { view, start, length, order } = captured
    const little = order === 'le'
    const type = view.getUint16(start + header.NLMSG_TYPE_AT, little)
    const isRequest = (view.getUint16(start + header.NLMSG_FLAGS_AT, little) & header.NLM_F_REQUEST) !== 0
    const found = route.find(type, isRequest ? 'request' : 'reply', NO_PAYLOAD)
    if (found === undefined) return undefined
    const size = header.NLMSG_HDRLEN + align4(found.node.header.size)
    if (length < size) return undefined
    const memo = this.beginnings[order]
    const seen = memo.get(view, start, size)
    if (seen !== undefined) return seen
    const described = describe(captured, captured.bytes.subarray(0, size))
    const { name, header: nlmsghdr } = described
    // The headers of this family are numbers, so no bytes are malformed.
    const value = described.value as { readonly header: Value }
    const kind = [order, name, ...selectingFields(found.node).map((field) => value.header[field])].join(' ')
    const known = this.messages.get(kind)
    // No kernel sends as many kinds; whoever makes them up gets no more memory.
    if (known === undefined && this.messages.size === MOST_MESSAGES) return undefined
    const message = known ?? messageText(found.node, value.header)
    this.messages.set(kind, message)
    const made = { text: flat(toJson({ name, header: nlmsghdr, value }).slice(0, -'}}'.length)), size, message }
    memo.set(view, start, size, made)
    return made
  }
}

/** `,"table":"main","dst":"10.0.0.0"`; undefined if anything in the attributes is unusual. */
const attributesText = (captured: Captured, { size, message }: Beginning): string | undefined => {
  const { view, start } = captured
  const { bytes } = captured.datagram
  const { attributes, values } = message
  const little = captured.order === 'le'
  const end = start + captured.length
  let text = ''
  // The types that the message has, as bits.
  let [low, middle, high] = [0, 0, 0]
  let at = start + size
  while (end - at >= NLA_HDRLEN) {
    const length = view.getUint16(at, little)
    const type = view.getUint16(at + 2, little) & NLA_TYPE_MASK
    const attribute = attributes[type]
    if (length < NLA_HDRLEN || length > end - at || attribute === undefined) return undefined
    const bit = 1 << (type & 31)
    if (((type < 32 ? low : type < 64 ? middle : high) & bit) !== 0) return undefined
    if (type < 32) low |= bit
    else if (type < 64) middle |= bit
    else high |= bit
    if (attribute.isAddress && length === IPV4_ATTRIBUTE)
      text += `${attribute.start}"${formatIpv4(bytes, at + NLA_HDRLEN)}"`
    else if (attribute.isAddress && length === IPV6_ATTRIBUTE)
      text += `${attribute.start}"${formatIpv6(bytes, at + NLA_HDRLEN)}"`
    else {
      const known = values.get(view, at, length)
      if (known !== undefined) text += known
      else {
        const value = attributeValue(captured, size, at - start, length, attribute.key)
        if (value === undefined) return undefined
        const made = flat(attribute.start + toJson(value))
        values.set(view, at, length, made)
        text += made
      }
    }
    at += align4(length)
  }
  return at < end ? undefined : text
}

/** The same text in one piece. A sum of strings would be copied part by part for each line that contains it. */
const flat = (text: string): string => [text].join('')

const describe = ({ order, protocol }: Captured, bytes: Uint8Array): Described =>
  describeMessage(bytes, order, protocol, false)

/** The value of an attribute in a message that has no other; undefined if it is malformed. */
const attributeValue = (captured: Captured, size: number, at: number, length: number, key: string): unknown => {
  const bytes = new Uint8Array(size + length)
  bytes.set(captured.bytes.subarray(0, size))
  bytes.set(captured.bytes.subarray(at, at + length), size)
  const { value, problems } = describe(captured, bytes)
  return problems.length > 0 ? undefined : (value as Value)[key]
}

/** `,"protocol":"route"`: where a message comes from, without its time and the request that it answers. */
const placeText = (captured: Captured): string => {
  const { protocol, datagram } = captured
  const text = toJson(originOf({ protocol, datagram: { ...datagram, time: undefined } }, undefined))
  return text === '{}' ? '' : `,${text.slice(1, -1)}`
}
