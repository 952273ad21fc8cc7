/** `rtnl-relay` as a function: arguments in, exit code out. It uses the process only through `Io`. */
import { Command, CommanderError, Option } from 'commander'
import { isNetlinkError } from '../netlink/codec/errors.ts'
import { gateOf } from './choice.ts'
import type { Io } from './io.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { Session } from './session.ts'

/** The options as they are given. */
export interface RelayArguments {
  readonly stdio?: true
  readonly netns?: readonly string[]
  readonly policy?: string
  readonly readOnly?: true
}

/** Exit codes. `cut`: the client broke the rules of the protocol. */
const EXIT = { ok: 0, failed: 1, usage: 2, cut: 3 } as const

const build = (io: Io, run: (given: RelayArguments) => Promise<void>): Command =>
  new Command('rtnl-relay')
    .description('Opens netlink sockets for other programs: those of other machines, and those without privilege.')
    .version(io.version, '-V, --version', 'the version of this program')
    .helpOption('-h, --help', 'how to use it')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void io.stdout.write(text), writeErr: (text) => void io.stderr.write(text) })
    .addOption(new Option('--stdio', 'serve the program at the other end of stdin and stdout'))
    .addOption(new Option('--netns <name...>', 'the namespaces that may be opened; default: all of them'))
    .addOption(new Option('--policy <file>', 'what clients may do: a JSON file; see docs/security.md'))
    .addOption(new Option('--read-only', 'clients may read everything that has a table, and change nothing'))
    .action(run)

/** Serves one client on stdin and stdout. */
const serve = async (io: Io, given: RelayArguments): Promise<number> => {
  const gate = await gateOf(given, io)
  const cut = await new Session({ input: io.stdin, output: io.stdout, gate, limits: DEFAULT_LIMITS }).done
  if (cut === undefined) return EXIT.ok
  io.stderr.write(`rtnl-relay: the client was cut off: ${cut}\n`)
  return EXIT.cut
}

/** Runs the relay. `argv`: the arguments without the program's name. Resolves with the exit code, never rejects. */
export const main = async (argv: readonly string[], io: Io): Promise<number> => {
  let code: number = EXIT.ok
  try {
    const program = build(io, async (given) => {
      if (given.stdio === undefined)
        throw new CommanderError(EXIT.usage, 'rtnl.usage', 'one of --stdio and --listen is needed')
      code = await serve(io, given)
    })
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === 'rtnl.usage') io.stderr.write(`error: ${error.message}\n`)
      return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    }
    io.stderr.write(`rtnl-relay: ${isNetlinkError(error) ? error.message : String(error)}\n`)
    return EXIT.failed
  }
}
