/**
 * Finds the call of `Rtnl` that sends a request: the verb and the object from which the library makes the same message. Every
 * candidate is tried, so a call that is found does send the same.
 */
import { isDeepStrictEqual } from 'node:util'
import { VERBS } from '../../client/change.ts'
import type { Requester } from '../../client/requester.ts'
import { decode } from '../../netlink/codec/decode/decode.ts'
import { decodeShaped } from '../../netlink/codec/decode/shaped.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Message } from '../../netlink/codec/node.ts'
import type { ByteOrder } from '../../netlink/codec/order.ts'
import type { Shape } from '../../netlink/codec/shape.ts'
import type { EncodedPayload } from '../../netlink/protocol/header.ts'
import * as header from '../../netlink/protocol/header.ts'
import { FLAGS } from '../../rtnl/link/listed.ts'
import type { Member } from '../../rtnl/objects.ts'
import { objects } from '../../rtnl/objects.ts'
import { messageOf } from '../nlmsghdr.ts'
import { sourceText } from './source-text.ts'

type Value = { readonly [key: string]: unknown }

/** A verb with its arguments; the last one is the object whose fields may be omitted. */
interface Candidate {
  readonly verb: string
  readonly before: readonly unknown[]
  readonly input: Value
}

/** A request in its parts. */
interface Wanted {
  readonly member: Member
  readonly node: Message
  readonly shape: Shape
  readonly type: number
  readonly flags: number
  readonly payload: Uint8Array
  readonly order: ByteOrder
}

/** Makes requests without a kernel: a link must be given by its index. */
const offline = (order: ByteOrder): Requester =>
  new Proxy({ order } as Requester, {
    get: (target, key) => {
      if (key === 'order') return target.order
      return () => Promise.reject(new Error('no kernel is asked'))
    },
  })

type Verb = (...words: readonly unknown[]) => unknown

/** Whether the library makes the wanted request, or the field that it does not accept. */
const attempt = async (wanted: Wanted, { verb, before }: Candidate, input: Value): Promise<boolean | string> => {
  const Changes = objects[wanted.member].changes as (new (requester: Requester) => object) | undefined
  if (Changes === undefined) return false
  const made = new Changes(offline(wanted.order)) as { readonly [verb: string]: Verb }
  const args = Object.keys(input).length === 0 && before.length > 0 ? before : [...before, input]
  try {
    const change = (await made[verb]?.(...args)) as { type: number; flags: number; payload: EncodedPayload }
    return change.type === wanted.type && change.flags === wanted.flags && isSame(wanted, change.payload.content)
  } catch (error) {
    return error instanceof EncodeError ? error.path : false
  }
}

/** Whether two payloads mean the same. The order of attributes does not matter; an attribute may replace a header field. */
const isSame = ({ node, shape, payload, order }: Wanted, made: Uint8Array): boolean => {
  const read = (bytes: Uint8Array): Value => decode(node, bytes, { order }) as Value
  const [one, other] = [read(payload), read(made)]
  if (isDeepStrictEqual(one, other)) return true
  const [object, otherObject] = [payload, made].map((bytes) => decodeShaped(node, shape, bytes, { order }))
  const both = { ...one, ...other }
  return isDeepStrictEqual(object, otherObject) && isDeepStrictEqual(rest(one, both), rest(other, both))
}

/** The fields of a header that no attribute replaces. */
const rest = ({ header: fields }: Value, attributes: Value): Value =>
  Object.fromEntries(Object.entries(fields as Value).filter(([key]) => !(key in attributes)))

const omit = (value: Value, key: string): Value =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))

