/** The environment of commands, and the options that several of them share. */
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { closest, distance } from 'fastest-levenshtein'
import type { Enumeration, Flags } from '../netlink/codec/node.ts'
import { parseAddress } from '../netlink/codec/text/parse.ts'
import type { Colours } from './colours.ts'
import type { Io } from './io.ts'
import type { Output } from './output.ts'

export interface Environment {
  readonly io: Io
  readonly out: Output
  readonly err: Output
  /** The colours of stdout. */
  readonly colours: Colours
}

/** Adds a command to the program. */
export type Install = (program: Command, environment: Environment) => void

/** `; did you mean main?` if one of the words is similar, else empty. */
export const suggestion = (given: string, words: readonly string[]): string => {
  if (given === '' || words.length === 0) return ''
  const near = words.find((word) => given.length > 1 && word.startsWith(given)) ?? closest(given, words)
  const fits = near.startsWith(given) || distance(given, near) <= Math.max(1, Math.floor(given.length / 3))
  return fits ? `; did you mean ${near}?` : ''
}

/** A parser of values, with the words that it accepts, for the completions of shells. */
export type WordParser<T> = ((given: string) => T) & { readonly words: readonly string[] }

const withWords = <T>(words: readonly string[], parse: (given: string) => T): WordParser<T> =>
  Object.assign(parse, { words })

/** Parses a word of an enumeration, or its number. `hint`: added to the error where no word is similar. */
export const wordOf = (node: Enumeration | Flags, expected: string, hint = ''): WordParser<string | number> => {
  const words = Object.keys(node.numbers)
  return withWords(words, (given) => {
    if (/^\d+$/.test(given)) return node.words.get(Number(given)) ?? Number(given)
    if (given in node.numbers) return given
    throw new InvalidArgumentError(`Expected ${expected}${suggestion(given, words) || hint}`)
  })
}

/** Parses one of the words. */
export const oneOf = (...words: readonly string[]): WordParser<string> =>
  withWords(words, (given) => {
    if (words.includes(given)) return given
    throw new InvalidArgumentError(`Expected ${words.join(', ')}${suggestion(given, words)}`)
  })

/** Parses an integer, decimal or hexadecimal with 0x. */
export const count = (given: string): number => {
  const value = /^(\d+|0x[0-9a-f]+)$/i.test(given) ? Number(given) : Number.NaN
  if (value <= 0xffffffff) return value
  throw new InvalidArgumentError('Expected a number from 0 to 4294967295.')
}

/** Parses a name, which must not be empty. */
export const named = (given: string): string => {
  if (given !== '') return given
  throw new InvalidArgumentError('Expected a name.')
}

/** Parses an address. */
export const address = (given: string): string => {
  if (parseAddress(given) !== undefined) return given
  throw new InvalidArgumentError('Expected an address, such as 192.0.2.1 or 2001:db8::1.')
}

/** Parses an address with or without a prefix length, or one of the words. */
export const prefix =
  (...words: readonly string[]) =>
  (given: string): string => {
    const [first = '', length, ...more] = given.split('/')
    const bits = 8 * (parseAddress(first)?.length ?? 0)
    const fits = length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits)
    if (words.includes(given) || (bits > 0 && fits && more.length === 0)) return given
    throw new InvalidArgumentError(
      `Expected ${['an address or a prefix, such as 10.0.0.0/8', ...words].join(', or ')}.`,
    )
  }

/** Parses the name or the index of a link. */
export const device = (given: string): string | number => (/^\d+$/.test(given) ? Number(given) : given)

/** `--family`, `-4` and `-6`. */
export const addFamily = (command: Command, ...families: readonly string[]): Command =>
  command
    .addOption(
      new Option('--family <family>', `only ${families.slice(0, -1).join(', ')} or ${families.at(-1)}`).argParser(
        oneOf(...families),
      ),
    )
    .addOption(new Option('-4, --ipv4', 'short for --family inet').conflicts(['family', 'ipv6']))
    .addOption(new Option('-6, --ipv6', 'short for --family inet6').conflicts(['family', 'ipv4']))

export interface FamilyOptions {
  readonly family?: string
  readonly ipv4?: true
  readonly ipv6?: true
}

export const familyOf = ({ family, ipv4, ipv6 }: FamilyOptions): string | undefined =>
  ipv4 === true ? 'inet' : ipv6 === true ? 'inet6' : family

/** Command lines, and what they are for. */
export type Examples = readonly (readonly [string, string])[]

const EXAMPLES = new WeakMap<Command, Examples>()

/** The examples that `addExamples` has added. */
export const examplesOf = (command: Command): Examples => EXAMPLES.get(command) ?? []

/** Adds `Examples:` to the help of a command. */
export const addExamples = (command: Command, examples: Examples): Command => {
  EXAMPLES.set(command, examples)
  const width = Math.max(...examples.map(([line]) => line.length))
  const lines = examples.map(([line, what]) => `  $ ${line.padEnd(width)}  # ${what}`)
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}
