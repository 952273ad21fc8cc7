/**
 * Every code block of the pages, in order: its heading, its language, and what is done with it.
 *
 * - `program`: TypeScript. The programs of a page are one module: it is type-checked, and run in a namespace.
 * - `background`: the same, but it does not end by itself; the programs after it run at the same time.
 * - `console`: commands after `$ `, which are run, and their output, which is compared.
 * - `shell`: commands that are run; they must succeed.
 * - `script`: JavaScript of a page that a script writes; the script is run, and writes the same page.
 * - `output`: what the block before it prints.
 * - `file`: a file of JavaScript for the commands after it; its name is in its first line.
 * - `package`: a file or commands that scripts/check-package.sh runs with the installed package (`bundling.ts`).
 * - `notRun`: why a block is not run.
 *
 * The blocks of docs/guides/ run in order, each after the one before it (`guide.ts`). The tables of docs/from-ip.md are tested as well (`from-ip/`).
 *
 * A block that is not listed here, or is listed and no longer in its page, fails the tests.
 */
import type { Handling } from './blocks.ts'

type Entry = readonly [heading: string, language: string, handling: Handling]

const script = (heading: string, count: number): Entry[] =>
  Array.from({ length: count }, () => [heading, 'js', 'script'] as const)

const commandsOfTheRepository: Handling = { notRun: 'installs, builds and tests the repository itself' }

