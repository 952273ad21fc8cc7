/** `rtnl-dump diff`: compares two snapshots, or a snapshot with the present state. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { Environment } from '../command.ts'
import { addExamples } from '../command.ts'
import { OutcomeCode, TroubleError } from '../failure.ts'
import { toJson } from '../json.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { ReaderGone } from '../output.ts'
import { JsonArray } from '../shown.ts'
import type { Difference, NamespaceDifferences } from '../state/differences.ts'
import { compareSnapshots } from '../state/differences.ts'
import type { NamespaceDocument, SnapshotDocument } from '../state/document.ts'
import { documentOf, parseDocument } from '../state/document.ts'
import { readStates } from '../state/read.ts'
import { differenceLines } from '../state/text.ts'
import { visible } from '../terminal.ts'

interface DiffOptions extends NamespaceOptions {
  readonly counters?: true
  readonly json?: true
  readonly jsonLines?: true
}

const readText = async ({ io }: Environment, file: string): Promise<string> => {
  const parts: Uint8Array[] = []
  for await (const part of file === '-' ? io.stdin : io.readFile(file)) parts.push(part)
  return Buffer.concat(parts).toString()
}

/** The namespaces of a snapshot, as options that select them. */
const selectionOf = ({ all, namespaces }: SnapshotDocument): NamespaceOptions => {
  if (all === true) return { allNetns: true }
  const [first] = namespaces
  return first === undefined || first.netns === null ? {} : { netns: first.netns }
}

const readNow = async (
  environment: Environment,
  before: SnapshotDocument,
  { netns, allNetns, relay }: DiffOptions,
): Promise<SnapshotDocument> => {
  const given = { ...(netns === undefined ? {} : { netns }), ...(allNetns === undefined ? {} : { allNetns }) }
  const selected: NamespaceOptions = Object.keys(given).length === 0 ? selectionOf(before) : given
  if (relay !== undefined && selected.allNetns === true)
    throw new TroubleError('the snapshot is of all namespaces, which a relay cannot list; select one with --netns')
  const states = await readStates(environment, { ...selected, ...(relay === undefined ? {} : { relay }) })
  return documentOf(states)
}

const namesOf = ({ links = [] }: NamespaceDocument): ReadonlyMap<number, string> =>
  new Map((links as readonly { index: number; name: string }[]).map(({ index, name }) => [index, name]))

const titleOf = ({ netns, own, pid }: NamespaceDocument): string => {
  if (netns !== null) return `netns ${visible(netns)}`
  return own === true ? 'this namespace' : `netns of process ${pid}`
}

const labelled = (difference: Difference, { netns, own, pid }: NamespaceDocument): object =>
  own === true ? difference : { netns, ...(netns === null ? { pid } : {}), ...difference }

class DifferenceWriter {
  private readonly environment: Environment
  private readonly titled: boolean
  private count = 0

  constructor(environment: Environment, titled: boolean) {
    this.environment = environment
    this.titled = titled
  }

  async write({ namespace, differences }: NamespaceDifferences): Promise<void> {
    const { out, colours } = this.environment
    if (differences.length === 0) return
    const context = { colours, names: namesOf(namespace), details: false }
    const title = this.titled ? [colours.bold(titleOf(namespace))] : []
    const lines = [...title, ...differences.flatMap((one) => differenceLines(one, context))]
    await out.write(`${this.count++ > 0 ? '\n' : ''}${lines.join('\n')}\n`)
  }
}

const writeAll = async (
  environment: Environment,
  found: readonly NamespaceDifferences[],
  { json, jsonLines }: DiffOptions,
): Promise<void> => {
  const array = new JsonArray(environment)
  const writer = new DifferenceWriter(environment, found.length > 1)
  for (const one of found) {
    const values = one.differences.map((difference) => labelled(difference, one.namespace))
    if (json === true) await array.add(values)
    else if (jsonLines === true) for (const value of values) await environment.out.write(`${toJson(value)}\n`)
    else await writer.write(one)
  }
  if (json === true) await array.end()
}

const compare = async (
  environment: Environment,
  [first, second]: readonly [string, string | undefined],
  options: DiffOptions,
): Promise<void> => {
  if (second !== undefined && (options.netns ?? options.allNetns ?? options.relay) !== undefined)
    throw new TroubleError(
      '--netns, --all-netns and --relay select what a snapshot is compared with; there are two snapshots',
    )
  const before = parseDocument(await readText(environment, first), first)
  const after =
    second === undefined
      ? await readNow(environment, before, options)
      : parseDocument(await readText(environment, second), second)
  const found = compareSnapshots(before, after, options.counters === true)
  await writeAll(environment, found, options)
  await environment.out.flush()
  const uncompared = [...new Set(found.flatMap((one) => one.uncompared))]
  if (uncompared.length > 0)
    throw new TroubleError(`not compared, since only one side has them: ${uncompared.join(', ')}`)
  if (found.some(({ differences }) => differences.length > 0)) throw new OutcomeCode(1)
}

const run = async (
  environment: Environment,
  files: readonly [string, string | undefined],
  options: DiffOptions,
): Promise<void> => {
  try {
    await compare(environment, files, options)
  } catch (error) {
    if (error instanceof OutcomeCode || error instanceof ReaderGone) throw error
    throw new TroubleError((error as Error).message, { cause: error })
  }
}

export const installDiff = (program: Command, environment: Environment): void => {
  const command = program
    .command('diff')
    .summary('what has changed since a snapshot, or between two')
    .description(
      'Compares a snapshot with the present state of the same namespaces, or with a second snapshot: which objects were ' +
        'added (+), removed (-) or changed (~), and which fields. Exit code 0: nothing, 1: something, 2: trouble.',
    )
    .argument('<before>', 'a file that `rtnl-dump snapshot` wrote; - is standard input')
    .argument('[after]', 'another one; by default the present state')
    .option('--counters', 'also counters, statistics and timers')
    .addOption(new Option('--json', 'one JSON document: an array').conflicts('jsonLines'))
    .addOption(new Option('--json-lines', 'one JSON object a line'))
    .action((before: string, after: string | undefined) => run(environment, [before, after], command.optsWithGlobals()))
  addExamples(command, [
    ['rtnl-dump diff before.json', 'what has changed since then'],
    ['rtnl-dump diff before.json after.json --json', 'for a program'],
    ['rtnl-dump snapshot --netns blue | rtnl-dump diff - --netns red', 'two namespaces'],
  ])
}
