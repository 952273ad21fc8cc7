/** Explains a refusal: the request, the kernel's reply, and the part of the request that the reply refers to. */

import { constantOf } from '../netlink/codec/constants.ts'
import type { Span } from '../netlink/codec/decode/span.ts'
import { spanAt } from '../netlink/codec/decode/span.ts'
import { NLA_HDRLEN } from '../netlink/codec/nlattr.ts'
import type { Attributes, Node } from '../netlink/codec/node.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import { formatHex } from '../netlink/codec/text/format.ts'
import { errnoText } from '../netlink/protocol/errno.ts'
import type { KernelError } from '../netlink/protocol/errors.ts'
import type { Policy } from '../netlink/protocol/extack.ts'
import { NLMSG_HDRLEN, NLMSG_LEN_AT } from '../netlink/protocol/header.ts'
import { words } from './format/words.ts'
import { hintFor } from './hints.ts'
import type { Described } from './message.ts'
import { describeMessage } from './message.ts'
import { messageOf } from './nlmsghdr.ts'
import { policyWords } from './policy-words.ts'
import { summarize } from './request-summary.ts'
import { valueText } from './value-text.ts'

/** A part of the request. Offsets count from its struct nlmsghdr. */
export interface FieldLocation {
  /** `linkinfo.data.id`; undefined if the tables contain nothing at this offset. */
  readonly path: string | undefined
  /** `IFLA_VXLAN_ID`. */
  readonly constant: string | undefined
  readonly offset: number
}

export interface Explanation {
  /**
   * The message of the KernelError: `RTM_NEWLINK vx0: ERANGE: VXLAN ID must be lower than 16777216 (linkinfo.data.id)`.
   */
  readonly message: string
  readonly operation: string
  readonly target: string | undefined
  /** The request as text: `add link vx0 of kind vxlan`; undefined if the request is not known. */
  readonly asked: string | undefined
  readonly code: string
  readonly errno: number
  /** The meaning of the code. */
  readonly meaning: string
  /** The kernel's message, if it sent one. */
  readonly said: string | undefined
  readonly field: (FieldLocation & { readonly sent: string | undefined }) | undefined
  readonly missing: Missing | undefined
  readonly policy: Policy | undefined
  /** The policy as text. */
  readonly accepts: string | undefined
  readonly hint: string | undefined
  /** Whether the refusal was intended: the program tested what the kernel supports. */
  readonly wanted: boolean
  /** The bytes that were sent; only its header if the reply contains no more and the request was not captured. */
  readonly request: Uint8Array
  /** Whether `request` is complete. */
  readonly whole: boolean
}

export interface Missing {
  readonly path: string
  readonly constant: string | undefined
  /** The nest that it belongs to; undefined for the message itself. */
  readonly nest: FieldLocation | undefined
}

interface Found {
  readonly span: Span
  readonly offset: number
}

/** The first span of a request that `choose` finds. */
const find = ({ sections }: Described, choose: (spans: readonly Span[], base: number) => Span | undefined) => {
  for (const section of sections) {
    if (section.kind !== 'spans') continue
    const span = choose(section.spans, section.offset)
    if (span !== undefined) return { span, offset: section.offset + span.offset }
  }
  return undefined
}

const spanOf = (spans: readonly Span[], path: string): Span | undefined => {
  for (const span of spans) {
    const found = span.path === path ? span : spanOf(span.children, path)
    if (found !== undefined) return found
  }
  return undefined
}

const locationOf = ({ span, offset }: Found): FieldLocation => ({ path: span.path, constant: span.constant, offset })

/** The value as one line; undefined for a nest, which has no value of its own. */
const sentText = ({ span, offset }: Found, request: Uint8Array): string | undefined => {
  if (span.children.length > 0 && span.node?.type !== 'struct') return undefined
  if (span.value !== undefined) return valueText(span.node, span.value)
  const bytes = request.subarray(offset + NLA_HDRLEN, offset + span.length)
  return words(valueText(undefined, bytes), bytes.length === 0 ? '' : `(${formatHex(bytes)})`)
}

const fieldOf = ({ extack, request }: KernelError, described: Described | undefined): Explanation['field'] => {
  const offset = extack?.offset
  if (offset === undefined) return undefined
  const found = described && find(described, (spans, base) => spanAt(spans, offset - base))
  const nothing = { path: extack?.path, constant: undefined, offset, sent: undefined }
  return found === undefined ? nothing : { ...locationOf(found), path: extack?.path, sent: sentText(found, request) }
}

const tableOf = (node: Node | undefined): Attributes | undefined =>
  node?.type === 'attributes' ? node : node?.type === 'message' ? node.attributes : undefined

const missingOf = (path: string | undefined, described: Described | undefined, node: Node | undefined) => {
  if (path === undefined) return undefined
  const dot = path.lastIndexOf('.')
  const key = path.slice(dot + 1)
  const nest = dot < 0 || !described ? undefined : find(described, (spans) => spanOf(spans, path.slice(0, dot)))
  const table = tableOf(dot < 0 ? node : nest?.span.node)
  const constant = table !== undefined && key in table.rows ? constantOf(table, key) : undefined
  return { path, constant, nest: nest && locationOf(nest) }
}

/** The message without the padding after it; undefined if it is not complete. */
const wholeOf = (request: Uint8Array, order: ByteOrder): Uint8Array | undefined => {
  if (request.length < NLMSG_HDRLEN) return undefined
  const view = new DataView(request.buffer, request.byteOffset, request.byteLength)
  const length = view.getUint32(NLMSG_LEN_AT, order === 'le')
  return length >= NLMSG_HDRLEN && length <= request.length ? request.subarray(0, length) : undefined
}

/** Explains a refusal by the request that `error` carries. `protocol`: that of the socket, if it is known. */
export const explainRefusal = (error: KernelError, order: ByteOrder, protocol?: number): Explanation => {
  const { extack } = error
  const whole = wholeOf(error.request, order)
  const request = whole ?? error.request
  const described = whole && describeMessage(whole, order, protocol)
  const asked = request.length < NLMSG_HDRLEN ? undefined : summarize(request, order, protocol)
  const hint = asked && hintFor(error, asked)
  const node = whole && messageOf(whole, order, protocol)?.node
  return {
    message: error.message,
    operation: error.operation,
    target: error.target,
    asked: asked?.words,
    code: error.code,
    errno: error.errno,
    meaning: errnoText(error.errno),
    said: extack?.message,
    field: fieldOf(error, described),
    missing: missingOf(extack?.missing, described, node),
    policy: extack?.policy,
    accepts: extack?.policy && policyWords(extack.policy),
    hint: hint?.text,
    wanted: hint?.wanted === true,
    request,
    whole: whole !== undefined,
  }
}
