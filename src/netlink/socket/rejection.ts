/** Errors whose stack contains the lines of the caller that awaits them. */
import { NetlinkError, SocketError } from '../protocol/errors.ts'

const isOfRequest = (error: unknown): error is NetlinkError =>
  // what broke the socket fails many requests at once, and is about none of them
  error instanceof NetlinkError && !(error instanceof SocketError)

/**
 * A rejected promise whose error has the stack of the caller that awaits it. The kernel's reply arrives on another stack.
 * Only V8 knows the lines of the caller, from the promises that wait for this one (async stack traces). They are linked to
 * it within three microtasks; the stack is captured then.
 */
export const rejection = async (error: unknown): Promise<never> => {
  await undefined
  await undefined
  await undefined
  if (isOfRequest(error)) Error.captureStackTrace(error, rejection)
  throw error
}

/** The same for the outcomes of a batch. Their caller awaits all of them together, so the stack is captured once. */
export const withStacks = async <O extends PromiseSettledResult<unknown>>(outcomes: O[]): Promise<O[]> => {
  await undefined
  await undefined
  await undefined
  const here = new Error()
  Error.captureStackTrace(here, withStacks)
  const lines = String(here.stack).slice(String(here).length)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected' && isOfRequest(outcome.reason)) {
      const { reason } = outcome
      reason.stack = `${reason.name}: ${reason.message}${lines}`
    }
  return outcomes
}
