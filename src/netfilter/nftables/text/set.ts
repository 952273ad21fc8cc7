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
import type { TableNames } from './table-names.ts'
import { referred } from './table-names.ts'
import { isWordless, wordsFor } from './wordless.ts'

/** Characters of a line that elements may stand in. */
const WIDTH = 80
const FLAGS = new Set(['constant', 'interval', 'timeout', 'dynamic'])

const types: ReadonlyMap<string, Datatype> = new Map<string, Datatype>(Object.entries(datatypes))

const times = (value: string): string =>
  value
    .split('-')
    .map((one) => duration(Number(one)))
    .join('-')

/** nft wants seconds, and the kernel has nanoseconds. */
const NANOSECONDS = 1000000000n
const seconds = (value: string): string =>
  value
    .split('-')
    .map((one) => BigInt(one) / NANOSECONDS)
    .join('-')

/** Undefined for a name that can't stand between quotation marks. */
const typed = (value: string, type: string, declared: string | undefined): string | undefined => {
  const format = types.get(type)?.format
  if (format === 'string') return isQuotable(value) ? quote(value) : undefined
  if (format === 'bits') return value.replaceAll(',', ' | ')
  if (type !== 'time') return value
  return declared === 'meta time' ? seconds(value) : times(value)
}

/** A value of a set, by its type; undefined for one that nft can't be told. */
const valueText = (value: Scalar, type: string, declared: string | undefined): string | undefined => {
  if (value === '*') return value
  const names = type.replace(/^interval /, '').split(' . ')
  const said = declared === undefined ? [] : partTexts(declared)
  const pieces = names.length === 1 ? [String(value)] : String(value).split(' . ')
  const texts = pieces.map((piece, at) => typed(piece, names[at] ?? '', said[at]))
  // a name may hold what stands between the parts
  return pieces.length !== names.length || texts.includes(undefined) ? undefined : texts.join(' . ')
}

/** What every element of a set gets counts from nothing. */
const template = (statement: Statement, { family }: NftSet): string =>
  'counter' in statement ? 'counter' : wordsFor(statement, family, hostOrder)

/** Where a map leads to ranges, nft wants a single value to be written as one. */
const asRange = (text: string): string => {
  const [first = '', ...more] = text.split(' . ')
  return /[-/]/.test(text) ? text : [`${first}-${first}`, ...more].join(' . ')
}

const leadsTo = ({ data = '', dataTypeof }: NftSet, value: Scalar | Verdict): string | undefined => {
  if (typeof value === 'object') return describeVerdict(value)
  if (isObjectMap(data)) return quote(String(value))
  const text = valueText(value, data, dataTypeof)
  return text !== undefined && data.startsWith('interval ') ? asRange(text) : text
}

/** Whether nft can be told both the key and what it leads to. */
const isPlain = (set: NftSet, { key, value }: SetElement): boolean =>
  valueText(key, set.type, set.typeof) !== undefined && (value === undefined || leadsTo(set, value) !== undefined)

/** What an element counts or limits. Quotas nft 1.0 does not read there: they begin anew, as its set says. */
const besideText = ({ family, statements: all = [] }: NftSet, statements: readonly Statement[]): string[] =>
  all.length > 0 && statements.some((one) => 'quota' in one)
    ? []
    : statements.map((statement) => wordsFor(statement, family, hostOrder))

/** `10.1.0.0/16 timeout 5m comment "x" : accept`. */
export const elementText = (set: NftSet, element: SetElement): string => {
  const { key, value, timeout, expires, statements = [], comment } = element
  return [
    valueText(key, set.type, set.typeof) ?? printable(String(key)),
    ...besideText(set, statements),
    ...(timeout === undefined ? [] : [`timeout ${duration(timeout)}`]),
    ...(expires === undefined ? [] : [`expires ${duration(expires)}`]),
    ...commentText(comment),
    ...(value === undefined ? [] : [`: ${leadsTo(set, value) ?? printable(String(value))}`]),
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

const typeText = ({ type, typeof: said, data, dataTypeof }: NftSet): string => {
  const whole = data === undefined || data === 'verdict' || dataTypeof !== undefined || isObjectMap(data)
  const declared = said !== undefined && whole
  const ranges = data?.startsWith('interval ') === true ? 'interval ' : ''
  const leads = data === undefined ? '' : ` : ${declared && dataTypeof !== undefined ? ranges + dataTypeof : data}`
  return declared ? `typeof ${said}${leads}` : `type ${type}${leads}`
}

const elementLines = (set: NftSet, names: TableNames): string[] => {
  const { elements = [] } = set
  const sayable = (element: SetElement): boolean =>
    isPlain(set, element) &&
    element.statements?.some(isWordless) !== true &&
    ![...referred(element), ...(isObjectMap(set.data ?? '') ? [`object ${element.value}`] : [])].some((name) =>
      names.unsayable.has(name),
    )
  const [told, others] = [elements.filter(sayable), elements.filter((one) => !sayable(one))]
  const texts = told.map((element) => elementText(set, element))
  const together = `elements = { ${texts.join(', ')} }`
  const lines =
    texts.length === 0 ? [] : [together.length <= WIDTH ? together : `elements = {\n\t${texts.join(',\n\t')}\n}`]
  return [...lines, ...others.map((element) => `# element ${printable(elementText(set, element))}`)]
}

export const setBlock = (set: NftSet, names: TableNames): Block => {
  const { name, handle, data, flags = [], size, timeout, gcInterval, policy, autoMerge, statements = [], comment } = set
  const known = flags.filter((flag) => FLAGS.has(flag))
  // nft 1.0 prints these of maps as well, and does not read them there
  const ofSets = data === undefined ? '' : '# '
  return {
    head: `${data === undefined ? 'set' : 'map'} ${name}`,
    handle,
    comment: names.unsayable.has(`@${name}`),
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
