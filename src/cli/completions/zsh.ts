/** The completion of zsh. */
import type { DescribedCommand, DescribedOption, Values } from '../described.ts'
import { allCommands } from '../described.ts'
import { findCommand, isList, keyOf, LISTS, quoted } from './words.ts'

/** Text inside the specification of an option, where brackets and colons have a meaning. */
const zshText = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&')

const zshValues = (values: Values): string => {
  if (values === 'files') return '_files'
  return isList(values) ? `($(${LISTS[values]}))` : `(${values.join(' ')})`
}

/** A specification of `_arguments` for each name of the option. */
const zshOption = ({ names, description, values }: DescribedOption): string[] => {
  const value = values === undefined ? '' : `:value:${zshValues(values)}`
  return names.map((name) => quoted(`${name}[${zshText(description)}]${value}`))
}

const commandText = ({ path, summary, description }: DescribedCommand): string => {
  const text = (summary === '' ? description : summary).replaceAll(/["$`\\:]/g, '\\$&')
  return `${path.at(-1)}\\:"${text}"`
}

const zshArguments = ({ commands, options, argument }: DescribedCommand): string => {
  const values = argument === undefined ? '' : zshValues(argument)
  const rest = commands.length > 0 ? `((${commands.map(commandText).join(' ')}))` : values
  return [...options.flatMap(zshOption), quoted(`*:word:${rest}`)].join(' ')
}

export const zsh = (program: DescribedCommand): string[] => {
  const all = allCommands(program)
  return [
    '#compdef rtnl-dump',
    `# zsh completion of rtnl-dump: rtnl-dump completion zsh > "\${fpath[1]}/_rtnl-dump"`,
    '_rtnl_dump() {',
    '  local command= word',
    `  for word in "\${(@)words[2,CURRENT-1]}"; do`,
    ...findCommand(all),
    '  done',
    '  case "$command" in',
    ...all.map((command) => `    ${quoted(keyOf(command))}) _arguments ${zshArguments(command)} ;;`),
    '  esac',
    '}',
    'if [ "$funcstack[1]" = _rtnl-dump ]; then _rtnl_dump "$@"; else compdef _rtnl_dump rtnl-dump; fi',
  ]
}
