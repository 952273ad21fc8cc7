/**
 * Binds unix sockets to a path. The helper opens the socket in the namespace; this process binds it, so that its own
 * umask, credentials and file system apply to the file.
 */
import { lstatSync, unlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import { SocketError } from '../netlink/protocol/errors.ts'
import type { NativeSocket } from '../netlink/transport/native.ts'
import { loadNative } from '../netlink/transport/native.ts'
import { handOver } from '../setns/descriptor.ts'
import { NetnsError } from '../setns/errors.ts'
import { AF_UNIX, checkSocketPath, pathAddress } from './socket-address.ts'

/** The file that a socket was bound to. */
export interface SocketFile {
  readonly path: string
  readonly dev: number
  readonly ino: number
}

const SOCK_SEQPACKET = 5

/** Makes a path absolute now, since this process may change its directory before the path is used. */
export const resolveSocketPath = (path: string): string => checkSocketPath(path === '' ? path : resolve(path))

const call = <T>(syscall: string, result: T | number): T => {
  if (typeof result === 'number' && result < 0) throw new SocketError(syscall, -result)
  return result as T
}

/** Duplicates the descriptor of a socket. The caller owns the copy; the addon closes the original with its object. */
const duplicate = (socket: NativeSocket): number => {
  const [one, other] = call('socketpair', loadNative().socketpair(AF_UNIX, SOCK_SEQPACKET, 0))
  try {
    call('sendmsg', one.sendFds(new Uint8Array(1), [socket.fd]))
    const { fds } = call('recvmsg', other.receiveFds(new Uint8Array(1), 1)) as { readonly fds: readonly number[] }
    const [fd] = fds
    // the kernel drops a descriptor for which the descriptor table has no space
    if (fd === undefined) throw new SocketError('recvmsg', EMFILE)
    return fd
  } finally {
    one.close()
    other.close()
  }
}

const EMFILE = 24

const bind = (socket: NativeSocket, path: string): SocketFile => {
  const status = socket.bind(pathAddress(path))
  if (status < 0) throw new NetnsError({ errno: -status, operation: 'listen', target: path, syscall: 'bind' })
  const { dev, ino } = lstatSync(path)
  return { path, dev, ino }
}

/**
 * Binds a socket to a path. Takes over `fd` and returns another one. @throws {NetnsError} EADDRINUSE if the file
 * exists.
 */
export const bindToPath = (fd: number, path: string): { readonly fd: number; readonly file: SocketFile } => {
  const socket = handOver(fd, () => call('adopt', loadNative().adopt(fd)))
  try {
    return handOver(duplicate(socket), (bound) => ({ fd: bound, file: bind(socket, path) }))
  } finally {
    socket.close()
  }
}

/**
 * Removes the file of a socket, unless the path is another file by now. Emits a warning if that fails, since no call
 * can reject.
 */
export const removePath = ({ path, dev, ino }: SocketFile): void => {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found?.dev === dev && found.ino === ino) unlinkSync(path)
  } catch (error) {
    const message = `the socket ${path} could not be removed: ${(error as Error).message}`
    process.emitWarning(message, { type: 'RtnlWarning', code: 'RTNL_SOCKET_LEFT_BEHIND' })
  }
}
