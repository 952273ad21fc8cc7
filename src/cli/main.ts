/**
 * `rtnl-dump` as a function: arguments in, exit code out. It uses the process only through `Io`; bin.ts connects the
 * two.
 */
import { Command } from 'commander'
import { coloursFor } from './colours.ts'
import type { Environment } from './command.ts'
import { addExamples } from './command.ts'
import { installDump } from './commands/dump.ts'
import { showOverview } from './commands/overview.ts'
import { refuseExcess } from './excess-words.ts'
import { EXIT, exitCodeOf, OutcomeCode, reportFailure } from './failure.ts'
import { unknownCommand } from './foreign-words.ts'
import type { Io } from './io.ts'
import { inOptions } from './iproute2-words.ts'
import { addNamespaceOptions } from './namespaces.ts'
import { dumped } from './objects.ts'
import { Output, ReaderGone } from './output.ts'

const EXIT_CODES = `
Exit codes:
  0  success; also if the reader of a pipe closed it, or monitor was interrupted
  1  the kernel, the socket or a file refused
  2  invalid command, option or input
  3  the output is incomplete: a message could not be read in full, bytes were no message, a table
     changed while it was streamed (--json-lines, --raw), or one of several namespaces could not be
     read (--all-netns)

Environment:
  NO_COLOR, FORCE_COLOR  no colours, or colours although stdout is no terminal
  RTNL_DEBUG=1           errors with stack traces`

const commandNamed = (parent: Command, given: string): Command => {
  const found = parent.commands.find((command) => command.name() === given || command.aliases().includes(given))
  if (found === undefined) throw unknownCommand(parent, [given])
  return found
}

/** Whether the arguments ask for the summary or the version, or begin with the name of objects: no other command is needed. */
const isCommon = ([word]: readonly string[]): boolean =>
  word === undefined ||
  ['-V', '--version'].includes(word) ||
  dumped.some(({ name, aliases }) => word === name || aliases.includes(word))

const build = async (environment: Environment, argv: readonly string[]): Promise<Command> => {
  const { io, out } = environment
  const program = new Command('rtnl-dump')
    .description("Shows the Linux kernel's network configuration of this namespace, read over netlink.")
    .usage('[command] [options]')
    .version(io.version, '-V, --version', 'the version of this program')
    .helpOption('-h, --help', 'how to use it, or a command')
    .helpCommand(false)
    .argument('[command]')
    .allowExcessArguments()
    .hook('preAction', (_, command) => refuseExcess(command))
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void out.write(text),
      // errors are thrown too, and `fail` reports them
      writeErr: () => undefined,
      getOutHelpWidth: () => 100,
      getOutHasColors: () => false,
    })
    .action(() => showOverview(environment, program.opts()))
  addNamespaceOptions(program)
  for (const what of dumped) installDump(program, environment, what)
  if (!isCommon(argv)) {
    const { installCompletion, installs } = await import('./commands/index.ts')
    for (const install of installs) install(program, environment)
    installCompletion(program, environment, EXIT_CODES)
  }
  program
    .command('help')
    .summary('how to use a command')
    .description('Shows how to use a command: `help nft monitor`.')
    .argument('[command...]')
    .action((given: readonly string[]) => given.reduce(commandNamed, program).outputHelp())
  addExamples(program, [
    ['rtnl-dump', 'summary of links, addresses and default routes'],
    ['rtnl-dump links --kind veth', 'the veth links'],
    ['rtnl-dump routes --get 192.0.2.1', 'the route of a packet'],
    ['rtnl-dump addresses --dev eth0 --raw', 'every byte of every message'],
    ['rtnl-dump routes --netns blue', 'the routes of another namespace'],
    ['rtnl-dump monitor', 'changes as they happen'],
    ['rtnl-dump trace -- ip link add x type dummy', 'what a program asks, and what the kernel answers'],
    ['rtnl-dump nft', 'tables, chains, rules and sets of nf_tables'],
  ])
  return program.addHelpText('after', EXIT_CODES)
}

/** Runs one command. `argv`: the arguments without the program's name. Resolves with the exit code, never rejects. */
export const main = async (argv: readonly string[], io: Io): Promise<number> => {
  const out = new Output(io.stdout)
  const err = new Output(io.stderr)
  const environment: Environment = { io, out, err, colours: coloursFor(io.stdout, io.env) }
  try {
    try {
      const program = await build(environment, argv)
      await program.parseAsync(inOptions(program, argv), { from: 'user' })
    } finally {
      await out.flush()
    }
    return EXIT.ok
  } catch (error) {
    return await fail(error, err, io)
  }
}

const fail = async (error: unknown, err: Output, io: Io): Promise<number> => {
  const code = error instanceof ReaderGone ? EXIT.ok : exitCodeOf(error)
  if (code !== EXIT.ok && !(error instanceof OutcomeCode)) await reportFailure(io, err, error)
  return code
}
