/** Patterns of names: text with at most one `*`, which stands for any number of characters. */

export interface Pattern {
  /** As written in the policy. */
  readonly text: string
  matches(name: string): boolean
}

/** Undefined if it is no pattern: empty, or with more than one `*`. */
export const patternOf = (text: string): Pattern | undefined => {
  const [start = '', end, more] = text.split('*')
  if (text === '' || more !== undefined) return undefined
  if (end === undefined) return { text, matches: (name) => name === text }
  const least = start.length + end.length
  return { text, matches: (name) => name.length >= least && name.startsWith(start) && name.endsWith(end) }
}

export const matchesAny = (patterns: readonly Pattern[], name: string): boolean =>
  patterns.some((pattern) => pattern.matches(name))

/** Patterns in messages: `'veth*' or 'br-*'`. */
export const listed = (patterns: readonly Pattern[]): string =>
  patterns.length === 0 ? 'nothing' : patterns.map(({ text }) => `'${text}'`).join(' or ')
