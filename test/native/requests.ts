/** Requests to the helper as bytes, and its replies: the layout of native/setns/messages.h, independent of src/. */
import { little, type Socket } from './addon.ts'

export const CREATE = 1
export const ATTACH = 2
export const DELETE = 3
export const SOCKET = 4
export const GET = 5
export const SET = 6
export const STALE = 2
export const TEXT_MAXIMUM = 196_608

export const SOL_SOCKET = 1
export const SO_TYPE = 3
export const SO_PASSCRED = 16

const HEADER = 36
const REPLY_HEADER = 16

/** Effective ids of this process. */
export const ids = (): readonly [uid: number, gid: number] => [process.geteuid?.() ?? -1, process.getegid?.() ?? -1]

/** No socket: domain, type, protocol, backlog, options. */
export const NO_SOCKET = [0, 0, 0, -1, 0]

export const request = (
  operation: number,
  payload: Uint8Array,
  numbers: readonly number[] = NO_SOCKET,
  { number = 0x01020304, claims = ids() }: { number?: number; claims?: readonly number[] } = {},
): Uint8Array => {
  const bytes = new Uint8Array(HEADER + payload.length)
  const view = new DataView(bytes.buffer)
  for (const [place, word] of [operation, number, ...claims, ...numbers].entries())
    view.setInt32(4 * place, word, little)
  bytes.set(payload, HEADER)
  return bytes
}

export interface Answer {
  readonly operation: number
  readonly number: number
  readonly errno: number
  readonly flags: number
  readonly text: string
  readonly fds: readonly number[]
}

/** The next reply; a number if there is none. */
export const answer = (socket: Socket): Answer | number => {
  const into = new Uint8Array(REPLY_HEADER + TEXT_MAXIMUM)
  const got = socket.receiveFds(into, 4)
  if (typeof got === 'number' || got.length === 0) return typeof got === 'number' ? got : 0
  const view = new DataView(into.buffer)
  return {
    operation: view.getUint32(0, little),
    number: view.getUint32(4, little),
    errno: view.getInt32(8, little),
    flags: view.getUint32(12, little),
    text: new TextDecoder().decode(into.subarray(REPLY_HEADER, got.length)),
    fds: got.fds,
  }
}
