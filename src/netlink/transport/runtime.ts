/**
 * Runtimes other than Node.js. They implement Node-API and libuv themselves and not completely: a call of a missing
 * function aborts the process. So the addon is not loaded, or not used for polling, where that would happen. The test step
 * `runtimes` runs each of them; docs/runtimes.md shows the results.
 */

export type Versions = { readonly [component: string]: string | undefined }

/** The first Bun with uv_async_init, which wakes the event loop when the I/O thread has received something. */
const OLDEST_BUN = '1.4.4'

const isOlder = (version: string, oldest: string): boolean => version.localeCompare(oldest, 'en', { numeric: true }) < 0

/** Why loading the addon would abort the process; undefined if it works. */
export const whyNoSockets = ({ deno, bun }: Versions): string | undefined => {
  if (deno !== undefined) return `Deno ${deno} would crash, because it frees the cleanup hook of an addon twice`
  if (bun !== undefined && isOlder(bun, OLDEST_BUN))
    return `Bun ${bun} lacks functions of libuv that they need; Bun ${OLDEST_BUN} has them`
  return undefined
}

/** Whether the event loop can poll a descriptor (uv_poll_init). */
export const canPoll = ({ bun }: Versions): boolean => bun === undefined

/** Why the namespace helper cannot be used; undefined if it can. Its replies are received by polling. */
export const whyNoHelper = (versions: Versions): string | undefined =>
  whyNoSockets(versions) ??
  (canPoll(versions) ? undefined : `Bun ${versions['bun']} lacks a function of libuv that they need, uv_poll_init`)
