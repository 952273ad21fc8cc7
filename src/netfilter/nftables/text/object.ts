/** Objects with a name as text: counters, quotas, limits, helpers of connection tracking, ... */
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

/** NFPROTO_* by their numbers. */
const families = new Map<unknown, string>(
  Object.entries(familyWords).map(([word, said]) => [typeof said === 'object' ? said[0] : said, word]),
)
const layer3 = ({ l3proto }: Data): string[] => {
  const family = families.get(l3proto)
  return family === undefined ? [] : [`l3proto ${family}`]
}

/** What a rule would say of it, without the word for it. */
const statement =
  (expression: string) =>
  (data: Data): string[] | undefined => {
    const said = plainStatement({ name: expression, data: data as never } as Expression)
    return said === undefined ? undefined : [describeStatement(said).replace(`${expression} `, '')]
  }

/** A line for each: newer versions of nft misread them in one. */
const synproxyLines = ({ mss, wscale, flags = [] }: Data): string[] => {
  const has = (flag: string): boolean => (flags as readonly unknown[]).includes(flag)
  const words = ['timestamp', 'sack-perm'].filter(has)
  return [
    ...(has('mss') ? [`mss ${mss}`] : []),
    ...(has('wscale') ? [`wscale ${wscale}`] : []),
    ...(words.length > 0 ? [words.join(' ')] : []),
  ]
}

/** States that nft has words for. */
const STATES = new Set([
  ...['syn_sent', 'syn_recv', 'established', 'fin_wait', 'close_wait', 'last_ack', 'time_wait', 'close', 'retrans'],
  ...['unack', 'replied', 'unreplied'],
])

const policy = (data: unknown): string[] => {
  if (typeof data !== 'object' || data === null || data instanceof Uint8Array) return []
  const states = Object.entries(data).map(([state, seconds]) => [upperSnake(state).toLowerCase(), seconds])
  const told = states.filter(([state]) => STATES.has(state)).map(([state, seconds]) => `${state} : ${seconds}`)
  return told.length === 0 ? [] : [`policy = { ${told.join(', ')} }`]
}

/** By type: what stands between the braces; undefined for what nft can't be told. */
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
    comment: body === undefined || names.unsayable.has(`object ${name}`),
    body: [...commentText(comment), ...(body ?? [])],
  }
}
