/** Reads captured messages from files or standard input, and splits blocks of bytes into messages. */
import type { Command } from 'commander'
import { Option } from 'commander'
import { readBlocks } from '../capture/blocks.ts'
import { InputError } from '../capture/input-error.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import { hostOrder } from '../netlink/codec/order.ts'
import { alignMessage, frames, NLMSG_HDRLEN, NLMSG_LEN_AT } from '../netlink/protocol/header.ts'
import type { Io } from './io.ts'

/** A message, or the bytes at the end of a block that are not a complete message. */
export interface Captured {
  readonly bytes: Uint8Array
  readonly whole: boolean
}

export interface OrderOptions {
  readonly be?: true
  readonly le?: true
}

export const addByteOrder = (command: Command): Command =>
  command
    .addOption(new Option('--be', 'the bytes come from a big-endian machine').conflicts('le'))
    .addOption(new Option('--le', 'the bytes come from a little-endian machine'))

export const orderOf = ({ be, le }: OrderOptions): ByteOrder => (be === true ? 'be' : le === true ? 'le' : hostOrder)

/** Adds the messages of a block to `found`. */
const cut = (block: Uint8Array, little: boolean, found: Captured[]): void => {
  const walk = frames(block, little)
  let end = 0
  for (let step = walk.next(); step.done !== true; step = walk.next()) {
    found.push({ bytes: block.subarray(step.value.start, step.value.end), whole: true })
    end = Math.min(alignMessage(step.value.end), block.length)
  }
  if (end < block.length) found.push({ bytes: block.subarray(end), whole: false })
}

const readAll = async (stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

/** The messages of the files, in order, including the rest of each block; `-` is stdin. @throws {InputError} */
export const readCaptured = async (io: Io, files: readonly string[], order: ByteOrder): Promise<Captured[]> => {
  const found: Captured[] = []
  for (const file of files) {
    const input = await (file === '-' ? readAll(io.stdin) : io.readFile(file))
    for (const block of readBlocks(input, order === 'le')) cut(block, order === 'le', found)
  }
  if (found.length === 0) throw new InputError('the input contains no bytes')
  return found
}

export const whyNoMessage = (bytes: Uint8Array, order: ByteOrder): string => {
  if (bytes.length < NLMSG_HDRLEN) return `${bytes.length} bytes are too few for struct nlmsghdr (${NLMSG_HDRLEN})`
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getUint32(NLMSG_LEN_AT, order === 'le')
  const swapped = view.getUint32(NLMSG_LEN_AT, order !== 'le')
  const fits = swapped >= NLMSG_HDRLEN && swapped <= bytes.length
  const hint = fits ? `; in the other byte order it would fit: try --${order === 'le' ? 'be' : 'le'}` : ''
  return `nlmsg_len says ${length} where ${bytes.length} bytes are left${hint}`
}
