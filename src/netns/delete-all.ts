/** Deletes all names. */
import { NetlinkError } from '../netlink/protocol/errors.ts'
import { NetnsError } from '../setns/errors.ts'
import { readNames } from '../setns/run-dir.ts'
import { askByName } from './requests.ts'

/** Some names could not be deleted. The others are gone. */
export class DeleteAllError extends NetlinkError {
  override name = 'DeleteAllError'
  /** The names that were deleted. */
  readonly deleted: readonly string[]
  /**
   * Why each other name was not deleted. If the reason is an abort or a timeout, the name may still be deleted later.
   */
  readonly failures: ReadonlyMap<string, unknown>

  constructor(deleted: readonly string[], failures: ReadonlyMap<string, unknown>) {
    const [reason] = failures.values()
    const total = deleted.length + failures.size
    super(
      'ERR_DELETE_ALL',
      `${failures.size} of ${total} names were not deleted; first: ${(reason as Error).message}`,
      {
        cause: reason,
      },
    )
    this.deleted = deleted
    this.failures = failures
  }
}

export const deleteAllNames = async (signal: AbortSignal | undefined): Promise<string[]> => {
  const names = await readNames()
  const deleted: string[] = []
  const failures = new Map<string, unknown>()
  const remove = async (name: string): Promise<void> => {
    try {
      await askByName('delete', name, signal)
      deleted.push(name)
    } catch (error) {
      // another program has deleted it meanwhile
      if (!(error instanceof NetnsError && error.code === 'ENOENT')) failures.set(name, error)
    }
  }
  await Promise.all(names.map(remove))
  if (failures.size > 0) throw new DeleteAllError(deleted, failures)
  return deleted
}
