/** Waiting in tests: for a condition, never for a time, since the machine may be slow and busy. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds after which waiting fails: far more than anything takes. */
export const PATIENCE = 60_000
/** Timeout in milliseconds of a whole file of tests, for files that take more than a few seconds on an idle machine. */
export const FILE_PATIENCE = 600_000
/** The minimum number of checks: time passes while a machine is suspended, but no checks are made. */
const CHECKS = 200

/** Whether the condition becomes true in time. */
export const comes = async (condition: () => boolean | Promise<boolean>): Promise<boolean> => {
  const end = performance.now() + PATIENCE
  for (let checks = 0; checks < CHECKS || performance.now() < end; checks++) {
    if (await condition()) return true
    await sleep(1)
  }
  return false
}

/** Waits until the condition is true; throws with `what` if that takes too long. */
export const until = async (condition: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  if (!(await comes(condition))) throw new Error(`waited ${PATIENCE / 1000} s for ${what}`)
}
