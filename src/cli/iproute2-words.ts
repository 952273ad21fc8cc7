/**
 * Understands command lines in the words of iproute2: `routes get 192.0.2.1`, `ip route show table main`, `link show eth0`.
 * The words become options of the command.
 */
import type { Command, Option } from 'commander'
import { UsageError } from './failure.ts'
import { dumped } from './objects.ts'

/** Abbreviations of objects that iproute2 documents or that everyone uses. */
const OBJECTS: { readonly [word: string]: string } = {
  a: 'addresses',
  l: 'links',
  n: 'neighbours',
  r: 'routes',
  ru: 'rules',
}

/** Words that only say that objects are shown. */
const SHOW = new Set(['show', 'list', 'ls', 'lst', 'dump'])

const CHANGES = new Set(['add', 'append', 'change', 'del', 'delete', 'flush', 'prepend', 'replace', 'set'])

/** iproute2's words for options that have another name here. */
const SYNONYMS: { readonly [word: string]: string } = {
  exact: 'dst',
  fibmatch: 'fib-match',
  gateway: 'via',
  ipproto: 'ip-proto',
  lookup: 'table',
  nud: 'state',
  oif: 'dev',
  order: 'priority',
  pref: 'priority',
  preference: 'priority',
  proto: 'protocol',
  to: 'dst',
}

const wordFor = (command: Command, word: string): string =>
  // the type of a link is its kind to `ip link`, and its hardware type here
  command.name() === 'links' && word === 'type' ? 'kind' : (SYNONYMS[word] ?? word)

/** The option that a word means: a flag as it is, or the word of iproute2. */
const optionOf = (command: Command, word: string): Option | undefined => {
  const options = [...command.options, ...(command.parent?.options ?? [])]
  if (word.startsWith('-')) return options.find(({ short, long }) => word === short || word === long)
  return command.options.find(({ long }) => long === `--${wordFor(command, word)}`)
}

/** `bare`: a word that is no option may be the name of a link, as in `ip link show eth0`. */
const optionsOf = (command: Command, [word, ...rest]: readonly string[], bare = true): string[] => {
  if (word === undefined) return []
  const option = optionOf(command, word)
  if (option !== undefined) {
    const values = option.required ? 1 : 0
    return [option.long as string, ...rest.slice(0, values), ...optionsOf(command, rest.slice(values), bare)]
  }
  if (word.startsWith('-')) return [word, ...optionsOf(command, rest, bare)]
  if (SHOW.has(word)) return optionsOf(command, rest, bare)
  if (CHANGES.has(word)) throw new UsageError(`'${word}': this program only shows; \`ip\` changes`)
  const dev = bare ? optionOf(command, 'dev') : undefined
  return [...(dev === undefined ? [] : [dev.long as string]), word, ...optionsOf(command, rest, false)]
}

/** Options of `ip` in front of the object: `ip -4 -j route`. */
const FLAGS: { readonly [flag: string]: string } = {
  '-4': '--ipv4',
  '-6': '--ipv6',
  '-d': '--details',
  '-details': '--details',
  '-j': '--json',
  '-json': '--json',
}

/** Index of the first word that is neither an option of the program nor the value of one. */
const commandAt = (program: Command, argv: readonly string[]): number => {
  let at = 0
  while (argv[at]?.startsWith('-') === true) at += optionOf(program, argv[at] as string)?.required === true ? 2 : 1
  return at
}

/** The command line with options instead of iproute2's words. @throws {UsageError} for a word that changes objects. */
export const inOptions = (program: Command, argv: readonly string[]): string[] => {
  const given = argv[0] === 'ip' ? argv.slice(1) : argv
  const at = commandAt(program, given)
  const [word = '', ...rest] = given.slice(at)
  const name = OBJECTS[word] ?? word
  const listed = program.commands.filter((command) => dumped.some((what) => what.name === command.name()))
  const command = listed.find((one) => one.name() === name || one.aliases().includes(name))
  if (command === undefined) return [...argv]
  const before = given.slice(0, at)
  const flags = before.flatMap((flag) => FLAGS[flag] ?? [])
  return [...before.filter((flag) => FLAGS[flag] === undefined), name, ...flags, ...optionsOf(command, rest)]
}
