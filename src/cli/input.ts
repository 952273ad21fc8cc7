/** Reads captured messages from files or standard input, and splits datagrams into messages. */
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { Datagram } from '../capture/datagram.ts'
import { DetectingReader } from '../capture/detect.ts'
import { InputError } from '../capture/input-error.ts'
import { protocolOf } from '../capture/protocols.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import { hostOrder } from '../netlink/codec/order.ts'
import { alignMessage, frames, NLMSG_HDRLEN, NLMSG_LEN_AT } from '../netlink/protocol/header.ts'
import type { Io } from './io.ts'

/** A message, or the bytes at the end of a datagram that are not a complete message. */
export interface Captured {
  readonly bytes: Uint8Array
  readonly whole: boolean
  readonly order: ByteOrder
  /** Undefined if neither the capture nor an option tells it. */
  readonly protocol: number | undefined
  /** Where it comes from. Several messages may be in one. */
  readonly datagram: Datagram
}

export interface InputOptions {
  readonly be?: true
  readonly le?: true
  /** The protocol where the capture does not contain it. */
  readonly family?: number
}

const parseFamily = (given: string): number => {
  const protocol = protocolOf(given.toUpperCase().replace('-', '_'))
  if (protocol !== undefined) return protocol
  throw new InvalidArgumentError('Expected route, netfilter, generic, another protocol of netlink, or its number.')
}

export const addInputOptions = (command: Command): Command =>
  command
    .addOption(new Option('--be', 'the bytes come from a big-endian machine').conflicts('le'))
    .addOption(new Option('--le', 'the bytes come from a little-endian machine'))
    .addOption(
      new Option('--family <family>', 'the protocol if the capture does not contain it: route, netfilter').argParser(
        parseFamily,
      ),
    )

/** The byte order that the options give; undefined if they give none. */
const orderOf = ({ be, le }: InputOptions): ByteOrder | undefined =>
  be === true ? 'be' : le === true ? 'le' : undefined

/** Adds the messages of a datagram to `found`. */
export const cut = (datagram: Datagram, options: InputOptions, found: Captured[]): void => {
  const { bytes } = datagram
  const common = {
    order: orderOf(options) ?? datagram.order ?? hostOrder,
    protocol: datagram.protocol ?? options.family,
    datagram,
  }
  const walk = frames(bytes, common.order === 'le')
  let end = 0
  for (let step = walk.next(); step.done !== true; step = walk.next()) {
    found.push({ bytes: bytes.subarray(step.value.start, step.value.end), whole: true, ...common })
    end = Math.min(alignMessage(step.value.end), bytes.length)
  }
  // Bytes that are no whole message, or that the capture lacks, are reported.
  if (end < bytes.length || datagram.why !== undefined)
    found.push({ bytes: bytes.subarray(end), whole: false, ...common })
}

/** The messages of the files, in order, as they are read; `-` is stdin. @throws {InputError} */
export const readCaptured = async function* (
  io: Io,
  files: readonly string[],
  options: InputOptions,
): AsyncGenerator<readonly Captured[]> {
  let isEmpty = true
  for (const file of files) {
    const reader = new DetectingReader(orderOf(options) ?? hostOrder)
    const messagesOf = (datagrams: readonly Datagram[]): Captured[] => {
      const found: Captured[] = []
      for (const datagram of datagrams) cut(datagram, options, found)
      isEmpty &&= found.length === 0
      return found
    }
    for await (const bytes of file === '-' ? io.stdin : io.readFile(file))
      yield messagesOf(reader.push(plainBytes(bytes)))
    yield messagesOf(reader.end())
  }
  if (isEmpty) throw new InputError('the input contains no bytes')
}

/** Without the methods of a Buffer, some of which differ from those of Uint8Array. */
export const plainBytes = ({ buffer, byteOffset, length }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, length)

export const whyNoMessage = ({ bytes, order, datagram }: Captured): string => {
  if (datagram.why !== undefined) return whyMissing(datagram)
  if (bytes.length < NLMSG_HDRLEN) return `${bytes.length} bytes are too few for struct nlmsghdr (${NLMSG_HDRLEN})`
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getUint32(NLMSG_LEN_AT, order === 'le')
  const swapped = view.getUint32(NLMSG_LEN_AT, order !== 'le')
  const fits = swapped >= NLMSG_HDRLEN && swapped <= bytes.length
  const hint = fits ? `; in the other byte order it would fit: try --${order === 'le' ? 'be' : 'le'}` : ''
  return `nlmsg_len says ${length} where ${bytes.length} bytes are left${hint}`
}

/** `12 bytes are missing: strace cut the string`. */
const whyMissing = ({ missing = 0, why }: Datagram): string =>
  missing === 0 ? String(why) : `${missing} bytes are missing: ${why}`
