/** Kinds whose options are all replaced by a change of one: what is left out is told to the kernel again. */
import type { Asker } from './asker.ts'
import type { LinkSettings } from './link-changes.ts'
import { Links } from './links.ts'

/** For the kernel what these requests leave out is 0: a tunnel would lose its ends with its TTL. */
const REPLACED: ReadonlySet<string | undefined> = new Set([
  ...['gre', 'gretap', 'erspan', 'ip6gre', 'ip6gretap', 'ip6erspan'],
  ...['ipip', 'sit', 'ip6tnl', 'vti', 'vti6'],
])

/** The settings, with all options of the link where the kernel would forget those that are not given. */
export const withAllOptions = async (
  asker: Asker,
  dev: string | number,
  settings: LinkSettings,
): Promise<LinkSettings> => {
  if (settings.data === undefined || !REPLACED.has(settings.kind)) return settings
  const { kind, data } = await new Links(asker).get(dev)
  // of another kind: the kernel says so
  return kind === settings.kind ? { ...settings, data: { ...data, ...settings.data } } : settings
}
