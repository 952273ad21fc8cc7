/** Formats rules like `ip rule`. */
import type { Rule } from '../../rtnl/shapes.ts'
import type { Format } from './words.ts'
import { detailLines, realms, say, words } from './words.ts'

const UNSET = 0xffffffff

const hexadecimal = (value: number): string => `0x${value.toString(16)}`

const masked = (word: string, value: number | undefined, mask: number | undefined): string => {
  if (value === undefined) return ''
  return `${word} ${hexadecimal(value)}${mask === undefined || mask === UNSET ? '' : `/${hexadecimal(mask)}`}`
}

const range = (word: string, ends: { readonly start: number; readonly end: number } | undefined): string => {
  if (ends === undefined) return ''
  return `${word} ${ends.start === ends.end ? ends.start : `${ends.start}-${ends.end}`}`
}

const action = ({ action, table, goto, l3mdev }: Rule): string => {
  if (l3mdev === true) return 'lookup [l3mdev-table]'
  if (action === 'lookup') return `lookup ${table}`
  return action === 'goto' ? say('goto', goto) : String(action)
}

const iifname = ({ iifname, flags }: Rule): string =>
  words(say('iif', iifname), flags.includes('iif_detached') ? '[detached]' : '')

const oifname = ({ oifname, flags }: Rule): string =>
  words(say('oif', oifname), flags.includes('oif_detached') ? '[detached]' : '')

const SHOWN = new Set(
  `family priority flags src dst tos dscp fwmark fwmask iifname oifname uidRange ipProto sportRange dportRange tunId
  action table goto l3mdev suppressPrefixlen suppressIfgroup protocol flow`.split(/\s+/),
)

/** One line: `32766: from all lookup main`. Families other than IPv4 are shown, since all are listed together. */
export const formatRule: Format<Rule> = (rule, context) => {
  const { priority, family, src, dst, tos, suppressPrefixlen, suppressIfgroup, protocol } = rule
  const line = words(
    `${priority ?? 0}:`,
    family === 'inet' ? '' : String(family),
    rule.flags.includes('invert') ? 'not' : '',
    `from ${src ?? 'all'}`,
    say('to', dst),
    tos === 0 ? '' : `tos ${hexadecimal(tos)}`,
    say('dscp', rule.dscp),
    masked('fwmark', rule.fwmark, rule.fwmask),
    iifname(rule),
    oifname(rule),
    range('uidrange', rule.uidRange),
    say('ipproto', rule.ipProto),
    range('sport', rule.sportRange),
    range('dport', rule.dportRange),
    say('tun_id', rule.tunId),
    context.colours.cyan(action(rule)),
    rule.flags.includes('unresolved') ? '[unresolved]' : '',
    suppressPrefixlen === undefined || suppressPrefixlen === UNSET ? '' : `suppress_prefixlength ${suppressPrefixlen}`,
    suppressIfgroup === undefined || suppressIfgroup === UNSET ? '' : `suppress_ifgroup ${suppressIfgroup}`,
    realms(rule.flow),
    protocol === undefined || protocol === 'kernel' || protocol === 'unspec' ? '' : `proto ${protocol}`,
  )
  return [line, ...detailLines(rule, SHOWN, context)]
}
