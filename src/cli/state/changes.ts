/** What has changed of an object. */
import type { FieldChange, Plain } from './values.ts'
import { changedFields } from './values.ts'

/**
 * The changed fields of an object that refers to a link by index and by name. It is on another link only if both differ: the
 * link may have been renamed, or created again.
 */
export const changesOf = (before: Plain, after: Plain): FieldChange[] => {
  const changes = changedFields(before, after)
  if (before['dev'] === undefined || after['dev'] === undefined) return changes
  const differ = (field: string): boolean => changes.some((change) => change.field === field)
  const moved = differ('dev') && (differ('index') || differ('oif'))
  return changes.filter(({ field }) => field !== 'index' && field !== 'oif' && (field !== 'dev' || moved))
}
