/** `rtnl-dump serve`: a page in the browser that decodes captures, and shows the events and the graph of this machine. */
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { Environment } from '../command.ts'
import { addExamples, named } from '../command.ts'

const portNumber = (given: string): number => {
  if (/^\d{1,5}$/.test(given) && Number(given) <= 0xffff) return Number(given)
  throw new InvalidArgumentError('Expected a port, from 0 to 65535.')
}

export const installServe = (program: Command, environment: Environment): void => {
  const command = program
    .command('serve')
    .summary('a page that decodes, and shows events and the graph')
    .description(
      'Serves a page for the browsers of this machine, until Ctrl-C, and prints its address: captures and pasted bytes as a ' +
        'tree beside their bytes, the changes of this machine as they happen, and its graph. The address contains a secret ' +
        'word; the page needs no other network, and changes nothing.',
    )
    .addOption(new Option('--port <port>', 'the port on 127.0.0.1').default(0, 'any').argParser(portNumber))
    .addOption(
      new Option('--export <directory>', 'write the page that decodes, without a server of its own, and end').argParser(
        named,
      ),
    )
    .action(async () => {
      // the modules of the server are for this command alone
      const { runServe } = await import('../serve/serve.ts')
      await runServe(environment, command.optsWithGlobals())
    })
  addExamples(command, [
    ['rtnl-dump serve', 'the page of this namespace'],
    ['rtnl-dump serve --all-netns --port 8253', 'of the whole machine, at a port that stays'],
    ['rtnl-dump serve --export public/netlink', 'a static page that decodes, for any web server'],
  ])
}
