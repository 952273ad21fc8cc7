/** Statements as nft writes them. */
import type { Scalar } from './datatypes.ts'
import { operandsOf } from './operands.ts'
import { quote } from './quote.ts'
import type {
  Assign,
  DynamicStatement,
  Entries,
  LimitStatement,
  LogStatement,
  Match,
  NatStatement,
  Right,
  Source,
  Statement,
  Verdict,
} from './types.ts'

/** Times, which nft wants in seconds unless it is told otherwise. */
const UNITS: { readonly [operand: string]: (text: string) => string } = {
  'ct expiration': (milliseconds) => `${milliseconds}ms`,
  'meta time': (nanoseconds) => String(BigInt(nanoseconds) / 1000000000n),
}

/** Names stand in quotation marks, numbers and words do not. */
const isName = (operand: string): boolean => {
  const [, plain = operand] = /^(.*?) & /.exec(operand) ?? []
  return operandsOf(plain).some(({ type }) => type.format === 'string')
}

/** A value as nft writes it beside this operand; `*` stands for all other keys. */
export const scalar = (value: Scalar, operand: string): string => {
  if (value === '*') return value
  const unit = UNITS[operand]
  if (unit !== undefined) return String(value).split('-').map(unit).join('-')
  if (!isName(operand)) return String(value)
  const strings = operandsOf(operand).map(({ type }) => type.format === 'string')
  const pieces = strings.length === 1 ? [String(value)] : String(value).split(' . ')
  return pieces.map((piece, at) => (strings[at] === true ? quote(piece) : piece)).join(' . ')
}

const right = (value: Right, operand: string): string => {
  if (Array.isArray(value)) return `{ ${value.map((one) => scalar(one as Scalar, operand)).join(', ')} }`
  const text = String(value)
  return text.startsWith('@') ? text : scalar(value as Scalar, operand)
}

export const describeVerdict = ({ verdict: word, chain }: Verdict): string =>
  chain === undefined ? word : `${word} ${chain}`

/** nft 1.0 asks whether there is a route with other words. */
const operand = (text: string): string => text.replace(/^(fib .*) check$/, '$1 oif')

const formatOf = (text: string): string | undefined => operandsOf(/^(.*?) & /.exec(text)?.[1] ?? text)[0]?.type.format

const match = ({ match: text, op, right: value }: Match): string => {
  const flags = formatOf(text) === 'bits' && op !== undefined
  const said = right(value, text)
  if (!flags) return `${operand(text)} ${op === undefined ? '' : `${op} `}${said}`
  // flags with an operator are numbers, of which commas would make a list
  const mask = text.replace(/ & (\S+)/, (_, bits: string) => ` & (${bits.replaceAll(',', ' | ')})`)
  return `${mask} ${op} ${said.startsWith('{') ? said : said.replaceAll(',', ' | ')}`
}

const entries = <V>(to: Entries<V>, key: string, value: (one: V) => string): string =>
  typeof to === 'string' ? to : `{ ${to.map(([one, leads]) => `${scalar(one, key)} : ${value(leads)}`).join(', ')} }`

const source = (to: Source, target: string): string => {
  if (typeof to !== 'object') return scalar(to, target)
  if ('from' in to) return to.from
  return `${operand(to.map)} map ${entries(to.to, to.map, (value) => scalar(value, target))}`
}

const assign = ({ set, to }: Assign): string => `${set} set ${source(to, set)}`

const limit = ({ rate, unit, per, burst, over }: LimitStatement['limit']): string => {
  const [word, more] = unit === 'bytes' ? [' bytes', ' bytes'] : ['', ' packets']
  return `limit rate ${over === true ? 'over ' : ''}${rate}${word}/${per}${burst === undefined ? '' : ` burst ${burst}${more}`}`
}

const LOG_WORDS: { readonly [flag: string]: string } = { nflog: '' }
const ALL_LOG_FLAGS = 5

const log = ({ prefix, level, flags = [], group, snaplen, threshold }: LogStatement['log']): string => {
  const said = flags.filter((flag) => LOG_WORDS[flag] === undefined)
  const tcp = said.filter((flag) => flag.startsWith('tcp ')).map((flag) => flag.slice(4))
  const others = said.filter((flag) => !flag.startsWith('tcp '))
  const words =
    said.length === ALL_LOG_FLAGS
      ? ['flags all']
      : [...(tcp.length > 0 ? [`flags tcp ${tcp.join(',')}`] : []), ...others.map((flag) => `flags ${flag}`)]
  return [
    'log',
    ...(prefix === undefined ? [] : [`prefix ${quote(prefix)}`]),
    ...(level === undefined ? [] : [`level ${level}`]),
    ...(group === undefined ? [] : [`group ${group}`]),
    ...(snaplen === undefined ? [] : [`snaplen ${snaplen}`]),
    ...(threshold === undefined ? [] : [`queue-threshold ${threshold}`]),
    ...words,
  ].join(' ')
}

