import { NetlinkError, SocketError } from './errors.ts'

/**
 * A rejection whose error has the stack of those who wait for it. The answer of the kernel arrives on a stack of its own;
 * the lines of the caller are known to V8 alone, by the promises that wait (async stack traces). They are linked to this
 * one within three microtasks, and the stack is taken then.
 */
export const rejection = async (error: unknown): Promise<never> => {
  await undefined
  await undefined
  await undefined
  // what broke the socket fails many requests at once, and is about none of them
  if (error instanceof NetlinkError && !(error instanceof SocketError)) Error.captureStackTrace(error, rejection)
  throw error
}
