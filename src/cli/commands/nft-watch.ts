/** `rtnl-dump nft monitor` and `nft trace`: what transactions do, and what packets meet, as it happens. */
import type { Command } from 'commander'
import type { OtherEvent } from '../../client/watch.ts'
import type { Nftables } from '../../netfilter/nftables/nftables.ts'
import { EventText } from '../../netfilter/nftables/text/event.ts'
import { traceLines } from '../../netfilter/nftables/text/trace.ts'
import { formatHex } from '../../netlink/codec/text/format.ts'
import { readNames } from '../../rtnl/devices.ts'
import type { Environment } from '../command.ts'
import { addExamples } from '../command.ts'
import { UsageError } from '../failure.ts'
import { linkName } from '../format/words.ts'
import { withReason } from '../netfilter.ts'
import type { PlaceOptions } from '../places.ts'
import { placesOf } from '../places.ts'
import type { WatchingOptions } from '../watching.ts'
import { watchEvents, watchingOptions } from '../watching.ts'

interface WatchOptions extends WatchingOptions, PlaceOptions {
  readonly handles?: true
}

/** Events that have no words: `lost`, and messages without a table. */
export const wordless = (event: OtherEvent | { readonly action: 'lost' }): string =>
  event.action === 'lost' ? '# lost' : `# other type ${event.type} ${formatHex(event.bytes)}`

/** The namespace to watch: one. */
export const watchedPlace = async (environment: Environment, options: PlaceOptions) => {
  if (options.allNetns === true) throw new UsageError('it looks in one namespace at a time: --netns says which')
  const [place] = await placesOf(environment, options)
  return place
}

const monitor = async (environment: Environment, nft: Nftables, options: WatchOptions): Promise<void> => {
  const text = new EventText(await nft.sets.list(), { handles: options.handles, order: nft.socket.order })
  await watchEvents(
    environment,
    options,
    (signal) => nft.monitor({ signal }),
    (event) => [event.action === 'lost' || event.action === 'other' ? wordless(event) : text.line(event)],
  )
}

const trace = async (environment: Environment, nft: Nftables, options: WatchOptions): Promise<void> => {
  const { order } = nft.socket
  const rtnl = await environment.io.open('thread', await watchedPlace(environment, options))
  const names = await readNames(rtnl.socket).finally(() => rtnl.close())
  await watchEvents(
    environment,
    options,
    (signal) => nft.trace({ signal }),
    (event) =>
      event.action === 'lost' || event.action === 'other'
        ? [wordless(event)]
        : traceLines(event, (index) => linkName(names, index), order),
  )
}

const run = async (environment: Environment, options: WatchOptions, watch: typeof monitor): Promise<void> => {
  await using nft = await environment.io.openNftables('thread', await watchedPlace(environment, options))
  await withReason('nf_tables', () => watch(environment, nft, options))
}

export const installNftWatches = (nft: Command, environment: Environment): void => {
  const changes = nft
    .command('monitor')
    .description(
      'Shows what transactions do, whoever makes them, until Ctrl-C: `add rule ip nat POSTROUTING masquerade`.',
    )
    .option('--handles', "the kernel's numbers as well")
    .action(() => run(environment, changes.optsWithGlobals(), monitor))
  const packets = nft
    .command('trace')
    .description(
      'Shows which rules packets meet, until Ctrl-C: those packets that met a rule with `meta nftrace set 1`.',
    )
    .action(() => run(environment, packets.optsWithGlobals(), trace))
  for (const option of watchingOptions()) for (const command of [changes, packets]) command.addOption(option)
  addExamples(changes, [
    ['rtnl-dump nft monitor', 'what Docker does, for one'],
    ['rtnl-dump nft monitor --json-lines', 'for a program'],
  ])
  addExamples(packets, [
    ['nft insert rule ip filter INPUT ip saddr 192.0.2.1 meta nftrace set 1', 'trace what comes from there,'],
    ['rtnl-dump nft trace', 'and see what becomes of it'],
  ])
}
