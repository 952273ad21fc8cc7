/** Builds lines from words and values. */
import { upperSnake } from '../../netlink/codec/constants.ts'
import { formatHex } from '../../netlink/codec/text/format.ts'
import type { Colours } from '../colours.ts'
import { visible, widthOf } from '../terminal.ts'

export interface Context {
  /** Names of links by index. */
  readonly names: ReadonlyMap<number, string>
  readonly colours: Colours
  /** Whether to add lines with all other fields. */
  readonly details: boolean
  /** Whether links have lines with all counters. */
  readonly stats?: boolean
}

/** The lines of one object, without line ends. */
export type Format<T> = (value: T, context: Context) => string[]

/** `say('via', '192.0.2.1')`: the word and its value; empty if the value is undefined. */
export const say = (word: string, value: string | number | bigint | undefined): string =>
  value === undefined ? '' : `${word} ${visible(String(value))}`

/** `words('default', say('via', gateway))`: joins the parts that are not empty with spaces. */
export const words = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' ')

/** The name of a link, or `if7` if it is not known. */
export const linkName = (names: Context['names'], index: number): string => {
  const name = names.get(index)
  return name === undefined ? `if${index}` : visible(name)
}

/** `forever`, `3600sec`. */
export const lifetime = (time: number | 'forever' | undefined): string | undefined =>
  typeof time === 'number' ? `${time}sec` : time

export const onOff = (value: number): string => (value === 0 ? 'off' : 'on')

/** `17/5`: the source and destination realms in the halves of a flow. A source realm of 0 is omitted. */
export const realms = (flow: number | undefined): string =>
  flow === undefined ? '' : `realms ${flow >>> 16 === 0 ? '' : `${flow >>> 16}/`}${flow & 0xffff}`

export const snakeCase = (key: string): string => upperSnake(key).toLowerCase()

const isPlain = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)

/** A value as one word. */
export const brief = (value: unknown): string => {
  if (value instanceof Uint8Array) return formatHex(value)
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(brief).join(',')
  if (isPlain(value)) return `{ ${flatten(value).join(' ')} }`
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return visible(String(value))
}

/** `key value` of every field of an object. Fields of nests are prefixed: `bridge_id.prio 32768`. */
export const flatten = (value: object, prefix = ''): string[] =>
  Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .flatMap(([key, inner]) => {
      const name = prefix + snakeCase(key)
      return isPlain(inner) ? flatten(inner, `${name}.`) : [`${name} ${brief(inner)}`]
    })

/** An object without the fields that were shown. */
export const without = (value: object, shown: ReadonlySet<string>): object =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !shown.has(key)))

const WIDTH = 100

/** Wraps words into lines of at most 100 columns with the same indentation. */
export const wrap = (parts: readonly string[], indent: string): string[] => {
  const lines: string[] = []
  let line = ''
  let width = 0
  for (const part of parts) {
    const taken = widthOf(part)
    if (line !== '' && indent.length + width + taken >= WIDTH) {
      lines.push(indent + line)
      line = ''
    }
    width = line === '' ? taken : width + 1 + taken
    line = line === '' ? part : `${line} ${part}`
  }
  return line === '' ? lines : [...lines, indent + line]
}

/** The details of an object: the fields that its lines did not show. */
export const detailLines = (value: object, shown: ReadonlySet<string>, { details }: Context): string[] =>
  details ? wrap(flatten(without(value, shown)), '    ') : []
