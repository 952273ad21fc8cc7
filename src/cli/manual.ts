/** The man page of the program, as troff with the man macros. */
import type { DescribedCommand, DescribedOption } from './described.ts'

/** Text that troff prints as it is. */
const escaped = (text: string): string => text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq')

/** A line of text, which must not start with a control character. */
const line = (text: string): string => (/^[.']/.test(text) ? `\\&${escaped(text)}` : escaped(text))

const bold = (text: string): string => `\\fB${escaped(text)}\\fP`

/** `--dev <link>` with the option in bold and the value in italics. */
const flagsText = ({ flags }: DescribedOption): string =>
  flags
    .split(' ')
    .map((word) => {
      const value = /^<(.*)>$/.exec(word)?.[1]
      return value === undefined ? bold(word) : `\\fI${escaped(value)}\\fP`
    })
    .join(' ')

const tagged = (tag: string, text: string): string[] => ['.TP', tag, line(text)]

const exampleLines = ({ examples }: DescribedCommand): string[] =>
  examples.flatMap(([command, what]) => ['.PP', line(`${what}:`), '.PP', '.nf', '.RS', line(command), '.RE', '.fi'])

/** A command with the options that it does not share with all others. */
const commandLines = (command: DescribedCommand, shared: ReadonlySet<string>): string[] => {
  const { path, aliases, description, usage, options } = command
  const own = options.filter(({ flags }) => !shared.has(flags))
  return [
    `.SS ${escaped(path.join(' '))}${usage === '' ? '' : ` ${escaped(usage)}`}`,
    line(description),
    ...(aliases.length === 0 ? [] : [line(`Also called ${aliases.join(', ')}.`)]),
    ...own.flatMap((option) => tagged(flagsText(option), option.description)),
    ...exampleLines(command),
    ...command.commands.flatMap((one) => commandLines(one, new Set([...shared, ...own.map(({ flags }) => flags)]))),
  ]
}

/** Plain text after the help: titles that end in a colon, and indented lines below. */
const sectionLines = (text: string): string[] =>
  text
    .trim()
    .split(/\n\n/)
    .flatMap((part) => {
      const [title = '', ...rest] = part.split('\n')
      return [`.SH ${escaped(title.replace(/:$/, '').toUpperCase())}`, '.nf', ...rest.map(line), '.fi']
    })

/** `notes`: what follows the help of the program. */
export const manualOf = (program: DescribedCommand, version: string, notes: string): string => {
  const shared = new Set(program.options.map(({ flags }) => flags))
  return `${[
    `.TH RTNL\\-DUMP 1 "" "rtnl ${version}" "User Commands"`,
    '.SH NAME',
    'rtnl\\-dump \\- show and watch the network configuration of the Linux kernel',
    '.SH SYNOPSIS',
    `${bold('rtnl-dump')} [\\fIcommand\\fP] [\\fIoptions\\fP]`,
    '.SH DESCRIPTION',
    line(program.description),
    line('Without a command: a summary of links, addresses and default routes.'),
    ...exampleLines(program),
    '.SH OPTIONS',
    'These are understood by all commands.',
    ...program.options.flatMap((option) => tagged(flagsText(option), option.description)),
    '.SH COMMANDS',
    ...program.commands.flatMap((command) => commandLines(command, shared)),
    ...sectionLines(notes),
    '.SH SEE ALSO',
    '.BR ip (8), .BR bridge (8), .BR nft (8), .BR strace (1)'.replaceAll(/\.BR (\w+) \((\d)\)/g, '\\fB$1\\fP($2)'),
  ].join('\n')}\n`
}
