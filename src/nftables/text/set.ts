/** Sets and maps as text, with their elements. */
import type { NftSet, SetElement } from '../set.ts'
import type { Scalar } from '../statements/datatypes.ts'
import { describeStatement, describeVerdict, scalar } from '../statements/describe.ts'
import { printable, quote } from '../statements/quote.ts'
import type { Statement, Verdict } from '../statements/types.ts'
import type { Block } from './block.ts'
import { duration } from './duration.ts'
import type { TableNames } from './table-names.ts'
import { referred } from './table-names.ts'

/** Characters of a line that elements may stand in. */
const WIDTH = 80
const FLAGS = new Set(['constant', 'interval', 'timeout', 'dynamic'])
const NAMES = new Set(['ifname', 'string'])
const BITS = new Set(['ct_state', 'ct_status', 'ct_event', 'ct_label', 'tcp_flag'])

const typed = (value: string, type: string): string => {
  if (NAMES.has(type)) return quote(value)
  if (BITS.has(type)) return value.replaceAll(',', ' | ')
  return type === 'time'
    ? value
        .split('-')
        .map((one) => duration(Number(one)))
        .join('-')
    : value
}

/** A value of a set, by what it was declared to be or else by its type. */
const valueText = (value: Scalar, type: string, declared: string | undefined): string => {
  if (value === '*') return value
  if (declared !== undefined) return scalar(value, declared)
  const types = type.replace(/^interval /, '').split(' . ')
  const pieces = types.length === 1 ? [String(value)] : String(value).split(' . ')
  return pieces.map((piece, at) => typed(piece, types[at] as string)).join(' . ')
}

/** What every element of a set gets counts from nothing. */
const template = (statement: Statement): string => ('counter' in statement ? 'counter' : describeStatement(statement))

const leadsTo = ({ data = '', dataTypeof }: NftSet, value: Scalar | Verdict): string => {
  if (typeof value === 'object') return describeVerdict(value)
  return isObjectMap(data) ? quote(String(value)) : valueText(value, data, dataTypeof)
}

/** `10.1.0.0/16 timeout 5m comment "x" : accept`. */
export const elementText = (set: NftSet, element: SetElement): string => {
  const { key, value, timeout, expires, statements = [], comment } = element
  return [
    valueText(key, set.type, set.typeof),
    ...statements.map(describeStatement),
    ...(timeout === undefined ? [] : [`timeout ${duration(timeout)}`]),
    ...(expires === undefined ? [] : [`expires ${duration(expires)}`]),
    ...(comment === undefined ? [] : [`comment ${quote(comment)}`]),
    ...(value === undefined ? [] : [`: ${leadsTo(set, value)}`]),
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
  const leads = data === undefined ? '' : ` : ${declared ? (dataTypeof ?? data) : data}`
  return declared ? `typeof ${said}${leads}` : `type ${type}${leads}`
}

const elementLines = (set: NftSet, names: TableNames): string[] => {
  const { elements = [] } = set
  const sayable = (element: SetElement): boolean =>
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
      ...(gcInterval === undefined ? [] : [`gc-interval ${duration(gcInterval)}`]),
      ...(autoMerge === true ? ['auto-merge'] : []),
      ...statements.map(template),
      ...(comment === undefined ? [] : [`comment ${quote(comment)}`]),
      ...elementLines(set, names),
    ],
  }
}
