/** Transfers the ownership of descriptors from the helper to objects of the addon or of Node, which then close them. */
import { closeSync, fstatSync } from 'node:fs'
import { SocketError } from '../netlink/protocol/errors.ts'
import type { NativeFile, NativeSocket } from '../netlink/transport/native.ts'
import { loadNative } from '../netlink/transport/native.ts'

/** The inode of an open file; undefined if the descriptor is closed. */
const inodeOf = (fd: number): number | undefined => {
  try {
    return fstatSync(fd).ino
  } catch {
    // EBADF: fstat(2) of a descriptor fails for no other reason
    return undefined
  }
}

/** Closes a descriptor unless it was closed already: its number may refer to another file by now. */
const closeIfOpen = (fd: number, inode: number): void => {
  if (inodeOf(fd) === inode) closeSync(fd)
}

/** Passes a descriptor to `take`. If that throws, the descriptor is closed, whether or not `take` already owned it. */
export const handOver = <T>(fd: number, take: (fd: number) => T): T => {
  const { ino } = fstatSync(fd)
  try {
    return take(fd)
  } catch (error) {
    closeIfOpen(fd, ino)
    throw error
  }
}

/** The same for an asynchronous `take`. */
export const handOverLater = async <T>(fd: number, take: (fd: number) => Promise<T>): Promise<T> => {
  const { ino } = fstatSync(fd)
  try {
    return await take(fd)
  } catch (error) {
    closeIfOpen(fd, ino)
    throw error
  }
}

const adopt = <T extends object>(fd: number, take: (fd: number) => T | number): T =>
  handOver(fd, () => {
    const taken = take(fd)
    if (typeof taken === 'number') throw new SocketError('adopt', -taken)
    return taken
  })

/** Takes over the descriptor of a namespace that the helper has just sent. */
export const adoptNamespace = (fd: number): NativeFile => adopt(fd, loadNative().adoptNamespace)

/** The same for the descriptor of a socket. */
export const adoptSocket = (fd: number): NativeSocket => adopt(fd, loadNative().adopt)
