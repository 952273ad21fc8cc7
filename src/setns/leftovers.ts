/** What a helper that died in the middle of a request may have left in /run/netns. */
import { lstatSync, statfsSync, unlinkSync } from 'node:fs'
import { NETNS_RUN_DIR } from './names.ts'
import type { PendingRequest } from './pending.ts'

const NSFS_MAGIC = 0x6e736673
/** Milliseconds that the times of files may be behind the clock: a tick of the slowest kernels. */
const TICK = 20

const removeEmpty = ({ request, since }: PendingRequest): void => {
  // as bytes: the name need not be UTF-8
  const path = Buffer.concat([Buffer.from(`${NETNS_RUN_DIR}/`), request.text])
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined || !found.isFile() || found.size !== 0 || (found.mode & 0o7777) !== 0) return
  if (found.ctimeMs >= since - TICK && statfsSync(path).type !== NSFS_MAGIC) unlinkSync(path)
}

/**
 * Removes the file that a helper made and had not yet reported when it died: it has the name, is empty and without
 * permissions, has no namespace mounted on it, and is no older than the request. Returns the error where it can't be removed.
 */
export const sweep = (pending: PendingRequest): unknown => {
  try {
    removeEmpty(pending)
    return undefined
  } catch (error) {
    // gone meanwhile, which is what was wanted
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : error
  }
}