/** The object from which the candidate's verb makes the wanted request, with as few fields as possible. */
const fit = async (wanted: Wanted, candidate: Candidate): Promise<Value | undefined> => {
  let input = candidate.input
  let result = await attempt(wanted, candidate, input)
  for (let tries = Object.keys(input).length; tries > 0 && typeof result === 'string'; tries--) {
    const [key = ''] = result.split(/[.[]/)
    if (!(key in input)) return undefined
    input = omit(input, key)
    result = await attempt(wanted, candidate, input)
  }
  if (result !== true) return undefined
  for (const key of Object.keys(input)) {
    const less = omit(input, key)
    if ((await attempt(wanted, candidate, less)) === true) input = less
  }
  return input
}

/** Flags of a link as settings: `up: true`. */
const linkSettings = (message: Value): Value => {
  const { flags = [], change = [] } = message['header'] as { flags?: readonly unknown[]; change?: readonly unknown[] }
  return Object.fromEntries(
    Object.entries(FLAGS).flatMap(([key, [word, value]]) =>
      change.includes(word) ? [[key, flags.includes(word) === value]] : [],
    ),
  )
}

/** A message as the input of a verb: the link is `dev`, an address has its prefix length. */
const inputOf = (member: Member, shaped: Value): Value => {
  const { index, oif, family, flags, local, prefixlen, ...fields } = shaped
  const dev = index ?? oif
  const input = {
    ...fields,
    ...(Array.isArray(flags) && flags.length === 0 ? {} : { flags }),
    ...(dev === undefined || dev === 0 ? {} : { dev }),
  }
  if (member !== 'addresses') return input
  const { address } = shaped
  const own = { ...input, address: `${local ?? address}/${prefixlen}` }
  return local === undefined || local === address ? own : { ...own, peer: `${address}/${prefixlen}` }
}

const candidatesFor = (wanted: Wanted, shaped: Value, message: Value): Candidate[] => {
  const { member, flags } = wanted
  const verbs = Object.keys(VERBS).filter((verb) => VERBS[verb as keyof typeof VERBS] === flags)
  if (member !== 'links') return verbs.map((verb) => ({ verb, before: [], input: inputOf(member, shaped) }))
  // the settings of a link that was read are in its flags; in a request `change` selects them
  const derived = ['flags', 'index', ...Object.keys(FLAGS)]
  const input = { ...derived.reduce(omit, shaped), ...linkSettings(message) }
  const { index, name } = shaped
  const dev = index === 0 ? name : index
  return [
    ...verbs.map((verb) => ({ verb, before: [], input })),
    { verb: 'change', before: [dev], input: index === 0 ? omit(input, 'name') : input },
    { verb: 'delete', before: [dev], input: {} },
  ]
}

const memberOf = (type: number): Member | undefined =>
  (Object.keys(objects) as Member[]).find((member) => objects[member].kind.type === type - (type & 3) + 2)

/** The call that sends a request, as source text; undefined if none does. `message`: a whole message of NETLINK_ROUTE. */
export const apiCall = async (message: Uint8Array, order: ByteOrder): Promise<string | undefined> => {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const type = view.getUint16(header.NLMSG_TYPE_AT, order === 'le')
  const known = messageOf(message, order, 0)
  const member = memberOf(type)
  if (known === undefined || member === undefined) return undefined
  const flags = view.getUint16(header.NLMSG_FLAGS_AT, order === 'le') & ~(header.NLM_F_REQUEST | header.NLM_F_ACK)
  const payload = message.subarray(header.NLMSG_HDRLEN)
  const { node } = known
  const shape: Shape = objects[member].kind.shape
  const wanted = { member, node, shape, type, flags, payload, order }
  const shaped = decodeShaped(node, shape, payload, { order })
  const value = decode(node, payload, { order }) as Value
  for (const candidate of candidatesFor(wanted, shaped, value)) {
    const input = await fit(wanted, candidate)
    if (input === undefined) continue
    const args = [...candidate.before, ...(Object.keys(input).length === 0 ? [] : [input])]
    return `await rtnl.${member}.${candidate.verb}(${args.map((argument) => sourceText(argument)).join(', ')})`
  }
  return undefined
}
