/** Completions for shells, from the table of commands. Each is a script that the shell reads at its start. */
import type { DescribedCommand } from '../described.ts'
import { bash } from './bash.ts'
import { fish } from './fish.ts'
import { zsh } from './zsh.ts'

const SHELLS: { readonly [shell: string]: (program: DescribedCommand) => string[] } = { bash, zsh, fish }

export const shells = Object.keys(SHELLS)

/** The script of one of the shells. */
export const completionOf = (shell: string, program: DescribedCommand): string =>
  `${(SHELLS[shell] as (typeof SHELLS)[string])(program).join('\n')}\n`
