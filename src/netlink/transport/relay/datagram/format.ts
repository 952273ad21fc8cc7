/**
 * The datagrams between a relay that listens on a unix datagram socket and its clients. They carry the two streams of a
 * connection in parts. Unix datagrams arrive complete and in order; the header shows parts that were cut or are of others.
 *
 * A client binds a socket of its own in the relay's folder of clients, and sends `hello` with its name to the relay's socket.
 * The relay opens a socket there for this client alone, connects it to the client's and answers with `welcome`: the name of
 * the new socket, and a key that both ends put into every datagram. The kernel lets nobody else send to a socket that is
 * connected.
 */

/** Bytes of the key. */
export const KEY = 16
/** Bytes before the content. */
export const HEADER = KEY + 12
/** Bytes of the content at most: unix-dgram reads 65,536 bytes of a datagram and drops the rest without an error. */
export const MOST_CONTENT = 60_000

/** Kinds of datagrams. */
export const PART = {
  /** Bytes of the stream. */
  data: 1,
  /** The end of the stream. */
  end: 2,
  /** Nothing: sending it shows whether the other end exists. */
  probe: 3,
} as const

/** A datagram that was received. */
export interface Part {
  readonly sequence: number
  readonly kind: number
  readonly content: Uint8Array
  /** Whether the content is as long as the sender has stated. */
  readonly whole: boolean
}

/** The header of a datagram. `sequence` counts the datagrams of a sender from 0, modulo 2^32. */
export const headerOf = (key: Uint8Array, sequence: number, kind: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(HEADER)
  const view = new DataView(bytes.buffer)
  bytes.set(key)
  view.setUint32(KEY, sequence)
  view.setUint32(KEY + 4, kind)
  view.setUint32(KEY + 8, length)
  return bytes
}

/** Undefined if the datagram does not have the key: it is not of the other end. */
export const readPart = (key: Uint8Array, bytes: Uint8Array): Part | undefined => {
  if (bytes.length < HEADER || !key.every((byte, index) => bytes[index] === byte)) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const content = bytes.subarray(HEADER)
  return {
    sequence: view.getUint32(KEY),
    kind: view.getUint32(KEY + 4),
    content,
    whole: view.getUint32(KEY + 8) === content.length,
  }
}

const HELLO = 'rtnl-relay hello\0'
const WELCOME = 'rtnl-relay welcome\0'

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes.subarray(0, text.length)).equals(Buffer.from(text))

/** The names of sockets in the folder of clients: random, since the folder can be read by the relay only. */
const NAME = /^[0-9a-f]{16}$/

const nameOf = (bytes: Uint8Array): string | undefined => {
  const name = Buffer.from(bytes).toString('latin1')
  return NAME.test(name) ? name : undefined
}

/** `name`: of the client's socket. */
export const helloOf = (name: string): Uint8Array => Buffer.from(HELLO + name)

/** The name of a client's socket. Undefined if this is no `hello`. */
export const readHello = (bytes: Uint8Array): string | undefined =>
  startsWith(bytes, HELLO) ? nameOf(bytes.subarray(HELLO.length)) : undefined

/** What a client needs for the socket that the relay has opened for it. */
export interface Welcome {
  readonly key: Uint8Array
  /** The name of that socket in the folder of clients. */
  readonly name: string
}

export const welcomeOf = ({ key, name }: Welcome): Uint8Array =>
  Buffer.concat([Buffer.from(WELCOME), key, Buffer.from(name)])

/** Undefined if this is no `welcome`. */
export const readWelcome = (bytes: Uint8Array): Welcome | undefined => {
  if (!startsWith(bytes, WELCOME)) return undefined
  const rest = bytes.subarray(WELCOME.length)
  const name = nameOf(rest.subarray(KEY))
  return name === undefined ? undefined : { key: Uint8Array.from(rest.subarray(0, KEY)), name }
}

/** The folder of clients of a relay whose socket is at `path`. */
export const folderOf = (path: string): string => `${path}.clients`

/** Bytes of the longest path of a relay's socket: sun_path has 108, of which a name in the folder takes 26. */
export const MOST_PATH = 82
