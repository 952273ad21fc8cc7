/** The socket of a relay in the file system: who may send to it, and the folder in which clients bind theirs. */
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  rmSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { SocketError } from '../../netlink/protocol/errors.ts'
import { folderOf, MOST_PATH } from '../../netlink/transport/relay/datagram/format.ts'
import { ECONNREFUSED, NativeDatagrams } from '../../netlink/transport/relay/datagram/native.ts'

/** <asm-generic/fcntl.h>: opens a file of any type without reading it. */
const O_PATH = 0o10000000

const EADDRINUSE = 98

/** Why a relay cannot listen. */
export class ListenError extends Error {}

/** A socket that is bound. */
export interface Bound {
  readonly datagrams: NativeDatagrams
  readonly path: string
  /** Removes the file of the socket, if it is still that of this socket, and the folder of clients. */
  remove(): void
}

/* c8 ignore next -- Linux has it */
const self = (): number => process.geteuid?.() ?? -1

/** Throws unless only this user and root decide what is at a path: nobody else may replace the socket. */
const checkFolder = (path: string): void => {
  const { uid, mode } = lstatSync(path)
  const own = uid === 0 || uid === self()
  if (!own) throw new ListenError(`${path} belongs to user ${uid}, who could replace the socket`)
  const shared = (mode & 0o022) !== 0 && (mode & 0o1000) === 0
  if (shared) throw new ListenError(`${path} can be written to by other users, who could replace the socket`)
}

/** Removes a socket of this user that nobody receives from. @throws {ListenError} for everything else. */
const removeStale = (path: string): void => {
  const stat = lstatSync(path)
  if (!stat.isSocket()) throw new ListenError(`${path} exists, and is no socket`)
  if (stat.uid !== self()) throw new ListenError(`${path} is a socket of user ${stat.uid}`)
  const probe = new NativeDatagrams()
  try {
    probe.connect(path)
  } catch (error) {
    if (error instanceof SocketError && error.errno === ECONNREFUSED) return rmSync(path)
    throw new ListenError(`${path} is in use: ${(error as Error).message}`)
  } finally {
    probe.close()
  }
  throw new ListenError(`${path} is in use by another relay`)
}

/** Binds a socket whose file nobody else can ever open: its mode is set before the file exists. */
const bindPrivately = (path: string): NativeDatagrams => {
  const datagrams = new NativeDatagrams()
  try {
    fchmodSync(datagrams.socket.fd, 0o600)
    datagrams.requestCredentials()
    try {
      datagrams.bind(path)
    } catch (error) {
      if (!(error instanceof SocketError && error.errno === EADDRINUSE)) throw error
      removeStale(path)
      datagrams.bind(path)
    }
    return datagrams
  } catch (error) {
    datagrams.close()
    throw error
  }
}

/** Lets a group send to a socket. The file cannot be replaced in between, since it is held open. */
const admitGroup = (path: string, gid: number): void => {
  const fd = openSync(path, O_PATH | constants.O_NOFOLLOW)
  try {
    chownSync(`/proc/self/fd/${fd}`, self(), gid)
    chmodSync(`/proc/self/fd/${fd}`, 0o660)
  } finally {
    closeSync(fd)
  }
}

/** Makes the folder of clients: names in it cannot be listed, and only their owners can remove them. */
const makeFolder = (path: string, mode: number): string => {
  const folder = folderOf(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid } = lstatSync(folder)
  if (!lstatSync(folder).isDirectory() || uid !== self())
    throw new ListenError(`${folder} exists, and is no folder of this user`)
  chmodSync(folder, (mode & 0o066) === 0 ? 0o700 : 0o1733)
  return folder
}

/**
 * Binds a socket to a path. Only this user may send to it, and the group if one is given.
 *
 * @throws {ListenError} if something else is there, if another relay listens there, or if others could replace the socket.
 */
export const bindSocket = (given: string, gid?: number): Bound => {
  const path = resolve(given)
  if (Buffer.byteLength(path) > MOST_PATH) throw new ListenError(`${path} has more than ${MOST_PATH} bytes`)
  checkFolder(dirname(path))
  const datagrams = bindPrivately(path)
  try {
    if (gid !== undefined) admitGroup(path, gid)
    return boundAt(path, datagrams)
  } catch (error) {
    rmSync(path, { force: true })
    datagrams.close()
    throw error
  }
}

/** Identifies the file at a path. Numbers of files are used again, so the time of its birth belongs to it. */
const identityOf = (path: string): string | undefined => {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  return stat === undefined ? undefined : `${stat.dev} ${stat.ino} ${stat.birthtimeNs}`
}

/** A socket that is bound to `path`, with its folder of clients. */
export const boundAt = (path: string, datagrams: NativeDatagrams): Bound => {
  const made = identityOf(path)
  const folder = makeFolder(path, lstatSync(path).mode)
  const remove = (): void => {
    if (identityOf(path) !== made) return
    rmSync(path)
    rmSync(folder, { recursive: true, force: true })
  }
  return { datagrams, path, remove }
}

/** Calls `use` with a path that leads to the file that is at `path` now, whatever is put there in the meantime. */
export const holding = <T>(path: string, use: (path: string, uid: number) => T): T => {
  const fd = openSync(path, O_PATH | constants.O_NOFOLLOW)
  try {
    const stat = fstatSync(fd)
    if (!stat.isSocket()) throw new ListenError(`${path} is no socket`)
    return use(`/proc/self/fd/${fd}`, stat.uid)
  } finally {
    closeSync(fd)
  }
}
