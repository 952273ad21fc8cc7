/** An agent of node:http and node:https whose connections start in a namespace. */
import type { ClientRequest } from 'node:http'
import type { AgentOptions, RequestOptions } from 'node:https'
import { Agent } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { checkOptions } from '../netlink/socket/options.ts'
import { type Destination, dial } from './connect.ts'
import type { Open } from './requests.ts'

/** Options of `Agent` of node:https, with those of the sockets and the TLS connections that it makes. */
const OPTIONS = [
  ...['keepAlive', 'keepAliveMsecs', 'maxSockets', 'maxTotalSockets', 'maxFreeSockets', 'timeout', 'scheduling'],
  ...[
    'agentKeepAliveTimeoutBuffer',
    'maxCachedSessions',
    'noDelay',
    'keepAliveInitialDelay',
    'lookup',
    'family',
    'hints',
  ],
  ...['localAddress', 'localPort', 'allowHalfOpen', 'host', 'port', 'servername', 'session', 'minDHSize', 'ca', 'cert'],
  ...['key', 'passphrase', 'pfx', 'crl', 'ciphers', 'clientCertEngine', 'dhparam', 'ecdhCurve', 'honorCipherOrder'],
  ...['sigalgs', 'minVersion', 'maxVersion', 'secureProtocol', 'secureOptions', 'secureContext', 'sessionIdContext'],
  ...['sessionTimeout', 'ticketKeys', 'privateKeyEngine', 'privateKeyIdentifier', 'rejectUnauthorized', 'requestCert'],
  ...['requestOCSP', 'checkServerIdentity', 'ALPNProtocols', 'SNICallback', 'pskCallback', 'enableTrace'],
  ...['allowPartialTrustChain', 'highWaterMark'],
]

/** What an agent is told of a request and of the options it was made with. */
interface ConnectionOptions extends Omit<Destination, 'path' | 'port'> {
  /** Null where it goes to no unix socket. */
  readonly path?: string | null | undefined
  readonly port?: number | string | null | undefined
  readonly protocol?: string | null | undefined
  /** node:https tells its requests from those of node:http by this alone. */
  readonly _defaultAgent?: { readonly protocol?: string } | undefined
  readonly timeout?: number | undefined
}

/** Options of `Agent` of node:https; those that would open a socket somewhere else, or need one that is there, do not exist. */
export type NetnsAgentOptions = Omit<
  AgentOptions,
  | 'signal'
  | 'socket'
  | 'path'
  | 'onread'
  | 'autoSelectFamily'
  | 'autoSelectFamilyAttemptTimeout'
  | 'isServer'
  | 'server'
>

type Created = (error: Error | null, stream: Duplex) => void

/** The methods of agents that node:http calls; its types do not know all of them. */
interface AgentMethods {
  addRequest(request: ClientRequest, options: object, ...more: unknown[]): void
  createConnection(options: object): Socket
  getName(options: object): string
}

const base = Agent.prototype as unknown as AgentMethods

const isSecure = ({ protocol, _defaultAgent }: ConnectionOptions): boolean =>
  (protocol ?? _defaultAgent?.protocol) === 'https:'

/** A port that no request can name: its port is that of its protocol. */
const NO_PORT = -1

const destinationOf = ({ path, port, ...options }: ConnectionOptions): Destination =>
  typeof path === 'string' ? { ...options, path } : { ...options, port: Number(port) }

/**
 * Without a `protocol` of its own it serves requests of both modules. What it returns is a socket that is connecting, so
 * that a request's `signal`, `timeout` and `destroy`, and those of the agent, end it at once.
 */
class NamespaceAgent extends Agent {
  private readonly open: Open

  constructor(open: Open, options: NetnsAgentOptions | undefined) {
    super(options)
    this.open = open
    Object.assign(this, { protocol: undefined, defaultPort: NO_PORT })
  }

  addRequest(request: ClientRequest, options: ConnectionOptions, ...more: unknown[]): void {
    const port = Number(options.port) === NO_PORT ? (isSecure(options) ? 443 : 80) : options.port
    base.addRequest.call(this, request, { ...options, port }, ...more)
  }

  /** Connections with the same name are used one for the other. */
  override getName(options: RequestOptions = {}): string {
    return `${isSecure(options as ConnectionOptions) ? 'https' : 'http'}:${base.getName.call(this, options)}`
  }

  override createConnection(given: RequestOptions, created: Created): Socket | undefined {
    const options = given as ConnectionOptions
    const failed = (error: unknown): void => (created as (error: Error) => void)(error as Error)
    try {
      const socket = dial(this.open, destinationOf(options))
      if (!(socket instanceof Promise)) return this.finish(socket, options)
      socket.then((connected) => created(null, this.finish(connected, options))).catch(failed)
    } catch (error) {
      failed(error)
    }
    return undefined
  }

  /** With TLS around it where the request asks for that. */
  private finish(socket: Socket, options: ConnectionOptions): Socket {
    try {
      const stream = isSecure(options) ? base.createConnection.call(this, { ...options, socket }) : socket
      if (options.timeout) stream.setTimeout(options.timeout)
      return stream
    } catch (error) {
      socket.destroy()
      throw error
    }
  }
}

/** An agent for `http.get(url, { agent })` and `https.get(url, { agent })`. */
export const agentOf = (open: Open, options: NetnsAgentOptions | undefined): Agent => {
  checkOptions('Netns.agent', options, OPTIONS)
  return new NamespaceAgent(open, options)
}
