/** Serves the page, or writes it to a directory. */
import type { Environment } from '../command.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { LiveEvents } from './live-events.ts'
import { LiveGraph } from './live-graph.ts'
import { exportPage, readPage } from './page-files.ts'
import { PageServer } from './server.ts'

export interface ServeOptions extends NamespaceOptions {
  readonly port: number
  readonly export?: string
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

/** Serves the page until the command is interrupted, or writes the page that decodes. */
export const runServe = async (environment: Environment, options: ServeOptions): Promise<void> => {
  if (options.export === undefined) return await serve(environment, options)
  const names = await exportPage(environment.io.pageFolder, options.export)
  await environment.out.write(names.map((name) => `${name}\n`).join(''))
}
