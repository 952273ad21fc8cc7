/** Events of a monitor as lines. */
import { formatHex } from '../../netlink/codec/text/format.ts'
import type { OtherEvent, SnapshotEvent } from '../../rtnl/events.ts'
import type { Context } from '../format/words.ts'
import { formatOf } from '../objects.ts'
import { fieldText, labelOf, oneLine } from '../state/text.ts'
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

/** A new or deleted object in full; of a known one what has changed. */
export const changeLine = (change: Change, nsid: number | undefined, context: Context): string => {
  const { object, value, fields, missed } = change
  const head = `${actionWord(change, context)} ${missed === true ? '(missed) ' : ''}`
  if (fields === undefined) return `${head}${object} ${fromNsid(nsid)}${oneLine(formatOf(object)(value, context))}`
  const label = labelOf(object, value, context.names)
  return `${head}${object} ${fromNsid(nsid)}${label}: ${fields.map((one) => fieldText(one, context.colours)).join(', ')}`
}

export const snapshotLines = ({ object, values }: SnapshotEvent, context: Context): string[] => [
  context.colours.bold(`snapshot ${object} (${values.length})`),
  ...(values as object[]).map((value) => `  ${oneLine(formatOf(object)(value, context))}`),
]

export const otherLine = ({ type, bytes, nsid }: OtherEvent): string =>
  `${'other'.padEnd(WIDTH)} type ${type} ${fromNsid(nsid)}${formatHex(bytes)}`
