/**
 * Synchronous requests. Each starts a helper of its own, for when the thread's helper is busy, stopped or about to end.
 */
import { HelperError } from './errors.ts'
import type { HelperAnswer, HelperRequest } from './pending.ts'
import { answerOf, notSent, PendingRequest, refusal } from './pending.ts'
import { HelperProcess } from './process.ts'

/** Never notified: `Atomics.wait` on it sleeps synchronously. */
const NEVER = new Int32Array(new SharedArrayBuffer(4))
const NAP = 0.05
/** Milliseconds after which a synchronous request fails. */
const DEADLINE = 5000
const EPIPE = 32
const ECONNRESET = 104

/** Blocks the thread for 50 us. */
export const nap = (): void => void Atomics.wait(NEVER, 0, 0, NAP)

/** Sends a request to a new helper, which then ends. */
export const askAlone = (request: HelperRequest): HelperAnswer => {
  const outcome: { error?: unknown; answer?: HelperAnswer | undefined } = {}
  const pending = new PendingRequest(request, (error, answer) => Object.assign(outcome, { error, answer }))
  const helper = new HelperProcess({
    reply: (reply, fds) => {
      const error = refusal(pending, reply, fds[0])
      pending.settle(error, error === undefined ? answerOf(reply, fds) : undefined)
      return false
    },
    ended: () => undefined,
  })
  const sent = helper.send(pending)
  // it has ended, which `receive` will report
  if (sent < 0 && sent !== -EPIPE && sent !== -ECONNRESET) pending.settle(notSent(pending, -sent))
  const end = performance.now() + DEADLINE
  while (!pending.over && !helper.over && performance.now() < end) {
    nap()
    helper.receive()
  }
  if (!pending.over) pending.settle(unanswered(request, helper))
  helper.dismiss()
  const { error, answer } = outcome
  if (answer === undefined) throw error
  return answer
}

const unanswered = ({ operation, target }: HelperRequest, helper: HelperProcess): HelperError => {
  if (helper.over) return new HelperError(operation, target, 'the helper ended before it answered')
  helper.kill()
  return new HelperError(operation, target, `the helper did not answer within ${DEADLINE} ms`)
}
