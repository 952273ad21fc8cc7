/** Where a command looks: in the namespace of this process, in another one, or in all that have a name. */
import type { Command } from 'commander'
import { Option } from 'commander'
import { NetnsError } from '../setns/errors.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import type { Environment } from './command.ts'
import { isUsage, PartialError, reportFailure } from './failure.ts'
import { visible } from './terminal.ts'

export interface PlaceOptions {
  readonly netns?: string
  readonly allNetns?: true
}

/** `--netns` and `--all-netns`, before or behind the command. */
export const addPlaces = (program: Command): Command =>
  program
    .addOption(
      new Option('--netns <namespace>', 'look in this namespace: its name, a path, the number of a process in it'),
    )
    .addOption(
      new Option('--all-netns', 'look in all namespaces that have a name, one after the other').conflicts('netns'),
    )

/** A name, even one of digits, before the number of a process. */
const refOf = async ({ io }: Environment, given: string): Promise<NamespaceRef> => {
  if (given.includes('/') || !/^\d+$/.test(given)) return given
  const names = (await io.netns.list()).map(({ name }) => name)
  return names.includes(given) ? given : Number(given)
}

/** The namespaces to look in; undefined is that of this process. */
export const placesOf = async (
  environment: Environment,
  { netns, allNetns }: PlaceOptions,
): Promise<readonly (NamespaceRef | undefined)[]> => {
  if (allNetns === true) return (await environment.io.netns.list()).map(({ name }) => name)
  return [netns === undefined ? undefined : await refOf(environment, netns)]
}

interface Closable {
  close(): void
}

/** Opens a client in a namespace, and calls with it. */
interface Visit<Client extends Closable> {
  readonly open: (io: 'inline', place: NamespaceRef | undefined) => Promise<Client>
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
 * False for a namespace of many that could not be read, which is reported. One that was deleted since it was listed is
 * passed by. Throws what would fail in every namespace: a command that makes no sense, a stream that can't be written.
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
 * Calls with a client in each of the places, and with its name where it is one of many. Of many, one that fails is
 * reported and the next one is read; when `end` has been called, that is an error.
 */
export const inEach = async <Client extends Closable>(
  environment: Environment,
  options: PlaceOptions,
  open: Visit<Client>['open'],
  call: Visit<Client>['call'],
  end: () => Promise<void> = async () => undefined,
): Promise<void> => {
  const places = await placesOf(environment, options)
  let unread = 0
  for (const place of places) {
    if (options.allNetns === true) unread += Number(!(await isRead(environment, String(place), { open, call })))
    else {
      const client = await open('inline', place)
      await useClient(client, () => call(client, undefined))
    }
  }
  await end()
  if (unread === 0) return
  const said = `${unread} of ${places.length} namespaces could not be read`
  throw unread < places.length ? new PartialError(said) : new Error(said)
}

/** What stands above the lines of one namespace of many. */
export const titleOf = ({ colours }: Environment, name: string | undefined, count: number): string =>
  name === undefined ? '' : `${count === 0 ? '' : '\n'}${colours.bold(`netns ${visible(name)}`)}\n`
