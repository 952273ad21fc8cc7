/** Differences as lines: `+` for added, `-` for removed, `~` for changed objects, with the fields that changed. */
import type { Colours } from '../colours.ts'
import type { Context } from '../format/words.ts'
import { brief, flatten, linkName, snakeCase, words } from '../format/words.ts'
import { formatOf } from '../objects.ts'
import { visible } from '../terminal.ts'
import type { Difference } from './differences.ts'
import type { NftSection } from './nft-sections.ts'
import { nftLine } from './nft-sections.ts'
import type { FieldChange, Plain } from './values.ts'

/** Several lines of an object as one. */
export const oneLine = (lines: readonly string[]): string => lines.map((line) => line.trim()).join(' ')

const text = (value: unknown): string => visible(String(value))

const deviceOf = ({ dev, index, oif }: Plain, names: Context['names']): string => {
  const number = index ?? oif
  if (dev !== undefined) return text(dev)
  return typeof number === 'number' && number > 0 ? linkName(names, number) : ''
}

const onDevice = (value: Plain, names: Context['names']): string => {
  const device = deviceOf(value, names)
  return device === '' ? '' : `dev ${device}`
}

type Label = (value: Plain, names: Context['names']) => string

/** What identifies an object, in a few words. */
const LABELS: { readonly [object: string]: Label } = {
  link: ({ index, name }) => `${index}: ${text(name)}`,
  protinfo: ({ index, name, family }) => `${index}: ${text(name)} ${family}`,
  address: (value, names) => words(deviceOf(value, names), text(value['address'])),
  route: (value, names) =>
    words(
      text(value['dst']),
      value['table'] === 'main' ? '' : `table ${value['table']}`,
      onDevice(value, names),
      value['metric'] === undefined || value['metric'] === 0 ? '' : `metric ${value['metric']}`,
    ),
  rule: ({ priority, family }) => words(`${priority ?? 0}:`, family === 'inet' ? '' : text(family)),
  neighbour: (value, names) => words(text(value['dst'] ?? value['lladdr']), onDevice(value, names)),
  netconf: (value, names) => words(text(value['family']), text(value['dev'] ?? deviceOf(value, names))),
  nsid: ({ nsid }) => String(nsid),
}

/** What identifies an object of NETLINK_ROUTE, in a few words: `3: veth1`. */
export const labelOf = (object: string, value: Plain, names: Context['names']): string =>
  LABELS[object]?.(value, names) ?? brief(value)

/** The same for an object of nf_tables: `ip nat POSTROUTING handle 7`. */
const nftLabelOf = ({ family, table, chain, name, handle }: Plain): string => {
  const parts = [family, table, chain, name].filter((part) => part !== undefined).map(text)
  return words(...parts, name === undefined ? `handle ${handle}` : '')
}

const itemsOf = (value: unknown): readonly string[] | undefined => (Array.isArray(value) ? value.map(brief) : undefined)

/** The items of a list that are not in another one. */
const without = (list: readonly string[] = [], others: readonly string[] = []): readonly string[] => {
  const known = new Set(others)
  return list.filter((one) => !known.has(one))
}

/** `+up -running` for lists, `1500 -> 1400` for all other values. */
const changeText = ({ from, to }: FieldChange, colours: Colours): string => {
  const [earlier, later] = [itemsOf(from ?? []), itemsOf(to ?? [])]
  const [added, removed] = [without(later, earlier), without(earlier, later)]
  if (earlier !== undefined && later !== undefined && added.length + removed.length > 0)
    return [...added.map((one) => colours.green(`+${one}`)), ...removed.map((one) => colours.red(`-${one}`))].join(' ')
  if (from === undefined) return colours.green(`+${brief(to)}`)
  if (to === undefined) return colours.red(`-${brief(from)}`)
  return `${colours.red(brief(from))} -> ${colours.green(brief(to))}`
}

/** Fields that contain the index of a link of the namespace. */
const LINKS = new Set(['master', 'oif', 'iif'])

const namedLink = (value: unknown, names: Context['names']): unknown =>
  typeof value === 'number' ? (names.get(value) ?? `if${value}`) : value

/** `mtu 1500 -> 1400`; `master +br0`. */
export const fieldText = ({ field, from, to }: FieldChange, { colours, names }: Context): string => {
  const change = LINKS.has(field)
    ? { field, from: namedLink(from, names), to: namedLink(to, names) }
    : { field, from, to }
  return `${field.split('.').map(snakeCase).join('.')} ${changeText(change, colours)}`
}

const isOfNft = ({ list }: Difference): boolean => list.startsWith('nft.')

const known = (difference: Difference, context: Context): string => {
  const { object, value } = difference
  if (isOfNft(difference)) return nftLine(object as NftSection['object'], value)
  return `${wordOf(difference)} ${oneLine(formatOf(object)(value, context))}`
}

/** The line of an object of a file, which may lack fields that every object of the kernel has: then all that it has. */
const objectLine = (difference: Difference, context: Context): string => {
  try {
    return known(difference, context)
  } catch {
    return `${wordOf(difference)} ${flatten(difference.value).join(' ')}`
  }
}

const wholeLine = (difference: Difference, context: Context): string => {
  const { object, value } = difference
  if (object !== 'namespace') return objectLine(difference, context)
  return value['netns'] === null
    ? `namespace of process ${value['pid']} (${text(value['command'])})`
    : `namespace ${text(value['netns'])}`
}

/** Forwarding entries are neighbours to the kernel. */
const wordOf = ({ list, object }: Difference): string => (list === 'forwarding' ? 'fdb' : object)

/** One line; of a changed object one more for each field. */
export const differenceLines = (difference: Difference, context: Context): string[] => {
  const { change, object, value, fields = [] } = difference
  const { colours, names } = context
  if (change === 'added') return [`${colours.green('+')} ${wholeLine(difference, context)}`]
  if (change === 'removed') return [`${colours.red('-')} ${wholeLine(difference, context)}`]
  const label = isOfNft(difference) ? nftLabelOf(value) : labelOf(object, value, names)
  return [
    `${colours.yellow('~')} ${wordOf(difference)} ${label}`,
    ...fields.map((field) => `    ${fieldText(field, context)}`),
  ]
}
