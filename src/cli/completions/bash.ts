/** The completion of bash. */
import type { DescribedCommand, DescribedOption, Values } from '../described.ts'
import { allCommands } from '../described.ts'
import { findCommand, isList, keyOf, LISTS, quoted } from './words.ts'

const bashValues = (values: Values): string => {
  if (values === 'files') return 'compgen -f -- "$cur"'
  return `compgen -W "${isList(values) ? `$(${LISTS[values]})` : values.join(' ')}" -- "$cur"`
}

const bashOption = (key: string, { names, values }: DescribedOption): string[] =>
  values === undefined
    ? []
    : [`    ${names.map((name) => quoted(`${key} ${name}`)).join('|')}) ${reply(bashValues(values))}; return ;;`]

const reply = (command: string): string => `mapfile -t COMPREPLY < <(${command})`

const bashWords = ({ commands, options }: DescribedCommand): string =>
  [...commands.map(({ path }) => path.at(-1)), ...options.flatMap(({ names }) => names)].join(' ')

export const bash = (program: DescribedCommand): string[] => {
  const all = allCommands(program)
  return [
    '# bash completion of rtnl-dump: eval "$(rtnl-dump completion bash)"',
    '_rtnl_dump() {',
    `  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= word`,
    `  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do`,
    ...findCommand(all),
    '  done',
    '  case "$command $prev" in',
    ...all.flatMap((command) => command.options.flatMap((option) => bashOption(keyOf(command), option))),
    '  esac',
    '  case "$command" in',
    ...all.map((command) => {
      const { argument } = command
      const words = `compgen -W "${bashWords(command)}" -- "$cur"`
      const values = argument === undefined || argument.length === 0 ? '' : `; ${bashValues(argument)}`
      return `    ${quoted(keyOf(command))}) ${reply(`${words}${values}`)} ;;`
    }),
    '  esac',
    '}',
    'complete -F _rtnl_dump rtnl-dump',
  ]
}
