/** Waiting, in tests: for what must come true and never for a time, since the machine may be slow and busy. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds after which nothing is waited for any more: far more than anything takes. */
export const PATIENCE = 60_000
/** Milliseconds for a whole file of tests, where one takes more than a few seconds on a machine that does nothing else. */
export const FILE_PATIENCE = 600_000
/** A machine that stands still uses up the time, but not these. */
const LOOKS = 200

/** Whether the condition comes true. */
export const comes = async (condition: () => boolean | Promise<boolean>): Promise<boolean> => {
  const end = performance.now() + PATIENCE
  for (let looks = 0; looks < LOOKS || performance.now() < end; looks++) {
    if (await condition()) return true
    await sleep(1)
  }
  return false
}

/** Waits for what must come true; throws where it does not, with `what` was waited for. */
export const until = async (condition: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  if (!(await comes(condition))) throw new Error(`waited ${PATIENCE / 1000} s in vain for ${what}`)
}