export const pages: { readonly [page: string]: readonly Entry[] } = {
  'README.md': [
    ['rtnl', 'sh', { notRun: 'scripts/check-package.sh installs the package, without scripts' }],
    ['rtnl', 'sh', commandsOfTheRepository],
    ['Example', 'ts', 'program'],
    ['Example', 'ts', 'program'],
    ['Example', 'console', 'console'],
  ],
  'examples/README.md': [
    ['Labs', 'sh', { notRun: 'builds the package; test/kernel/labs.test.ts builds and checks all labs' }],
  ],
  'docs/architecture.md': [['Layers', 'mermaid', { notRun: 'test/unit/house.test.ts compares it with the imports' }]],
  'docs/benchmarks.md': [['Benchmarks', 'sh', { notRun: 'takes an hour on a machine that does nothing else' }]],
  'docs/dependencies.md': [],
  'docs/errors.md': [
    ...script('Errors', 1),
    ...script('Before anything is sent', 13),
    ...script('Links', 16),
    ...script('Addresses', 5),
    ...script('Routes', 11),
    ...script('Rules, neighbours, namespaces', 8),
    ...script('Named namespaces, programs and sysctls', 10),
    ...script('Without privilege', 4),
  ],
  'docs/from-ip.md': [
    ['Before you start', 'ts', 'program'],
    ['Errors', 'ts', 'program'],
    ['JSON', 'ts', 'program'],
  ],
  'docs/glossary.md': [],
  'docs/guides/bundling.md': [
    ['Bundlers', 'js', 'package'],
    ['Leaving rtnl out of the bundle', 'sh', 'package'],
    ['Leaving rtnl out of the bundle', 'console', 'package'],
    ['Bundling rtnl', 'sh', 'package'],
    ['Bundling rtnl', 'console', 'package'],
    ['Bundling rtnl', 'sh', 'package'],
    ['Bundling rtnl', 'console', 'package'],
    ['Bundling rtnl', 'console', 'package'],
    ['Browsers', 'js', 'package'],
    ['Browsers', 'sh', 'package'],
    ['Browsers', 'console', 'package'],
  ],
  'docs/guides/containers.md': [
    ['The bridge', 'ts', 'program'],
    ['A container', 'ts', 'program'],
    ['A container', 'ts', 'program'],
    ['The outside', 'ts', 'program'],
    ['Published ports', 'ts', 'program'],
    ['Published ports', 'ts', 'program'],
    ['Published ports', 'console', 'console'],
    ['Name servers', 'ts', 'program'],
    ['Cleaning up', 'ts', 'program'],
    ['Cleaning up', 'ts', 'program'],
  ],
  'docs/guides/first-steps.md': [
    ['Reading', 'ts', 'program'],
    ['Reading', 'ts', 'program'],
    ['Changing', 'ts', 'program'],
    ['Changing', 'ts', 'program'],
    ['Errors', 'ts', 'program'],
    ['Many changes', 'ts', 'program'],
    ['Deleting', 'ts', 'program'],
    ['Large tables', 'ts', 'program'],
    ['Messages without a socket', 'ts', 'program'],
  ],
  'docs/guides/namespaces.md': [
    ['Creating', 'ts', 'program'],
    ['Creating', 'ts', 'program'],
    ['Creating', 'ts', 'program'],
    ['Configuring', 'ts', 'program'],
    ['Configuring', 'ts', 'program'],
    ['Running programs', 'ts', 'program'],
    ['Servers and clients', 'ts', 'program'],
    ['Servers and clients', 'ts', 'program'],
    ['Servers and clients', 'ts', 'program'],
    ['Deleting', 'ts', 'program'],
    ['Without root', 'js', 'file'],
    ['Without root', 'console', 'console'],
    ['Without root', 'js', 'file'],
    ['Without root', 'console', 'console'],
  ],
  'docs/guides/watching.md': [
    ['Events', 'ts', 'program'],
    ['Events', 'ts', 'background'],
    ['Events', 'sh', 'shell'],
    ['Events', 'text', 'output'],
    ['A table that stays current', 'ts', 'background'],
    ['A table that stays current', 'sh', 'shell'],
    ['A table that stays current', 'text', 'output'],
    ['Several namespaces', 'ts', 'program'],
    ['Several namespaces', 'ts', 'background'],
    ['Several namespaces', 'sh', 'shell'],
    ['Several namespaces', 'text', 'output'],
    ['Several namespaces', 'ts', 'background'],
    ['Several namespaces', 'sh', 'shell'],
    ['Several namespaces', 'text', 'output'],
    ['Stopping', 'ts', 'program'],
  ],
  'docs/guides/firewall.md': [
    ['A table, a chain, rules', 'ts', 'program'],
    ['Sets', 'ts', 'program'],
    ['Sets', 'ts', 'program'],
    ['Maps', 'ts', 'program'],
    ['Changing rules', 'ts', 'program'],
    ['Reading back', 'ts', 'program'],
    ['Reading back', 'text', 'output'],
    ['Reading back', 'console', 'console'],
    ['Trying a change safely', 'ts', 'program'],
  ],
  'docs/guides/raw.md': [
    ['A table', 'ts', 'program'],
    ['A request', 'ts', 'program'],
    ['Errors', 'ts', 'program'],
    ['Errors', 'ts', 'program'],
    ['Generic netlink', 'ts', 'program'],
    ['Generic netlink', 'ts', 'program'],
    ['Decoding', 'ts', 'program'],
  ],
  'docs/guides/testing.md': [
    ['Test your program without root', 'ts', 'program'],
    ['Test your program without root', 'ts', 'program'],
    ['Test your program without root', 'ts', 'program'],
    ['Errors', 'ts', 'program'],
    ['Errors', 'ts', 'program'],
    ['Replies of your own', 'ts', 'program'],
    ['Replies of your own', 'ts', 'program'],
    ['Random messages', 'ts', 'program'],
    ['The real kernel', 'js', 'file'],
    ['The real kernel', 'sh', 'shell'],
  ],
  'docs/nftables.md': [
    ['Opening', 'ts', 'program'],
    ['Listing', 'ts', 'program'],
    ['Listing', 'ts', 'program'],
    ['Statements', 'ts', 'program'],
    ['Statements', 'ts', 'program'],
    ['Transactions', 'ts', 'program'],
    ['Sets', 'ts', 'program'],
    ['Copying a ruleset', 'ts', 'program'],
    ['NAT', 'ts', 'program'],
    ['Watching rules', 'ts', 'background'],
    ['Tracing packets', 'ts', 'background'],
    ['Connections', 'ts', 'program'],
    ['Watching connections', 'ts', 'background'],
    ['Expectations', 'ts', 'program'],
  ],
  'docs/read-only.md': [],
  'docs/remote.md': [
    [
      'Other machines, and programs without privilege',
      'ts',
      { notRun: 'needs another machine; test/kernel/relay.test.ts starts a relay on this one' },
    ],
  ],
  'docs/security.md': [['Policies', 'json', { notRun: 'test/unit/relay/policy.test.ts reads it' }]],
  'docs/safety.md': [],
  'docs/runtimes.md': [],
  'docs/rtnl-dump.md': [
    ['rtnl-dump', 'sh', commandsOfTheRepository],
    ['Summary', 'console', 'console'],
    ['Objects', 'console', 'console'],
    ['Objects', 'console', 'console'],
    ['In other namespaces', 'console', 'console'],
    ['Output formats', 'console', 'console'],
    ['Byte by byte', 'console', 'console'],
    ['monitor', 'console', 'console'],
    ['netns', 'console', 'console'],
    ['nft', 'console', 'console'],
    ['nft monitor', 'console', 'console'],
    ['nft trace', 'console', 'console'],
    ['conntrack', 'console', 'console'],
    ['decode', 'sh', 'shell'],
    ['decode', 'console', 'console'],
    ['explain', 'console', 'console'],
  ],
}
