/** Where a command looks: in the namespace of this process, in another one, or in all that have a name. */
import type { Command } from 'commander'
import { Option } from 'commander'
import { NetnsError } from '../setns/errors.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import type { Environment } from './command.ts'
import { visible } from './format/words.ts'

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

/**
 * Calls with a client in each of the places, and with its name where it is one of many. One that was deleted since it was
 * listed is passed by.
 */
export const inEach = async <Client extends { close(): void }>(
  environment: Environment,
  options: PlaceOptions,
  open: (io: 'inline', place: NamespaceRef | undefined) => Promise<Client>,
  call: (client: Client, name: string | undefined) => Promise<void>,
): Promise<void> => {
  for (const place of await placesOf(environment, options)) {
    const name = options.allNetns === true ? String(place) : undefined
    const client = await unlessGone(() => open('inline', place), name)
    if (client === undefined) continue
    try {
      await call(client, name)
    } finally {
      client.close()
    }
  }
}

const unlessGone = async <T>(open: () => Promise<T>, name: string | undefined): Promise<T | undefined> => {
  try {
    return await open()
  } catch (error) {
    if (name !== undefined && error instanceof NetnsError && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** What stands above the lines of one namespace of many. */
export const titleOf = ({ colours }: Environment, name: string | undefined, count: number): string =>
  name === undefined ? '' : `${count === 0 ? '' : '\n'}${colours.bold(`netns ${visible(name)}`)}\n`
