/** `rtnl-dump netns`: lists and watches named namespaces, as `ip netns` does. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { NamedId, NamedNetns } from '../../netns/named.ts'
import type { Environment } from '../command.ts'
import { addExamples, count } from '../command.ts'
import { UsageError } from '../failure.ts'
import { say, words } from '../format/words.ts'
import { arrayParts, toJson } from '../json.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { namespacesOf } from '../namespaces.ts'
import { visible } from '../terminal.ts'

interface OutputOptions {
  readonly json?: true
  readonly jsonLines?: true
}

const write = async <T>(
  { out }: Environment,
  values: readonly T[],
  { json }: OutputOptions,
  line: (value: T) => string,
): Promise<void> => {
  for (const [index, value] of values.entries())
    await out.write(json === true ? arrayParts.before(index) + toJson(value) : `${line(value)}\n`)
  if (json === true) await out.write(arrayParts.end(values.length))
}

const nameLine = ({ name, nsid, error }: NamedNetns): string =>
  words(
    visible(name),
    nsid === undefined ? '' : `(id: ${nsid})`,
    error === undefined ? '' : `(${visible(error.message)})`,
  )

/** For JSON: an Error without this would lose its message. */
const plain = ({ error, ...rest }: NamedNetns): object =>
  error === undefined ? rest : { ...rest, error: { code: error.code, message: error.message } }

const idLine = ({ nsid, currentNsid, name }: NamedId): string =>
  words(
    say('nsid', nsid),
    say('current-nsid', currentNsid),
    name === undefined ? '' : `(iproute2 netns name: ${visible(name)})`,
  )

interface IdOptions extends OutputOptions {
  readonly target?: number
  readonly nsid?: number
}

const selectionOf = ({ target, nsid }: IdOptions) => ({
  ...(target === undefined ? {} : { target }),
  ...(nsid === undefined ? {} : { nsid }),
})

const processOf = (given: string): number => {
  if (/^[1-9]\d*$/.test(given)) return Number(given)
  throw new UsageError(`'${given}' is not a process ID`)
}

const watch = async ({ io, out }: Environment, { jsonLines }: OutputOptions): Promise<void> => {
  const stop = new AbortController()
  const signal = AbortSignal.any([io.interrupted(), stop.signal])
  for await (const event of io.netns.monitor({ signal })) {
    // the words of `ip netns monitor`
    const line = `${event.action === 'new' ? 'add' : 'delete'} ${visible(event.name)}`
    const busy = out.write(`${jsonLines === true ? toJson(event) : line}\n`)
    if (busy !== undefined) await busy
    out.flushSoon(() => stop.abort())
  }
  // throws the error that stopped the writing, if any
  out.write('')
}

const json = (): Option => new Option('--json', 'one JSON document: an array')

export const installNetns = (program: Command, environment: Environment): void => {
  const { netns } = environment.io
  const command = program
    .command('netns')
    .summary('the namespaces that have a name')
    .description('Shows the network namespaces that have a name (those of `ip netns`).')
    .hook('preAction', (_, action) => {
      if (action.optsWithGlobals<NamespaceOptions>().relay !== undefined)
        throw new UsageError('netns shows the names of this machine, and has no --relay')
    })
  command
    .command('list', { isDefault: true })
    .description('Shows their names, and the ids that they have here; --json says how many links there are in each.')
    .addOption(json())
    .action(async (options: OutputOptions) => {
      const list = await netns.list()
      if (options.json === true) await write(environment, list.map(plain), options, String)
      else await write(environment, list, options, nameLine)
    })
  command
    .command('list-id')
    .description('Shows the ids that namespaces have here.')
    .addOption(new Option('--target <nsid>', 'ids as the namespace with this id sees them').argParser(count))
    .addOption(new Option('--nsid <nsid>', 'only that of the namespace with this id').argParser(count))
    .addOption(json())
    .action(async (options: IdOptions) =>
      write(environment, await netns.listIds(selectionOf(options)), options, idLine),
    )
  command
    .command('identify')
    .description('Shows the names of the namespace of a process, by default of this one.')
    .argument('[pid]')
    .addOption(json())
    .action(async (pid: string | undefined, options: OutputOptions) =>
      write(environment, await netns.identify(pid === undefined ? undefined : processOf(pid)), options, visible),
    )
  command
    .command('pids')
    .description('Shows the processes in a namespace.')
    .argument('<namespace>', 'its name, a path, the ID of a process in it')
    .addOption(json())
    .action(async (given: string, options: OutputOptions) => {
      const [namespace] = await namespacesOf(environment, { netns: given })
      await write(environment, await netns.pids(namespace as NonNullable<typeof namespace>), options, String)
    })
  command
    .command('monitor')
    .description('Shows names that are added and deleted, until Ctrl-C.')
    .option('--json-lines', 'one JSON object a line')
    .action((options: OutputOptions) => watch(environment, options))
  addExamples(command, [
    ['rtnl-dump netns', 'names and ids'],
    ['rtnl-dump netns pids blue', 'what runs in one of them'],
    ['rtnl-dump links --all-netns', 'what links there are in all of them'],
  ])
}
