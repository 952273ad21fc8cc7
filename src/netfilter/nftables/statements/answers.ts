/** `reject`, which answers a packet, and `reset`, which overwrites a TCP option. */

import { EncodeError } from '../../../netlink/codec/errors.ts'
import { tcpOptionNames } from './headers.ts'
import type { Row } from './row.ts'
import { row } from './row.ts'
import type { RejectStatement, ResetStatement } from './types.ts'

/** NFT_REJECT_ICMPX_MAX: the codes that ICMP and ICMPv6 share. */
const MAX_ICMPX = 3

const reject = row<RejectStatement>({
  key: 'reject',
  expression: 'reject',
  write: ({ reject: { type, code } }, to, path) => {
    if (type === 'icmpx' && code !== undefined && code > MAX_ICMPX)
      throw new EncodeError(`${path}.reject.code`, `an integer from 0 to ${MAX_ICMPX} for icmpx`, code)
    to.add('reject', { type: type === 'icmpv6' ? 'icmp' : type, ...(code === undefined ? {} : { icmpCode: code }) })
  },
  read: ({ type, icmpCode }, from) => {
    const word = type === 'icmp' && from.known.network === 'ip6' ? 'icmpv6' : (type as 'icmp' | 'icmpx' | 'tcp reset')
    return { reject: word === 'tcp reset' ? { type: word } : { type: word, code: Number(icmpCode ?? 0) } }
  },
  describe: ({ reject: { type, code } }) =>
    type === 'tcp reset' ? 'reject with tcp reset' : `reject with ${type} ${code ?? 0}`,
})

const OPTION = /^tcp option (\S+)$/

const optionNumber = (text: string, path: string): number => {
  const name = OPTION.exec(text)?.[1] ?? ''
  const known = [...tcpOptionNames].find(([, one]) => one === name)?.[0]
  if (known !== undefined) return known
  if (!/^\d+$/.test(name) || Number(name) > 255)
    throw new EncodeError(path, 'an option such as tcp option fastopen', text)
  return Number(name)
}

/** The expression identifies the option by its number alone. */
const reset = row<ResetStatement>({
  key: 'reset',
  expression: 'exthdr',
  write: ({ reset: option }, to, path) =>
    to.add('exthdr', { type: optionNumber(option, `${path}.reset`), op: 'tcp option' }),
  read: ({ op, type, sreg, dreg }) => {
    if (op !== 'tcp option' || sreg !== undefined || dreg !== undefined) return undefined
    return { reset: `tcp option ${tcpOptionNames.get(Number(type)) ?? type}` }
  },
  describe: ({ reset: option }) => `reset ${option}`,
})

export const answers: readonly Row[] = [reject, reset]