const flagList = (flags: readonly string[] | undefined): string => (flags === undefined ? '' : ` ${flags.join(',')}`)
const portText = (port: Scalar | undefined): string => (port === undefined ? '' : ` to :${port}`)

const nat = ({ type, family, address, port, flags }: NatStatement['nat']): string => {
  const ports = port === undefined ? '' : `:${port}`
  if (typeof address === 'object') return `${type} ${family} to ${source(address, `${family} daddr`)}${flagList(flags)}`
  const text = String(address ?? '')
  const ends = text.split('-')
  const bracketed = family === 'ip6' && ports !== '' ? ends.map((end) => `[${end}]`).join('-') : text
  return `${type} ${family} to ${bracketed}${ports}${flagList(flags)}`
}

const dynamic = ({ dynamic: op, set, key, timeout, statements = [] }: DynamicStatement): string => {
  const more = [...(timeout === undefined ? [] : [`timeout ${timeout}ms`]), ...statements.map(describeStatement)]
  return `${op} ${set} { ${[operand(key), ...more].join(' ')} }`
}

const address = (family: string | undefined, text: string | undefined, port: number | undefined): string => {
  const said = text === undefined ? '' : text.includes(':') ? `[${text}]` : text
  return `${family === undefined ? '' : ` ${family}`} to ${said}${port === undefined ? '' : `:${port}`}`
}

/** Throws TypeError for an extension of iptables, or an expression that has no words: nft has none either. */
export const describeStatement = (statement: Statement): string => {
  if ('match' in statement) return match(statement)
  if ('vmap' in statement)
    return `${operand(statement.vmap)} vmap ${entries(statement.to, statement.vmap, describeVerdict)}`
  if ('verdict' in statement) return describeVerdict(statement)
  if ('dynamic' in statement) return dynamic(statement)
  if ('set' in statement) return assign(statement)
  if ('counter' in statement) return `counter packets ${statement.counter.packets} bytes ${statement.counter.bytes}`
  if ('limit' in statement) return limit(statement.limit)
  if ('quota' in statement) {
    const { bytes, used, over } = statement.quota
    return `quota ${over === true ? 'over ' : ''}${bytes} bytes${used === undefined ? '' : ` used ${used} bytes`}`
  }
  if ('connections' in statement)
    return `ct count ${statement.connections.over === true ? 'over ' : ''}${statement.connections.count}`
  if ('last' in statement) return 'last'
  if ('log' in statement) return log(statement.log)
  if ('reject' in statement) {
    const { type, code } = statement.reject
    return type === 'tcp reset' ? 'reject with tcp reset' : `reject with ${type} ${code ?? 0}`
  }
  if ('nat' in statement) return nat(statement.nat)
  if ('masquerade' in statement)
    return `masquerade${portText(statement.masquerade.port)}${flagList(statement.masquerade.flags)}`
  if ('redirect' in statement)
    return `redirect${portText(statement.redirect.port)}${flagList(statement.redirect.flags)}`
  if ('tproxy' in statement) {
    const { family, address: to, port } = statement.tproxy
    return `tproxy${address(family, to, port)}`
  }
  if ('dup' in statement) {
    const { address: to, device } = statement.dup
    return `dup to ${[...(to === undefined ? [] : [to]), ...(device === undefined ? [] : [to === undefined ? device : `device ${device}`])].join(' ')}`
  }
  if ('fwd' in statement) return `fwd to ${statement.fwd.device}`
  if ('object' in statement) return object(statement)
  if ('synproxy' in statement) {
    const { mss, wscale, timestamp, sackPerm } = statement.synproxy
    const words = [
      ...(mss === undefined ? [] : [`mss ${mss}`]),
      ...(wscale === undefined ? [] : [`wscale ${wscale}`]),
      ...(timestamp === true ? ['timestamp'] : []),
      ...(sackPerm === true ? ['sack-perm'] : []),
    ]
    return ['synproxy', ...words].join(' ')
  }
  if ('notrack' in statement) return 'notrack'
  if ('flow' in statement) return `flow add ${statement.flow}`
  if ('queue' in statement)
    return `queue${statement.queue.flags === undefined ? '' : ' flags'}${flagList(statement.queue.flags)} to ${statement.queue.num}`
  if ('extension' in statement)
    throw new TypeError(`nft has no words for iptables' ${statement.extension} ${statement.name}`)
  throw new TypeError(`no words for ${statement.expression}`)
}

/** `ct helper set "ftp"`, `counter name "c1"`. */
const object = ({ object: kind, name }: Extract<Statement, { object: unknown }>): string => {
  const said = typeof name === 'string' ? quote(name) : `${name.map} map ${name.to}`
  return kind.startsWith('ct ') ? `${kind} set ${said}` : `${kind} name ${said}`
}

/** A rule's statements in one line. */
export const describeStatements = (statements: readonly Statement[]): string =>
  statements.map(describeStatement).join(' ')
