/** What the checks of messages know, and what they have in common. */
import type { Place } from '../gate.ts'
import type { KnownLink, LinkLookup } from './link-lookup.ts'
import type { Lock } from './lock.ts'
import type { Pattern } from './pattern.ts'
import { listed, matchesAny } from './pattern.ts'
import type { Policy } from './policy.ts'
import { refuse } from './refused.ts'
import type { Request } from './request.ts'

export interface Context {
  readonly policy: Policy
  readonly place: Place
  readonly links: LinkLookup
  /** Held from counting the links of a group until one more was made. */
  readonly counting: Lock
}

/**
 * Throws Refused unless the policy allows the message, and may change it into what the policy means. The function that it
 * returns is called after the kernel has processed the message.
 */
export type Check = (request: Request, context: Context) => undefined | Promise<undefined | (() => void)>

/** A link by its index or name. @throws {Refused} if there is none. */
export const existing = async ({ links }: Context, dev: number | string, path: string): Promise<KnownLink> =>
  (await links.find(dev)) ?? refuse(path, `there is no link ${dev}`)

/** Refuses a name that matches no pattern. */
export const checkName = (patterns: readonly Pattern[], name: string, path: string, what = 'link name'): void => {
  if (!matchesAny(patterns, name)) refuse(path, `${what} '${name}' does not match ${listed(patterns)}`)
}

/** Checks the link that a request refers to by its index. */
export const checkIndex = async (
  context: Context,
  index: unknown,
  patterns: readonly Pattern[],
  path: string,
): Promise<KnownLink> => {
  if (typeof index !== 'number' || index <= 0) return refuse(path, 'the index of a link is missing')
  const link = await existing(context, index, path)
  checkName(patterns, link.name, path)
  return link
}

const PAST: { readonly [verb: string]: string } = { add: 'added', change: 'changed', delete: 'deleted' }

/** The section of the policy about an object, if it names the verb. @throws {Refused} if not. */
export const sectionFor = <S extends { readonly allow: readonly string[] }>(
  section: S | undefined,
  verb: 'add' | 'change' | 'delete',
  what: string,
): S => {
  if (section === undefined || !section.allow.includes(verb)) return refuse('', `${what} may not be ${PAST[verb]}`)
  return section
}
