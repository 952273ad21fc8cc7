/** Removes the file that a helper may have left in /run/netns when it was killed during a request. */
import { lstatSync, statfsSync, unlinkSync } from 'node:fs'
import { NETNS_RUN_DIR } from './names.ts'
import type { PendingRequest } from './pending.ts'

const NSFS_MAGIC = 0x6e736673
/** Milliseconds by which file times may lag the clock: a tick of the slowest kernels. */
const TICK = 20

const removeEmpty = ({ request, since }: PendingRequest): void => {
  // as bytes: the name need not be UTF-8
  const path = Buffer.concat([Buffer.from(`${NETNS_RUN_DIR}/`), request.text])
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined || !found.isFile() || found.size !== 0 || (found.mode & 0o7777) !== 0) return
  if (found.ctimeMs >= since - TICK && statfsSync(path).type !== NSFS_MAGIC) unlinkSync(path)
}

/**
 * Removes the file of a request if it was created by a helper that was killed before it could report that: the file is
 * empty, has no permissions, is not a mount point of a namespace, and is not older than the request. Returns the error
 * if that fails.
 */
export const sweep = (pending: PendingRequest): unknown => {
  try {
    removeEmpty(pending)
    return undefined
  } catch (error) {
    // already removed
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : error
  }
}
