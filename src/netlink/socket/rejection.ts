/** Errors whose stack contains the lines of the caller that awaits them. */
import { NetlinkError, SocketError } from '../protocol/errors.ts'

const isOfRequest = (error: unknown): error is NetlinkError =>
  // what broke the socket fails many requests at once, and is about none of them
  error instanceof NetlinkError && !(error instanceof SocketError)

/**
 * A rejection whose error has the stack of those who wait for it. The answer of the kernel arrives on a stack of its own;
 * the lines of the caller are known to V8 alone, by the promises that wait (async stack traces). They are linked to this
 * one within three microtasks, and the stack is taken then.
 */
export const rejection = async (error: unknown): Promise<never> => {
  await undefined
  await undefined
  await undefined
  if (isOfRequest(error)) Error.captureStackTrace(error, rejection)
  throw error
}

/** The same for the outcomes of a batch: those who wait for one wait for all, so the stack is taken once. */
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
