/** The namespaces that a command reads: that of this process, another one, or all that have a name. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { RelayAddress } from '../netlink/transport/relay/wire.ts'
import { NetnsError } from '../setns/errors.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import type { Environment } from './command.ts'
import { isUsage, PartialError, reportFailure, UsageError } from './failure.ts'
import { visible } from './terminal.ts'

export interface NamespaceOptions {
  readonly relay?: string
  readonly netns?: string
  readonly allNetns?: true
}

/** Adds `--relay`, `--netns` and `--all-netns`, which may appear before or after the command. */
export const addNamespaceOptions = (program: Command): Command =>
  program
    .addOption(new Option('--netns <namespace>', 'read this namespace: its name, a path, the ID of a process in it'))
    .addOption(
      new Option(
        '--relay <command>',
        'read through a relay: a program with its arguments, such as "ssh host rtnl-relay --stdio", or the path of a socket',
      ).conflicts('allNetns'),
    )
    .addOption(
      new Option('--all-netns', 'read all namespaces that have a name, one after the other').conflicts('netns'),
    )

/** Parses `--netns`. Digits are a name if there is such a name, else a process ID. */
const refOf = async ({ io }: Environment, given: string): Promise<NamespaceRef> => {
  if (given.includes('/') || !/^\d+$/.test(given)) return given
  const names = (await io.netns.list()).map(({ name }) => name)
  return names.includes(given) ? given : Number(given)
}

/** Parses `--relay`: a path if it begins like one, else the words of a command. */
export const relayOf = ({ relay }: NamespaceOptions): RelayAddress | undefined => {
  if (relay === undefined) return undefined
  const words = relay.trim().split(/\s+/)
  if (words[0] === '') throw new UsageError('--relay needs a command or the path of a socket')
  return words.length === 1 && /^\.{0,2}\//.test(relay) ? relay : words
}

/** The namespaces to read; undefined: the namespace of this process. */
export const namespacesOf = async (
  environment: Environment,
  { netns, allNetns, relay }: NamespaceOptions,
): Promise<readonly (NamespaceRef | undefined)[]> => {
  // names of another machine cannot be looked up here
  if (relay !== undefined && netns !== undefined) return [/^\d+$/.test(netns) ? Number(netns) : netns]
  if (allNetns === true) return (await environment.io.netns.list()).map(({ name }) => name)
  return [netns === undefined ? undefined : await refOf(environment, netns)]
}

interface Closable {
  close(): void
}

/** The functions that open the client of a namespace, and use it. */
interface Visit<Client extends Closable> {
  readonly open: (io: 'inline', namespace: NamespaceRef | undefined, relay?: RelayAddress) => Promise<Client>
  readonly call: (client: Client, name: string | undefined) => Promise<void>
}

const useClient = async <Client extends Closable>(client: Client, call: () => Promise<void>): Promise<void> => {
  try {
    await call()
  } finally {
    client.close()
  }
}

/**
 * Reads one of several namespaces. If that fails, reports it and returns false. A namespace that was deleted since it
 * was listed is skipped. Throws errors that would occur in every namespace: invalid arguments, an output that cannot be
 * written.
 */
const isRead = async <Client extends Closable>(
  { io, out, err }: Environment,
  name: string,
  { open, call }: Visit<Client>,
): Promise<boolean> => {
  let client: Client | undefined
  try {
    const opened = await open('inline', name)
    client = opened
    await useClient(opened, () => call(opened, name))
    return true
  } catch (error) {
    if (client === undefined && error instanceof NetnsError && error.code === 'ENOENT') return true
    if (out.hasFailed || (client !== undefined && isUsage(error))) throw error
    await reportFailure(io, err, error, `netns ${visible(name)}: `)
    return false
  }
}

/**
 * Calls `call` with a client in each of the namespaces, and with its name if there may be several. A failure in one of
 * several namespaces is reported, and the others are read. After `end`, such failures make the command fail.
 */
export const inEachNamespace = async <Client extends Closable>(
  environment: Environment,
  options: NamespaceOptions,
  open: Visit<Client>['open'],
  call: Visit<Client>['call'],
  end: () => Promise<void> = async () => undefined,
): Promise<void> => {
  const namespaces = await namespacesOf(environment, options)
  let unread = 0
  for (const namespace of namespaces) {
    if (options.allNetns === true) unread += Number(!(await isRead(environment, String(namespace), { open, call })))
    else {
      const client = await open('inline', namespace, relayOf(options))
      await useClient(client, () => call(client, undefined))
    }
  }
  await end()
  if (unread === 0) return
  const said = `${unread} of ${namespaces.length} namespaces could not be read`
  throw unread < namespaces.length ? new PartialError(said) : new Error(said)
}

/** The title above the lines of one of several namespaces. */
export const titleOf = ({ colours }: Environment, name: string | undefined, count: number): string =>
  name === undefined ? '' : `${count === 0 ? '' : '\n'}${colours.bold(`netns ${visible(name)}`)}\n`
