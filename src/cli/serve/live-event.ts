/** An event as the page gets it. */
import type { ColouredPart } from '../terminal.ts'

export interface LiveEvent {
  /** Counts from 1. The page names the last one that it got when it connects again. */
  readonly id: number
  /** ISO 8601. */
  readonly time: string
  /** `note`: about the events themselves. */
  readonly kind: 'new' | 'delete' | 'change' | 'other' | 'lost' | 'note'
  /** The line that `monitor` prints. */
  readonly parts: readonly ColouredPart[]
  /** The event as JSON. Absent for a note. */
  readonly json?: string
}
