/** `rtnl-dump snapshot`: the whole configuration as one JSON document, which `diff` compares. */
import type { Command } from 'commander'
import type { Environment } from '../command.ts'
import { addExamples } from '../command.ts'
import { PartialError } from '../failure.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { writeDocument } from '../state/document.ts'
import { readStates } from '../state/read.ts'

const run = async (environment: Environment, options: NamespaceOptions): Promise<void> => {
  const states = await readStates(environment, options)
  await writeDocument(environment.out, states)
  if (states.incomplete) throw new PartialError('the snapshot is incomplete')
}

export const installSnapshot = (program: Command, environment: Environment): void => {
  const command = program
    .command('snapshot')
    .summary('the whole configuration as one JSON document')
    .description(
      'Prints every object of the namespace as one JSON document, one object a line: links, addresses, routes, rules, ' +
        'neighbours, ..., and the ruleset of nf_tables. With --all-netns of this namespace, of all that have a name, and of ' +
        'all that have processes. Two snapshots of the same state differ in counters only.',
    )
    .action(() => run(environment, command.optsWithGlobals()))
  addExamples(command, [
    ['rtnl-dump snapshot > before.json', 'remember this state,'],
    ['rtnl-dump diff before.json', 'and see later what has changed'],
    ['rtnl-dump snapshot --all-netns > machine.json', 'of containers as well'],
  ])
}
