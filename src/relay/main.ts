/** `rtnl-relay` as a function: arguments in, exit code out. It uses the process only through `Io`. */
import { Command, CommanderError, Option } from 'commander'
import { auditLine } from './audit.ts'
import { gateOf } from './choice.ts'
import type { Gate } from './gate.ts'
import type { Io } from './io.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { readPolicy } from './policy/read.ts'
import { Session } from './session.ts'

/** The options as they are given. */
interface Given {
  readonly stdio?: true
  /** True: without a path. */
  readonly listen?: string | true
  readonly group?: string
  readonly netns?: readonly string[]
  readonly policy?: string
  readonly readOnly?: true
  readonly dryRun?: true
  readonly audit?: string
}

/** Exit codes. `cut`: the client broke the rules of the protocol. */
const EXIT = { ok: 0, failed: 1, usage: 2, cut: 3 } as const

class UsageError extends Error {}

const build = (io: Io, run: (given: Given) => Promise<void>): Command =>
  new Command('rtnl-relay')
    .description('Opens netlink sockets for other programs: those of other machines, and those without privilege.')
    .version(io.version, '-V, --version', 'the version of this program')
    .helpOption('-h, --help', 'how to use it')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void io.stdout.write(text), writeErr: () => undefined })
    .addOption(new Option('--stdio', 'serve the program at the other end of stdin and stdout'))
    .addOption(
      new Option(
        '--listen [path]',
        'serve any number of programs on a unix datagram socket; without a path on that of the service manager',
      ).conflicts('stdio'),
    )
    .addOption(new Option('--group <group>', 'with --listen: who may use the socket, besides this user'))
    .addOption(new Option('--netns <name...>', 'the namespaces that clients may open; default: all'))
    .addOption(
      new Option('--policy <file>', 'what clients may do, a JSON or YAML file: docs/security.md').conflicts([
        'netns',
        'readOnly',
      ]),
    )
    .addOption(
      new Option('--read-only', 'clients may read all that has a table, and change nothing').conflicts('netns'),
    )
    .addOption(new Option('--dry-run', 'with --policy: changes that are allowed are acknowledged, and not carried out'))
    .addOption(
      new Option('--audit <file>', 'with --policy or --read-only: appends decisions to a file, as lines of JSON'),
    )
    .action(run)

const check = ({ stdio, listen, group, policy, readOnly, dryRun, audit }: Given): void => {
  if (stdio === undefined && listen === undefined) throw new UsageError("option '--stdio' or '--listen' is missing")
  if (group !== undefined && typeof listen !== 'string') throw new UsageError("option '--group' needs '--listen PATH'")
  if (dryRun === true && policy === undefined) throw new UsageError("option '--dry-run' needs '--policy'")
  if (audit !== undefined && policy === undefined && readOnly === undefined)
    throw new UsageError("option '--audit' needs '--policy' or '--read-only'")
}

/** The gate that the options name. */
const gateFor = async (io: Io, given: Given): Promise<Gate> => {
  const { netns, readOnly, dryRun = false } = given
  const file = given.policy
  const policy = file === undefined ? undefined : await readPolicy(file, await io.readFile(file))
  const append = given.audit === undefined ? undefined : io.appender(given.audit)
  return gateOf(
    { policy, readOnly, netns },
    { dryRun, decided: (decision, wanted) => append?.(auditLine(decision, wanted, io.now())) },
  )
}

/** Serves any number of clients. */
const serveAll = async (io: Io, { listen: path, group }: Given, gate: Gate): Promise<number> => {
  const warn = (text: string): void => void io.stderr.write(`rtnl-relay: ${text}\n`)
  const { listen } = await import('./listening/listening.ts')
  await listen(io.listening, {
    path: path === true ? undefined : path,
    group,
    gate,
    warn,
  })
  return EXIT.ok
}

/** Serves one client on stdin and stdout, or those of a socket. */
const serve = async (io: Io, given: Given): Promise<number> => {
  check(given)
  const gate = await gateFor(io, given)
  if (given.listen !== undefined) return await serveAll(io, given, gate)
  const cut = await new Session({ input: io.stdin, output: io.stdout, gate, limits: DEFAULT_LIMITS }).done
  if (cut === undefined) return EXIT.ok
  io.stderr.write(`rtnl-relay: the client was cut off: ${cut}\n`)
  return EXIT.cut
}

/** Runs the relay. `argv`: the arguments without the program's name. Resolves with the exit code, never rejects. */
export const main = async (argv: readonly string[], io: Io): Promise<number> => {
  let code: number = EXIT.ok
  try {
    await build(io, async (given) => {
      code = await serve(io, given)
    }).parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok
    const usage = error instanceof CommanderError || error instanceof UsageError
    io.stderr.write(`rtnl-relay: ${(error as Error).message.replace(/^error: /, '')}\n`)
    return usage ? EXIT.usage : EXIT.failed
  }
}
