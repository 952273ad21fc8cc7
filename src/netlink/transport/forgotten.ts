/**
 * Warns when an object that the program did not close is garbage-collected. The addon has closed its descriptor by
 * then.
 */

/** How many objects were collected in this turn of the event loop, by the text of their warning. */
const found = new Map<string, number>()

const warn = (): void => {
  for (const [text, count] of found) {
    const message = count === 1 ? text : `${text} (${count} of them)`
    process.emitWarning(message, { type: 'RtnlWarning', code: 'RTNL_LEFT_OPEN' })
  }
  found.clear()
}

/**
 * Emits a process warning with this text. Objects collected in one turn share a warning, since they are one mistake.
 */
export const warnOf = (text: string): void => {
  if (found.size === 0) setImmediate(warn)
  found.set(text, (found.get(text) ?? 0) + 1)
}

const forgotten = new FinalizationRegistry<string>(warnOf)

/** Emits that warning if `owner` is collected before `letGo` is called for it. */
export const watchOver = (owner: object, text: string): void => forgotten.register(owner, text, owner)

export const letGo = (owner: object): void => void forgotten.unregister(owner)
