/**
 * Warnings about what a program left open. The descriptor itself is closed by then: the addon does that when the object is
 * collected.
 */

/** What was collected in this turn of the event loop, by the text of its warning. */
const found = new Map<string, number>()

const warn = (): void => {
  for (const [text, count] of found) {
    const message = count === 1 ? text : `${text} (${count} of them)`
    process.emitWarning(message, { type: 'RtnlWarning', code: 'RTNL_LEFT_OPEN' })
  }
  found.clear()
}

/** Emits a warning with this text soon: one for all that are collected together, since they are one mistake. */
export const warnOf = (text: string): void => {
  if (found.size === 0) setImmediate(warn)
  found.set(text, (found.get(text) ?? 0) + 1)
}

const forgotten = new FinalizationRegistry<string>(warnOf)

/** The same when `owner` is collected before `letGo` was called for it. */
export const watchOver = (owner: object, text: string): void => forgotten.register(owner, text, owner)

export const letGo = (owner: object): void => void forgotten.unregister(owner)
