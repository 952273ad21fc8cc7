/** Sets and maps as text, with their elements. */
import { hostOrder } from '../../../netlink/codec/order.ts'
import type { NftSet } from '../set.ts'
import type { SetElement } from '../set-elements.ts'
import type { Datatype, Scalar } from '../statements/datatypes.ts'
import { datatypes } from '../statements/datatypes.ts'
import { describeVerdict } from '../statements/describe.ts'
import { partTexts } from '../statements/keys.ts'
import { isQuotable, printable, quote } from '../statements/quote.ts'
import type { Statement, Verdict } from '../statements/types.ts'
import type { Block } from './block.ts'
import { commentText } from './comment.ts'
import { duration } from './duration.ts'
import { lacksSyntax, statementText } from './statement.ts'
import type { TableNames } from './table-names.ts'
import { referred } from './table-names.ts'

/** Longest line of several elements, in characters. */
const WIDTH = 80
const FLAGS = new Set(['constant', 'interval', 'timeout', 'dynamic'])

const types: ReadonlyMap<string, Datatype> = new Map<string, Datatype>(Object.entries(datatypes))

const times = (value: string): string =>
  value
    .split('-')
    .map((one) => duration(Number(one)))
    .join('-')

/** `meta time`: nft reads seconds; the kernel stores nanoseconds. */
const NANOSECONDS = 1000000000n
const seconds = (value: string): string =>
  value
    .split('-')
    .map((one) => BigInt(one) / NANOSECONDS)
    .join('-')

/** A value of one type in nft's syntax; undefined for a name that nft cannot quote. */
const typed = (value: string, type: string, declared: string | undefined): string | undefined => {
  const format = types.get(type)?.format
  if (format === 'string') return isQuotable(value) ? quote(value) : undefined
  if (format === 'bits') return value.replaceAll(',', ' | ')
  if (type !== 'time') return value
  return declared === 'meta time' ? seconds(value) : times(value)
}

/** A key or a value in nft's syntax, by its types; undefined if nft cannot read it. */
const valueText = (value: Scalar, type: string, declared: string | undefined): string | undefined => {
  if (value === '*') return value
  const names = type.replace(/^interval /, '').split(' . ')
  const fields = declared === undefined ? [] : partTexts(declared)
  const pieces = names.length === 1 ? [String(value)] : String(value).split(' . ')
  const texts = pieces.map((piece, at) => typed(piece, names[at] ?? '', fields[at]))
  // a name may contain the separator of the parts
  return pieces.length !== names.length || texts.includes(undefined) ? undefined : texts.join(' . ')
}

/** A statement of every new element, without counts: a counter starts at zero. */
const template = (statement: Statement, { family }: NftSet): string =>
  'counter' in statement ? 'counter' : statementText(statement, family, hostOrder)

/** A value of a map to ranges. nft requires a single value to be written as a range. */
const asRange = (text: string): string => {
  const [first = '', ...more] = text.split(' . ')
  return /[-/]/.test(text) ? text : [`${first}-${first}`, ...more].join(' . ')
}

const mapValueText = ({ data = '', dataTypeof }: NftSet, value: Scalar | Verdict): string | undefined => {
  if (typeof value === 'object') return describeVerdict(value)
  if (isObjectMap(data)) return quote(String(value))
  const text = valueText(value, data, dataTypeof)
  return text !== undefined && data.startsWith('interval ') ? asRange(text) : text
}

/** Whether nft can read the key and the value of an element. */
const isPlain = (set: NftSet, { key, value }: SetElement): boolean =>
  valueText(key, set.type, set.typeof) !== undefined && (value === undefined || mapValueText(set, value) !== undefined)

/**
 * The statements of an element. nft 1.0 does not read a quota there. If the set has statements for new elements, those of
 * an element with a quota are omitted, so the element starts with those of its set.
 */
const besideText = ({ family, statements: all = [] }: NftSet, statements: readonly Statement[]): string[] =>
  all.length > 0 && statements.some((one) => 'quota' in one)
    ? []
    : statements.map((statement) => statementText(statement, family, hostOrder))

/** `10.1.0.0/16 timeout 5m comment "x" : accept`. */
export const elementText = (set: NftSet, element: SetElement): string => {
  const { key, value, timeout, expires, statements = [], comment } = element
  return [
    valueText(key, set.type, set.typeof) ?? printable(String(key)),
    ...besideText(set, statements),
    ...(timeout === undefined ? [] : [`timeout ${duration(timeout)}`]),
    ...(expires === undefined ? [] : [`expires ${duration(expires)}`]),
    ...commentText(comment),
    ...(value === undefined ? [] : [`: ${mapValueText(set, value) ?? printable(String(value))}`]),
  ].join(' ')
}

const OBJECTS = new Set([
  'counter',
  'quota',
  'limit',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'synproxy',
  'secmark',
])
const isObjectMap = (data: string): boolean => OBJECTS.has(data)

const typeText = ({ type, typeof: typeofText, data, dataTypeof }: NftSet): string => {
  const whole = data === undefined || data === 'verdict' || dataTypeof !== undefined || isObjectMap(data)
  const declared = typeofText !== undefined && whole
  const ranges = data?.startsWith('interval ') === true ? 'interval ' : ''
  const dataText = data === undefined ? '' : ` : ${declared && dataTypeof !== undefined ? ranges + dataTypeof : data}`
  return declared ? `typeof ${typeofText}${dataText}` : `type ${type}${dataText}`
}

const elementLines = (set: NftSet, names: TableNames): string[] => {
  const { elements = [] } = set
  const readable = (element: SetElement): boolean =>
    isPlain(set, element) &&
    element.statements?.some(lacksSyntax) !== true &&
    ![...referred(element), ...(isObjectMap(set.data ?? '') ? [`object ${element.value}`] : [])].some((name) =>
      names.unreadable.has(name),
    )
  const [written, others] = [elements.filter(readable), elements.filter((one) => !readable(one))]
  const texts = written.map((element) => elementText(set, element))
  const together = `elements = { ${texts.join(', ')} }`
  const lines =
    texts.length === 0 ? [] : [together.length <= WIDTH ? together : `elements = {\n\t${texts.join(',\n\t')}\n}`]
  return [...lines, ...others.map((element) => `# element ${printable(elementText(set, element))}`)]
}

export const setBlock = (set: NftSet, names: TableNames): Block => {
  const { name, handle, data, flags = [], size, timeout, gcInterval, policy, autoMerge, statements = [], comment } = set
  const known = flags.filter((flag) => FLAGS.has(flag))
  // nft 1.0 prints these for maps as well, but does not read them
  const ofSets = data === undefined ? '' : '# '
  return {
    head: `${data === undefined ? 'set' : 'map'} ${name}`,
    handle,
    comment: names.unreadable.has(`@${name}`),
    body: [
      typeText(set),
      ...(policy === undefined ? [] : [`policy ${policy}`]),
      ...(size === undefined ? [] : [`size ${size}`]),
      ...(known.length === 0 ? [] : [`flags ${known.join(',')}`]),
      ...(timeout === undefined ? [] : [`timeout ${duration(timeout)}`]),
      ...(gcInterval === undefined ? [] : [`${ofSets}gc-interval ${duration(gcInterval)}`]),
      ...(autoMerge === true ? [`${ofSets}auto-merge`] : []),
      ...statements.map((statement) => template(statement, set)),
      ...commentText(comment),
      ...elementLines(set, names),
    ],
  }
}
