/** `rtnl-dump nft monitor` and `nft trace`: show the changes of transactions and the rules that packets pass. */
import type { Command } from 'commander'
import type { OtherEvent } from '../../client/notifications.ts'
import type { Nftables } from '../../netfilter/nftables/nftables.ts'
import { EventText } from '../../netfilter/nftables/text/event.ts'
import { traceLines } from '../../netfilter/nftables/text/trace.ts'
import { formatHex } from '../../netlink/codec/text/format.ts'
import { readNames } from '../../rtnl/devices.ts'
import type { Environment } from '../command.ts'
import { addExamples } from '../command.ts'
import { UsageError } from '../failure.ts'
import { linkName } from '../format/words.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { namespacesOf, relayOf } from '../namespaces.ts'
import { withReason } from '../netfilter.ts'
import type { WatchingOptions } from '../watching.ts'
import { watchEvents, watchingOptions } from '../watching.ts'

interface WatchOptions extends WatchingOptions, NamespaceOptions {
  readonly handles?: true
}

/** The line of an event that is not a change: `lost`, or a message without a table. */
export const otherEventLine = (event: OtherEvent | { readonly action: 'lost' }): string =>
  event.action === 'lost' ? '# lost' : `# other type ${event.type} ${formatHex(event.bytes)}`

/** The namespace to watch. @throws {UsageError} for several. */
export const watchedNamespace = async (environment: Environment, options: NamespaceOptions) => {
  if (options.allNetns === true) throw new UsageError('monitor and trace watch one namespace; select it with --netns')
  const [namespace] = await namespacesOf(environment, options)
  return namespace
}

const monitor = async (environment: Environment, nft: Nftables, options: WatchOptions): Promise<void> => {
  const text = new EventText(await nft.sets.list(), { handles: options.handles, order: nft.socket.order })
  await watchEvents(
    environment,
    options,
    'nf_tables',
    (signal) => nft.monitor({ signal }),
    (event) => [event.action === 'lost' || event.action === 'other' ? otherEventLine(event) : text.line(event)],
  )
}

const trace = async (environment: Environment, nft: Nftables, options: WatchOptions): Promise<void> => {
  const { order } = nft.socket
  const rtnl = await environment.io.open('thread', await watchedNamespace(environment, options), relayOf(options))
  const names = await readNames(rtnl.socket).finally(() => rtnl.close())
  await watchEvents(
    environment,
    options,
    'packets that match a rule with `meta nftrace set 1`',
    (signal) => nft.trace({ signal }),
    (event) =>
      event.action === 'lost' || event.action === 'other'
        ? [otherEventLine(event)]
        : traceLines(event, (index) => linkName(names, index), order),
  )
}

const run = async (environment: Environment, options: WatchOptions, watch: typeof monitor): Promise<void> => {
  await using nft = await environment.io.openNftables(
    'thread',
    await watchedNamespace(environment, options),
    relayOf(options),
  )
  await withReason('nf_tables', () => watch(environment, nft, options))
}

export const installNftWatches = (nft: Command, environment: Environment): void => {
  const changes = nft
    .command('monitor')
    .description('Shows the changes of all transactions, until Ctrl-C: `add rule ip nat POSTROUTING masquerade`.')
    .option('--handles', "the kernel's handles too")
    .action(() => run(environment, changes.optsWithGlobals(), monitor))
  const packets = nft
    .command('trace')
    .description('Shows which rules packets pass, until Ctrl-C. A rule with `meta nftrace set 1` selects the packets.')
    .action(() => run(environment, packets.optsWithGlobals(), trace))
  for (const option of watchingOptions()) for (const command of [changes, packets]) command.addOption(option)
  addExamples(changes, [
    ['rtnl-dump nft monitor', 'for example the changes that Docker makes'],
    ['rtnl-dump nft monitor --json-lines', 'for a program'],
  ])
  addExamples(packets, [
    ['nft insert rule ip filter INPUT ip saddr 192.0.2.1 meta nftrace set 1', 'trace the packets from this address,'],
    ['rtnl-dump nft trace', 'and show their path through the rules'],
  ])
}
