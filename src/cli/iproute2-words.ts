/**
 * Understands command lines in the words of iproute2: `routes get 192.0.2.1`, `ip route show table main`, `link show eth0`.
 * The words become options of the command.
 */
import type { Command, Option } from 'commander'
import { UsageError } from './failure.ts'
import { unknownCommand } from './foreign-words.ts'
import { nftOptions } from './nft-words.ts'
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
  // `get` of a single object; routes have an option of this name
  if (SHOW.has(word) || word === 'get') return optionsOf(command, rest, bare)
  if (CHANGES.has(word)) throw new UsageError(`'${word}': this program only shows; \`ip\` changes`)
  const dev = bare ? optionOf(command, 'dev') : undefined
  return [...(dev === undefined ? [] : [dev.long as string]), word, ...optionsOf(command, rest, false)]
}

/** Options of `ip` in front of the object: `ip -4 -j route`. Empty: they have no meaning here. */
const FLAGS: { readonly [flag: string]: string } = {
  '-4': '--ipv4',
  '-6': '--ipv6',
  '-c': '',
  '-color': '',
  '-d': '--details',
  '-details': '--details',
  '-f': '--family',
  '-family': '--family',
  '-j': '--json',
  '-json': '--json',
  '-n': '--netns',
  '-netns': '--netns',
  '-p': '',
  '-pretty': '',
  '-s': '--stats',
  '-stats': '--stats',
  '-statistics': '--stats',
}

/** Those that take a value. */
const VALUED = new Set(['--family', '--netns'])

/** Options of `ip` that this program does not have, and what it has instead. */
const INSTEAD: { readonly [flag: string]: string } = {
  '-br': 'the summary is `rtnl-dump` without a command',
  '-brief': 'the summary is `rtnl-dump` without a command',
  '-o': '--json-lines prints one object a line',
  '-oneline': '--json-lines prints one object a line',
}

/** The options in front of the command, those of them that are options of the command, and the command with its words. */
const split = (program: Command, given: readonly string[]): readonly [string[], string[], readonly string[]] => {
  const before: string[] = []
  const flags: string[] = []
  const rest = [...given]
  while (rest[0]?.startsWith('-') === true) {
    const word = rest.shift() as string
    if (Object.hasOwn(INSTEAD, word)) throw new UsageError(`unknown option '${word}'; ${INSTEAD[word]}`)
    const flag = FLAGS[word]
    const taken = VALUED.has(flag ?? '') || optionOf(program, word)?.required === true ? rest.splice(0, 1) : []
    if (flag === undefined) before.push(word, ...taken)
    else if (flag !== '') flags.push(flag, ...taken)
  }
  return [before, flags, rest]
}

/** `-s` of ip; objects without counters have more to tell as well. */
const withStats = (command: Command, flag: string): string =>
  flag === '--stats' && optionOf(command, flag) === undefined ? '--details' : flag

/**
 * The command line with options instead of the words of iproute2 and nft.
 *
 * @throws {UsageError} for a word that changes objects, and for an unknown command.
 */
export const inOptions = (program: Command, argv: readonly string[]): string[] => {
  const [before, flags, [word, ...rest]] = split(program, argv[0] === 'ip' ? argv.slice(1) : argv)
  if (word === undefined) return [...before, ...flags]
  const name = OBJECTS[word] ?? word
  const command = program.commands.find((one) => one.name() === name || one.aliases().includes(name))
  if (command === undefined) throw unknownCommand(program, [word, ...rest])
  const options = flags.map((flag) => withStats(command, flag))
  const words = dumped.some((what) => what.name === command.name())
    ? optionsOf(command, rest)
    : command.name() === 'nft'
      ? nftOptions(rest)
      : rest
  return [...before, name, ...options, ...words]
}
