/** The requests of a capture as TypeScript: calls of this library that send the same. */
import { decode } from '../../netlink/codec/decode/decode.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import { formatHex } from '../../netlink/codec/text/format.ts'
import * as header from '../../netlink/protocol/header.ts'
import type { Captured } from '../input.ts'
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
interface Request extends Captured {
  readonly type: number
  /** Without those that every request of the library has. */
  readonly flags: number
  readonly payload: Uint8Array
}

const readRequest = (captured: Captured): Request | undefined => {
  const { bytes, whole, order } = captured
  if (!whole) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const type = view.getUint16(header.NLMSG_TYPE_AT, order === 'le')
  const flags = view.getUint16(header.NLMSG_FLAGS_AT, order === 'le')
  if (type < header.NLMSG_MIN_TYPE || (flags & header.NLM_F_REQUEST) === 0) return undefined
  const sent = flags & ~(header.NLM_F_REQUEST | header.NLM_F_ACK)
  return { ...captured, type, flags: sent, payload: bytes.subarray(header.NLMSG_HDRLEN) }
}

/** Whether encoding the value gives the bytes again. */
const encodes = (node: Parameters<typeof encode>[0], value: unknown, { payload, order }: Request): boolean => {
  try {
    return Buffer.compare(encode(node, value as never, { order }), payload) === 0
  } catch (error) {
    /* c8 ignore next -- anything else would be a bug */
    if (!(error instanceof EncodeError)) throw error
    return false
  }
}

/** The payload as a value of its table if that gives the same bytes, else as bytes. */
const payloadText = (request: Request): string => {
  const { bytes, order, payload } = request
  const known = messageOf(bytes, order, ROUTE)
  const problems: never[] = []
  if (known !== undefined && request.protocol !== NETFILTER) {
    const value = decode(known.node as never, payload, { order, problems })
    if (problems.length === 0 && encodes(known.node as never, value, request))
      return `encode(messageTypes.${known.name}.node, ${sourceText(value)})`
  }
  return `Buffer.from('${formatHex(payload)}', 'hex')`
}

const flagsText = (flags: number, names: readonly string[]): string => {
  const shown = names.filter((name) => name !== 'NLM_F_REQUEST' && name !== 'NLM_F_ACK')
  return flags === 0 ? '0' : `0x${flags.toString(16)} /* ${shown.join(' ')} */`
}

const READ = '(bytes, _view, start, end) => bytes.slice(start, end)'

/** The call of a socket. `socket`: the variable that holds it. */
const socketCall = (socket: string, request: Request, names: readonly string[]): string => {
  const { type, flags } = request
  const payload = payloadText(request)
  if ((flags & header.NLM_F_DUMP) === header.NLM_F_DUMP && names.includes('NLM_F_DUMP'))
    return `await ${socket}.dump(${type}, ${payload}, ${READ})`
  return `await ${socket}.request(${type}, ${flagsText(flags, names)}, ${payload})`
}

export class TypeScriptForm implements Form {
  private readonly declared = new Set<number>()
  /** The messages of a transaction that has not ended. */
  private batch: string[] | undefined

  async message(decoded: Decoded): Promise<string> {
    const { number, captured, described } = decoded
    const prelude = number === 1 ? PRELUDE : ''
    const request = readRequest(captured)
    if (request === undefined) return prelude
    const names = described?.header.flags ?? []
    const comment = `// ${titleOf(decoded).map(visible).join(' ')}`
    const { protocol = this.guess(request), type, flags } = request
    const socket = this.socket(protocol)
    const isBatch = protocol === NETFILTER && (type === BATCH_BEGIN || this.batch !== undefined)
    if (isBatch) {
      const part = `  { type: ${type}, flags: ${flagsText(flags, names)}, payload: ${payloadText(request)} },`
      return prelude + socket.declaration + this.inBatch(type, `  ${comment}\n${part}`)
    }
    const call = protocol === ROUTE ? await apiCall(request.bytes, request.order) : undefined
    return `${prelude}${socket.declaration}\n${comment}\n${call ?? socketCall(socket.name, request, names)}\n`
  }

  end(): string {
    const rest = this.batch
    this.batch = undefined
    return rest === undefined
      ? ''
      : `\n// a transaction without its end\n${rest
          .flatMap((part) => part.split('\n'))
          .map((line) => `// ${line.trim()}\n`)
          .join('')}`
  }

  private inBatch(type: number, lines: string): string {
    this.batch ??= []
    this.batch.push(lines)
    if (type !== BATCH_END) return ''
    const { batch } = this
    this.batch = undefined
    return `\nawait socket${NETFILTER}.atomic([\n${batch.join('\n')}\n])\n`
  }

  /** Without a protocol it follows from the type, as in the other forms. */
  private guess({ bytes, order }: Request): number {
    return messageOf(bytes, order, ROUTE) === undefined && messageOf(bytes, order, NETFILTER) !== undefined
      ? NETFILTER
      : ROUTE
  }

  private socket(protocol: number): { readonly name: string; readonly declaration: string } {
    if (protocol === ROUTE) return { name: 'rtnl.socket', declaration: '' }
    const name = `socket${protocol}`
    const isNew = !this.declared.has(protocol)
    this.declared.add(protocol)
    return { name, declaration: isNew ? `\nconst ${name} = new NetlinkSocket({ protocol: ${protocol} })\n` : '' }
  }
}
