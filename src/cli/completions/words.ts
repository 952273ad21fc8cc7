/** What the completions of all shells have in common. */
import type { DescribedCommand, Values } from '../described.ts'

/** The commands of a shell that print the values. */
export const LISTS = {
  links: 'command ls /sys/class/net 2>/dev/null',
  namespaces: 'command ls /run/netns 2>/dev/null',
} as const

export const isList = (values: Values): values is keyof typeof LISTS => values === 'links' || values === 'namespaces'

/** All names that lead to a command: those of its parents, then its name and its aliases. */
const pathNames = ({ path, aliases }: DescribedCommand): readonly string[] => {
  const parents = path.slice(0, -1).map((name) => `/${name}`)
  return [path.at(-1) as string, ...aliases].map((name) => `${parents.join('')}/${name}`)
}

export const keyOf = ({ path }: DescribedCommand): string => path.map((name) => `/${name}`).join('')

export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** The lines that find out which command the words before the cursor name. The same for bash and zsh. */
export const findCommand = (commands: readonly DescribedCommand[]): string[] => [
  '    case "$command/$word" in',
  ...commands.slice(1).map((one) => `      ${pathNames(one).map(quoted).join('|')}) command=${quoted(keyOf(one))} ;;`),
  '    esac',
]
