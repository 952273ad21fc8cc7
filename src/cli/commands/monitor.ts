/** `rtnl-dump monitor`: shows changes as they happen. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { Environment } from '../command.ts'
import { addExamples, count, device, named } from '../command.ts'
import { UsageError } from '../failure.ts'
import type { WatchOptions } from '../monitor/watch.ts'
import { Watcher } from '../monitor/watch.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { namespacesOf, relayOf } from '../namespaces.ts'
import { watchingOptions } from '../watching.ts'

const run = async (
  environment: Environment,
  given: readonly string[],
  options: WatchOptions & NamespaceOptions,
): Promise<void> => {
  if (options.write !== undefined && options.relay !== undefined)
    throw new UsageError('--write records a socket of this machine, and cannot be used with --relay')
  const watcher = new Watcher(environment, given, options)
  if (options.allNetns === true) return await watcher.all()
  const [namespace] = await namespacesOf(environment, options)
  await watcher.one(namespace, relayOf(options))
}

export const installMonitor = (program: Command, environment: Environment): void => {
  const command = program
    .command('monitor')
    .summary('show changes as they happen')
    .description(
      'Shows changes as they happen, until Ctrl-C: of an object that is known only what has changed. Groups are links, ' +
        'addresses, routes, rules, neighbours (these five where none is given), nsids, netconf, or any of the kernel in ' +
        'lower case: ipv4-route for RTNLGRP_IPV4_ROUTE.',
    )
    .argument('[groups...]', 'what to watch')
    .addOption(new Option('--dev <link>', 'only of this link (name or index)').argParser(device))
    .addOption(new Option('--full', 'every event in full; keeps no state'))
    .addOption(new Option('--snapshots', 'print all there is first, and again after events were lost'))
    .addOption(new Option('--all-nsid', 'of all namespaces that have an id here as well'))
    .addOption(
      new Option('--nsid <nsid>', 'only of the namespace with this id').argParser(count).implies({ allNsid: true }),
    )
    .addOption(new Option('--write <file>', 'write the messages to a pcap file too, for Wireshark').argParser(named))
    .action((given: string[]) => run(environment, given, command.optsWithGlobals()))
  for (const option of watchingOptions()) command.addOption(option)
  addExamples(command, [
    ['rtnl-dump monitor', 'links, addresses, routes, rules and neighbours'],
    ['rtnl-dump monitor --dev eth0', 'what happens to eth0'],
    ['rtnl-dump monitor links --json-lines | jq .value.name', 'for a program'],
    ['rtnl-dump monitor routes --snapshots', 'what there is, then what changes'],
    ['rtnl-dump monitor --all-netns --write changes.pcap', 'in all namespaces, and for Wireshark'],
  ])
}
