/** `rtnl-dump serve`: a page in the browser that decodes captures, and shows the events and the graph of this machine. */
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { Environment } from '../command.ts'
import { addExamples, named } from '../command.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { LiveEvents } from '../serve/live-events.ts'
import { LiveGraph } from '../serve/live-graph.ts'
import { exportPage, readPage } from '../serve/page-files.ts'
import { PageServer } from '../serve/server.ts'

interface ServeOptions extends NamespaceOptions {
  readonly port: number
  readonly export?: string
}

const portNumber = (given: string): number => {
  if (/^\d{1,5}$/.test(given) && Number(given) <= 0xffff) return Number(given)
  throw new InvalidArgumentError('Expected a port, from 0 to 65535.')
}

/** Resolves when a signal aborts. */
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

const serve = async (environment: Environment, options: ServeOptions): Promise<void> => {
  const { io, out, err } = environment
  const events = new LiveEvents(environment, options)
  const graph = new LiveGraph(environment, options)
  const server = new PageServer({ files: await readPage(io.pageFolder), events, graph })
  const end = aborted(io.interrupted())
  const url = await server.listen(options.port)
  try {
    await out.write(`${url}\n`)
    await out.flush()
    err.write('rtnl-dump: only who knows this address can use the page; Ctrl-C ends it\n')
    await err.flush()
    await end
  } finally {
    events.abort()
    server.close()
  }
}

const run = async (environment: Environment, options: ServeOptions): Promise<void> => {
  if (options.export === undefined) return await serve(environment, options)
  const names = await exportPage(environment.io.pageFolder, options.export)
  await environment.out.write(names.map((name) => `${name}\n`).join(''))
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
    .addOption(
      new Option('--port <port>', 'the port on 127.0.0.1; any free one by default')
        .default(0, 'any')
        .argParser(portNumber),
    )
    .addOption(
      new Option('--export <directory>', 'write the page that decodes, without a server of its own, and end').argParser(
        named,
      ),
    )
    .action(() => run(environment, command.optsWithGlobals()))
  addExamples(command, [
    ['rtnl-dump serve', 'the page of this namespace'],
    ['rtnl-dump serve --all-netns --port 8253', 'of the whole machine, at a port that stays'],
    ['rtnl-dump serve --export public/netlink', 'a static page that decodes, for any web server'],
  ])
}
