/** The commands and options of the program as data, for completions and the man page. Help is made of the same table. */
import type { Argument, Command, Option } from 'commander'
import type { Examples, WordParser } from './command.ts'
import { examplesOf } from './command.ts'

/** What completes a value: words, the names of links or of namespaces, files, or nothing. */
export type Values = 'links' | 'namespaces' | 'files' | readonly string[]

export interface DescribedOption {
  /** `-4, --ipv4`; `--dev <link>`. */
  readonly flags: string
  /** `['-4', '--ipv4']`. */
  readonly names: readonly string[]
  readonly description: string
  /** Undefined: it has no value. */
  readonly values: Values | undefined
}

export interface DescribedCommand {
  /** `['nft', 'monitor']`; empty for the program. */
  readonly path: readonly string[]
  readonly aliases: readonly string[]
  readonly summary: string
  readonly description: string
  /** `[groups...]`. */
  readonly usage: string
  readonly argument: Values | undefined
  readonly options: readonly DescribedOption[]
  readonly commands: readonly DescribedCommand[]
  readonly examples: Examples
}

const BY_PLACEHOLDER: { readonly [placeholder: string]: Values } = {
  link: 'links',
  namespace: 'namespaces',
  file: 'files',
  files: 'files',
  directory: 'files',
  before: 'files',
  after: 'files',
}

/** The words that a parser accepts, else what the placeholder says: `--dev <link>`. */
const valuesOf = (parser: unknown, placeholder: string): Values =>
  (parser as Partial<WordParser<unknown>> | undefined)?.words ?? BY_PLACEHOLDER[placeholder] ?? []

const optionOf = ({ flags, short, long, description, parseArg, required }: Option): DescribedOption => ({
  flags,
  names: [short, long].filter((name) => name !== undefined && name !== null) as string[],
  description,
  values: required ? valuesOf(parseArg, flags.slice(flags.lastIndexOf('<') + 1, -1)) : undefined,
})

const argumentOf = (argument: Argument | undefined): Values | undefined =>
  argument === undefined ? undefined : valuesOf(argument.parseArg, argument.name())

const HELP: DescribedOption = {
  flags: '-h, --help',
  names: ['-h', '--help'],
  description: 'how to use it',
  values: undefined,
}

/** A command, with its own options and those of its parents. */
const describe = (
  command: Command,
  path: readonly string[],
  inherited: readonly DescribedOption[],
): DescribedCommand => {
  const options = [...command.options.map(optionOf), ...inherited]
  const global = path.length === 0 ? options.filter(({ names }) => !names.includes('--version')) : inherited
  return {
    path,
    aliases: command.aliases(),
    summary: command.summary(),
    description: command.description(),
    usage: command.registeredArguments.map((one) => (one.required ? `<${nameOf(one)}>` : `[${nameOf(one)}]`)).join(' '),
    argument: argumentOf(command.registeredArguments[0]),
    options: path.length === 0 ? [...options, HELP] : options,
    commands: command.commands.map((one) =>
      describe(one, [...path, one.name()], path.length === 0 ? [...global, HELP] : global),
    ),
    examples: examplesOf(command),
  }
}

const nameOf = (argument: Argument): string => `${argument.name()}${argument.variadic ? '...' : ''}`

export const describedProgram = (program: Command): DescribedCommand => describe(program, [], [])

/** A command and all commands in it, the program first. */
export const allCommands = (command: DescribedCommand): DescribedCommand[] => [
  command,
  ...command.commands.flatMap(allCommands),
]
