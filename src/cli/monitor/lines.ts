/** Events of a monitor as lines. */

import { hostOrder } from '../../netlink/codec/order.ts'
import { formatHex } from '../../netlink/codec/text/format.ts'
import type { OtherEvent, SnapshotEvent } from '../../rtnl/events.ts'
import { route } from '../../rtnl/family.ts'
import type { Context } from '../format/words.ts'
import { flatten } from '../format/words.ts'
import { describeMessage } from '../message.ts'
import { formatOf } from '../objects.ts'
import { fieldText, labelOf, oneLine } from '../state/text.ts'
import { isPlain } from '../state/values.ts'
import type { Change } from './known.ts'

/** Width of the first column: space for every word of RouteVerb. */
const WIDTH = 'prepend'.length

const fromNsid = (nsid: number | undefined): string => (nsid === undefined ? '' : `[nsid ${nsid}] `)

/** The first word of a line. For a new route it is the effect on the other routes, which the kernel reports in flags. */
const actionWord = ({ change, verb }: Change, { colours }: Context): string => {
  if (change === 'delete') return colours.red('delete'.padEnd(WIDTH))
  if (change === 'change') return colours.yellow('change'.padEnd(WIDTH))
  return colours.green((verb ?? 'new').padEnd(WIDTH))
}

const NO_NAMES: Context['names'] = new Map()

/** A new or deleted object in full; of a known one what has changed. */
export const changeLine = (change: Change, nsid: number | undefined, given: Context): string => {
  const { object, value, fields, missed } = change
  // the names that are known are those of the watched namespace
  const context = nsid === undefined ? given : { ...given, names: NO_NAMES }
  const head = `${actionWord(change, context)} ${missed === true ? '(missed) ' : ''}`
  if (fields === undefined) return `${head}${object} ${fromNsid(nsid)}${oneLine(formatOf(object)(value, context))}`
  const label = labelOf(object, value, context.names)
  return `${head}${object} ${fromNsid(nsid)}${label}: ${fields.map((one) => fieldText(one, context)).join(', ')}`
}

export const snapshotLines = ({ object, values }: SnapshotEvent, context: Context): string[] => [
  context.colours.bold(`snapshot ${object} (${values.length})`),
  ...(values as object[]).map((value) => `  ${oneLine(formatOf(object)(value, context))}`),
]

/** What is known of a message that no object has: its name, and its value if it has a table. */
export const knownOf = ({ bytes }: OtherEvent): { readonly name?: string; readonly value?: object } => {
  const { name, value, problems } = describeMessage(bytes, hostOrder, route.protocol, false)
  if (name === undefined) return {}
  return isPlain(value) && problems.length === 0 ? { name, value } : { name }
}

/** A message in full: by field if it has a table, else its bytes. */
export const otherLine = (event: OtherEvent): string => {
  const { type, bytes, nsid } = event
  const { name = `type ${type}`, value } = knownOf(event)
  const text = value === undefined ? formatHex(bytes) : flatten(value).join(' ')
  return `${'other'.padEnd(WIDTH)} ${name} ${fromNsid(nsid)}${text}`
}
