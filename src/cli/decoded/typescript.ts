/** The requests of a capture as TypeScript: calls of this library that send the same. */
import { encode } from '../../netlink/codec/encode/encode.ts'
import type { Typed } from '../../netlink/codec/node.ts'
import { formatHex } from '../../netlink/codec/text/format.ts'
import * as header from '../../netlink/protocol/header.ts'
import { messageOf } from '../nlmsghdr.ts'
import { visible } from '../terminal.ts'
import { apiCall } from './api-call.ts'
import type { Decoded, Form } from './form.ts'
import { titleOf } from './form.ts'
import { sourceText } from './source-text.ts'

const ROUTE = 0
const NETFILTER = 12
/** The messages around a transaction of nf_tables. */
const BATCH_BEGIN = 16
const BATCH_END = 17

const PRELUDE = `import { NetlinkSocket, Rtnl } from 'rtnl'
import { encode, messageTypes } from 'rtnl/codec'

await using rtnl = await Rtnl.open()
`

/** A request in its parts. */
interface Request {
  readonly bytes: Uint8Array
  readonly order: 'le' | 'be'
  readonly protocol: number
  readonly type: number
  /** Without the flags that every request of the library has. */
  readonly flags: number
  readonly flagNames: readonly string[]
  readonly payload: Uint8Array
  /** Undefined if it could not be read in full. */
  readonly value: unknown
}

/** Without a protocol it follows from the type, as in the other forms. */
const guessProtocol = (bytes: Uint8Array, order: Request['order']): number =>
  messageOf(bytes, order, ROUTE) === undefined && messageOf(bytes, order, NETFILTER) !== undefined ? NETFILTER : ROUTE

/** Undefined for answers and notifications, and for bytes that are no message. */
const readRequest = ({ captured, described }: Decoded): Request | undefined => {
  const { bytes, whole, order } = captured
  if (!whole || described === undefined) return undefined
  const { type, flags: flagNames } = described.header
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const flags = view.getUint16(header.NLMSG_FLAGS_AT, order === 'le')
  if (type < header.NLMSG_MIN_TYPE || (flags & header.NLM_F_REQUEST) === 0) return undefined
  return {
    bytes,
    order,
    protocol: captured.protocol ?? guessProtocol(bytes, order),
    type,
    flags: flags & ~(header.NLM_F_REQUEST | header.NLM_F_ACK),
    flagNames: flagNames.filter((name) => name !== 'NLM_F_REQUEST' && name !== 'NLM_F_ACK'),
    payload: bytes.subarray(header.NLMSG_HDRLEN),
    value: described.problems.length === 0 ? described.value : undefined,
  }
}

/** Whether encoding the value gives the bytes again. Attributes may be in another order, or have other flags. */
const encodes = (node: Typed<unknown>, { value, payload, order }: Request): boolean =>
  Buffer.compare(encode(node, value, { order }), payload) === 0

/** The payload as a value of its table if that gives the same bytes, else as bytes. */
const payloadText = (request: Request): string => {
  const { bytes, order, protocol, payload, value } = request
  const known = protocol === ROUTE && value !== undefined ? messageOf(bytes, order, ROUTE) : undefined
  if (known !== undefined && encodes(known.node as Typed<unknown>, request))
    return `encode(messageTypes.${known.name}.node, ${sourceText(value)})`
  return `Buffer.from('${formatHex(payload)}', 'hex')`
}

const flagsText = ({ flags, flagNames }: Request): string =>
  flags === 0 ? '0' : `0x${flags.toString(16)} /* ${flagNames.join(' ')} */`

const READ = '(bytes, _view, start, end) => bytes.slice(start, end)'

/** The call of a socket. `socket`: the variable that holds it. */
const socketCall = (socket: string, request: Request): string => {
  const { type, flagNames } = request
  const payload = payloadText(request)
  if (flagNames.includes('NLM_F_DUMP')) return `await ${socket}.dump(${type}, ${payload}, ${READ})`
  return `await ${socket}.request(${type}, ${flagsText(request)}, ${payload})`
}

export class TypeScriptForm implements Form {
  private readonly declared = new Set<number>()
  /** The messages of a transaction that has not ended. */
  private batch: string[] | undefined

  async message(decoded: Decoded): Promise<string> {
    const prelude = decoded.number === 1 ? PRELUDE : ''
    const request = readRequest(decoded)
    if (request === undefined) return prelude
    const comment = `// ${titleOf(decoded).map(visible).join(' ')}`
    const { protocol, type, bytes, order, value } = request
    const socket = this.socket(protocol)
    if (protocol === NETFILTER && (type === BATCH_BEGIN || this.batch !== undefined)) {
      const part = `  { type: ${type}, flags: ${flagsText(request)}, payload: ${payloadText(request)} },`
      return prelude + socket.declaration + this.inBatch(type, `  ${comment}\n${part}`)
    }
    const call = protocol === ROUTE && value !== undefined ? await apiCall(bytes, order) : undefined
    return `${prelude}${socket.declaration}\n${comment}\n${call ?? socketCall(socket.name, request)}\n`
  }

  end(): string {
    const rest = this.batch
    this.batch = undefined
    if (rest === undefined) return ''
    const lines = rest.flatMap((part) => part.split('\n'))
    return `\n// a transaction without its end\n${lines.map((line) => `// ${line.trim()}\n`).join('')}`
  }

  private inBatch(type: number, lines: string): string {
    const batch = this.batch ?? []
    this.batch = batch
    batch.push(lines)
    if (type !== BATCH_END) return ''
    this.batch = undefined
    return `\nawait socket${NETFILTER}.atomic([\n${batch.join('\n')}\n])\n`
  }

  private socket(protocol: number): { readonly name: string; readonly declaration: string } {
    if (protocol === ROUTE) return { name: 'rtnl.socket', declaration: '' }
    const name = `socket${protocol}`
    const isNew = !this.declared.has(protocol)
    this.declared.add(protocol)
    return { name, declaration: isNew ? `\nconst ${name} = new NetlinkSocket({ protocol: ${protocol} })\n` : '' }
  }
}
