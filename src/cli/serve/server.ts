/** The HTTP server of the page: its files, the events and the graph of this machine. It changes nothing. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isToken, LOOPBACK, newToken, refusalOf, targetOf } from './access.ts'
import { HEADERS } from './headers.ts'
import type { LiveEvents } from './live-events.ts'
import type { LiveGraph } from './live-graph.ts'
import type { PageFile } from './page-files.ts'

/** Connections at the same time: a few windows. */
const MOST_CONNECTIONS = 64

/** Bytes that may wait for a page that does not read its events. One that falls behind is disconnected, and connects again. */
const MOST_WAITING = 1 << 22

/** Milliseconds between comments in a stream without events. They find out that a page is gone. */
const HEARTBEAT = 15_000

export interface PageSources {
  readonly files: ReadonlyMap<string, PageFile>
  readonly events: LiveEvents
  readonly graph: LiveGraph
  /** Milliseconds; HEARTBEAT by default. */
  readonly heartbeat?: number
}

export class PageServer {
  private readonly token = newToken()
  private readonly sources: PageSources
  private readonly server: Server

  constructor(sources: PageSources) {
    this.sources = sources
    this.server = createServer({ maxHeaderSize: 16_384 }, (request, response) => this.answer(request, response))
    this.server.maxConnections = MOST_CONNECTIONS
  }

  /** Starts to listen, at any free port for 0. Returns the URL of the page. Rejects with the error of `listen`. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, LOOPBACK, resolve)
    })
    return `http://${LOOPBACK}:${this.port}/${this.token}/`
  }

  /** Ends all connections. */
  close(): void {
    this.server.close()
    this.server.closeAllConnections()
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  private answer({ method, url, headers }: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value as string)
    const refused = refusalOf(headers, this.port)
    if (refused !== undefined) return end(response, 403, refused)
    if (method !== 'GET' && method !== 'HEAD') return end(response.setHeader('Allow', 'GET, HEAD'), 405, 'only GET')
    const { token, name } = targetOf(String(url))
    if (!isToken(token, this.token)) return end(response, 404, 'no such page')
    if (name === undefined) return end(response.setHeader('Location', `/${this.token}/`), 308, '')
    if (name === 'events') return this.stream(Number(headers['last-event-id'] ?? 0) || 0, response)
    if (name === 'graph') return void this.drawing(headers['if-none-match'], response)
    const file = this.sources.files.get(name === '' ? 'index.html' : name)
    if (file === undefined) return end(response, 404, 'no such page')
    response.setHeader('Content-Type', file.type).end(file.body)
  }

  /** Server-sent events, from the one after `last` on. */
  private stream(last: number, response: ServerResponse): void {
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8').flushHeaders()
    const send = (text: string): void => {
      if (response.writableLength > MOST_WAITING) response.destroy()
      else if (!response.destroyed) response.write(text)
    }
    const stop = this.sources.events.listen(last, (event) =>
      send(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`),
    )
    const beat = setInterval(() => send(':\n\n'), this.sources.heartbeat ?? HEARTBEAT)
    response.once('close', () => {
      clearInterval(beat)
      stop()
    })
  }

  private async drawing(known: string | undefined, response: ServerResponse): Promise<void> {
    try {
      const { svg, notes, tag } = await this.sources.graph.draw()
      response.setHeader('ETag', `"${tag}"`)
      if (known === `"${tag}"`) return void response.writeHead(304).end()
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ svg, notes }))
    } catch (error) {
      end(response, 503, (error as Error).message)
    }
  }
}

const end = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text)
}
