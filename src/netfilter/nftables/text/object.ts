/** Stateful objects as text: named counters, quotas, limits, helpers of connection tracking, ... */
import { upperSnake } from '../../../netlink/codec/constants.ts'
import { familyWords } from '../../tables/nfgenmsg.ts'
import type { NftObject } from '../objects.ts'
import { describeStatement } from '../statements/describe.ts'
import { plainStatement } from '../statements/plain.ts'
import { quote } from '../statements/quote.ts'
import type { Expression } from '../tables/expressions/index.ts'
import type { Block } from './block.ts'
import { commentText } from './comment.ts'
import { duration } from './duration.ts'
import type { TableNames } from './table-names.ts'

type Data = NftObject['data']

/** nft's words for families, by NFPROTO_*. */
const families = new Map<unknown, string>(
  Object.entries(familyWords).map(([word, number]) => [typeof number === 'object' ? number[0] : number, word]),
)
const layer3 = ({ l3proto }: Data): string[] => {
  const family = families.get(l3proto)
  return family === undefined ? [] : [`l3proto ${family}`]
}

/** The line of an object that is described by a statement, without its keyword. */
const statement =
  (expression: string) =>
  (data: Data): string[] | undefined => {
    const known = plainStatement({ name: expression, data: data as never } as Expression)
    return known === undefined ? undefined : [describeStatement(known).replace(`${expression} `, '')]
  }

/** `mss`, `wscale` and the flags, on a line each: newer versions of nft misread them on one line. */
const synproxyLines = ({ mss, wscale, flags = [] }: Data): string[] => {
  const has = (flag: string): boolean => (flags as readonly unknown[]).includes(flag)
  const words = ['timestamp', 'sack-perm'].filter(has)
  return [
    ...(has('mss') ? [`mss ${mss}`] : []),
    ...(has('wscale') ? [`wscale ${wscale}`] : []),
    ...(words.length > 0 ? [words.join(' ')] : []),
  ]
}

/** States that nft has keywords for. */
const STATES = new Set([
  ...['syn_sent', 'syn_recv', 'established', 'fin_wait', 'close_wait', 'last_ack', 'time_wait', 'close', 'retrans'],
  ...['unack', 'replied', 'unreplied'],
])

const policy = (data: unknown): string[] => {
  if (typeof data !== 'object' || data === null || data instanceof Uint8Array) return []
  const states = Object.entries(data).map(([state, seconds]) => [upperSnake(state).toLowerCase(), seconds])
  const printed = states.filter(([state]) => STATES.has(state)).map(([state, seconds]) => `${state} : ${seconds}`)
  return printed.length === 0 ? [] : [`policy = { ${printed.join(', ')} }`]
}

/** The lines between the braces, by type of object. Undefined if nft cannot read the object. */
const TYPES: { readonly [type: string]: (data: Data) => string[] | undefined } = {
  counter: statement('counter'),
  quota: statement('quota'),
  limit: statement('limit'),
  synproxy: (data) => synproxyLines(data),
  'ct helper': (data) => [`type ${quote(String(data['name']))} protocol ${data['l4proto']}`, ...layer3(data)],
  'ct timeout': (data) => [`protocol ${data['l4proto']}`, ...layer3(data), ...policy(data['data'])],
  'ct expectation': (data) => [
    `protocol ${data['l4proto']}`,
    `dport ${data['dport']}`,
    `timeout ${duration(Number(data['timeout']))}`,
    `size ${data['size']}`,
    ...layer3(data),
  ],
  secmark: ({ ctx }) => [quote(String(ctx))],
}

export const objectBlock = ({ name, handle, type, data, comment }: NftObject, names: TableNames): Block => {
  const body = TYPES[type]?.(data)
  return {
    head: `${type} ${name}`,
    handle,
    comment: body === undefined || names.unreadable.has(`object ${name}`),
    body: [...commentText(comment), ...(body ?? [])],
  }
}
