/** The steps of a trace, as `nft monitor trace` prints them. */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import { describeVerdict } from '../statements/describe.ts'
import { printable, quote } from '../statements/quote.ts'
import type { TraceStep } from '../trace.ts'
import { ruleText } from './rule.ts'

const NAMES = { bound: new Map(), unreadable: new Set<string>() }

const packetText = ({ packet = {}, iif, oif, mark }: TraceStep, link: (index: number) => string): string =>
  [
    ...(iif === undefined ? [] : [`iif ${quote(link(iif))}`]),
    ...(oif === undefined ? [] : [`oif ${quote(link(oif))}`]),
    ...Object.entries(packet).map(([field, value]) => `${field} ${value}`),
    ...(mark === undefined ? [] : [`meta mark 0x${mark.toString(16).padStart(8, '0')}`]),
  ].join(' ')

const stepText = ({ action, verdict, rule, handle }: TraceStep, order: ByteOrder | undefined): string => {
  const decided = verdict === undefined ? '' : describeVerdict(verdict)
  if (action === 'policy') return `policy ${decided}`
  if (action === 'return') return `verdict ${decided}`
  const text = rule === undefined ? `handle ${handle}` : ruleText(rule, NAMES, order).replace(/^# /, '')
  return `rule ${text} (verdict ${decided})`
}

/** A line for the packet, if the step contains it, and a line for the step. `link`: the name of a link by its index. */
export const traceLines = (step: TraceStep, link: (index: number) => string, order?: ByteOrder): string[] => {
  const { id, family, table, chain, packet } = step
  const head = `trace id ${id.toString(16).padStart(8, '0')} ${family} ${table} ${chain}`
  const lines = [
    ...(packet === undefined ? [] : [`${head} packet: ${packetText(step, link)}`]),
    `${head} ${stepText(step, order)}`,
  ]
  return lines.map(printable)
}
