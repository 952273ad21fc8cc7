/** `rtnl-dump completion` and `rtnl-dump man`: what shells and man(1) need to know of the program. */
import type { Command } from 'commander'
import { Argument } from 'commander'
import type { Environment } from '../command.ts'
import { addExamples, oneOf } from '../command.ts'
import { completionOf, shells } from '../completions/index.ts'
import { describedProgram } from '../described.ts'
import { manualOf } from '../manual.ts'

/** `notes`: what follows the help of the program. */
export const installCompletion = (program: Command, environment: Environment, notes: string): void => {
  const { io, out } = environment
  const completion = program
    .command('completion')
    .summary('the script that completes its words in a shell')
    .description('Prints a script with which bash, zsh or fish completes commands, options and their values.')
    .addArgument(new Argument('<shell>', shells.join(', ')).argParser(oneOf(...shells)))
    .action(async (shell: string) => out.write(completionOf(shell, describedProgram(program))))
  addExamples(completion, [
    ['eval "$(rtnl-dump completion bash)"', 'in ~/.bashrc'],
    ['rtnl-dump completion fish > ~/.config/fish/completions/rtnl-dump.fish', 'for fish'],
  ])
  const man = program
    .command('man')
    .summary('the man page')
    .description('Prints the man page, in the language of man(1).')
    .action(async () => out.write(manualOf(describedProgram(program), io.version, notes)))
  addExamples(man, [['rtnl-dump man | man -l -', 'read it']])
}
