import { PATIENCE } from '../../until.ts'

/**
 * Counts the turns of the event loop while `step` is awaited in a loop, until there were `enough` or the time is over.
 */
export const turnsDuring = async (step: () => Promise<unknown>, enough = 5): Promise<number> => {
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  // not a timer, which would not fire if the event loop got no turns
  const end = performance.now() + PATIENCE
  while (turns < enough && performance.now() < end) await step()
  clearInterval(timer)
  return turns
}
