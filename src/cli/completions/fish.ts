/** The completion of fish. */
import type { DescribedCommand, DescribedOption, Values } from '../described.ts'
import { allCommands } from '../described.ts'
import { isList, LISTS } from './words.ts'

const fishQuoted = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`

const fishValues = (values: Values | undefined): string => {
  if (values === undefined) return ''
  if (values === 'files') return ' -r -F'
  return ` -x -a ${fishQuoted(isList(values) ? `(${LISTS[values]})` : values.join(' '))}`
}

const fishOption = (condition: string, { names, description, values }: DescribedOption): string => {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  return `complete -c rtnl-dump ${condition} ${flags.join(' ')} -d ${fishQuoted(description)}${fishValues(values)}`
}

/** The condition that the words before the cursor name this command and none inside it. */
const fishCondition = ({ path, aliases, commands }: DescribedCommand): string => {
  const last = path.at(-1)
  const seen = [
    ...path.slice(0, -1).map((name) => `__fish_seen_subcommand_from ${name}`),
    ...(last === undefined ? [] : [`__fish_seen_subcommand_from ${[last, ...aliases].join(' ')}`]),
    ...(commands.length === 0
      ? []
      : [`not __fish_seen_subcommand_from ${commands.flatMap((one) => [one.path.at(-1), ...one.aliases]).join(' ')}`]),
  ]
  return `-n ${fishQuoted(seen.join('; and '))}`
}

const fishCommand = (command: DescribedCommand): string[] => {
  const condition = fishCondition(command)
  return [
    ...command.commands.map(
      ({ path, summary, description }) =>
        `complete -c rtnl-dump ${condition} -f -a ${path.at(-1)} -d ${fishQuoted(summary === '' ? description : summary)}`,
    ),
    ...(command.commands.length > 0 || command.argument === undefined
      ? []
      : [`complete -c rtnl-dump ${condition}${fishValues(command.argument).replace(' -x', ' -f')}`]),
    ...command.options.map((option) => fishOption(condition, option)),
  ]
}

export const fish = (program: DescribedCommand): string[] => [
  '# fish completion of rtnl-dump: rtnl-dump completion fish > ~/.config/fish/completions/rtnl-dump.fish',
  'complete -c rtnl-dump -f',
  ...allCommands(program).flatMap(fishCommand),
]
