/** Descriptors that change owners: from the helper to an object of the addon or of Node, which closes them from then on. */
import { closeSync, fstatSync } from 'node:fs'
import { SocketError } from '../netlink/protocol/errors.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import { loadNative } from '../netlink/transport/native.ts'

/** Tells an open file from others; undefined for a descriptor that is closed. */
const inodeOf = (fd: number): number | undefined => {
  try {
    return fstatSync(fd).ino
  } catch {
    // EBADF: fstat(2) of a descriptor fails for no other reason
    return undefined
  }
}

/** Closes a descriptor unless somebody has: its number may be that of another file by now. */
const closeIfOpen = (fd: number, inode: number): void => {
  if (inodeOf(fd) === inode) closeSync(fd)
}

/** Hands a descriptor to `take`. Where that fails the descriptor is closed, whether or not `take` had come to own it. */
export const handOver = <T>(fd: number, take: (fd: number) => T): T => {
  const { ino } = fstatSync(fd)
  try {
    return take(fd)
  } catch (error) {
    closeIfOpen(fd, ino)
    throw error
  }
}

/** The same where `take` answers later. */
export const handOverLater = async <T>(fd: number, take: (fd: number) => Promise<T>): Promise<T> => {
  const { ino } = fstatSync(fd)
  try {
    return await take(fd)
  } catch (error) {
    closeIfOpen(fd, ino)
    throw error
  }
}

/** An open namespace that has just come from the helper, and is nobody else's. */
export const adoptNamespace = (fd: number): NativeFile =>
  handOver(fd, () => {
    const file = loadNative().adoptNamespace(fd)
    if (typeof file === 'number') throw new SocketError('adopt', -file)
    return file
  })
