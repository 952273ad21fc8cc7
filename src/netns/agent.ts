/** An HTTP agent for node:http and node:https whose connections are opened in a namespace. */
import type { ClientRequest } from 'node:http'
import type { Agent, AgentOptions, RequestOptions } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { checkOptions } from '../netlink/socket/options.ts'
import { https } from './builtin.ts'
import { type Destination, dial } from './connect.ts'
import type { Open } from './requests.ts'

/** The options of `Agent` of node:https, including those of its sockets and TLS connections. */
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

/** What node:http passes to an agent: the options of the request and of the agent. */
interface ConnectionOptions extends Omit<Destination, 'path' | 'port'> {
  /** The path of a unix socket; null or absent for TCP. */
  readonly path?: string | null | undefined
  readonly port?: number | string | null | undefined
  readonly protocol?: string | null | undefined
  /** The only thing that distinguishes requests of node:https from those of node:http. */
  readonly _defaultAgent?: { readonly protocol?: string } | undefined
  readonly timeout?: number | undefined
}

/**
 * Options of `Agent` of node:https, except those that open a socket outside of the namespace or require an open one.
 */
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

/** The methods of agents that node:http calls. Its type definitions do not contain all of them. */
interface AgentMethods {
  addRequest(request: ClientRequest, options: object, ...more: unknown[]): void
  createConnection(options: object): Socket
  getName(options: object): string
}

const isSecure = ({ protocol, _defaultAgent }: ConnectionOptions): boolean =>
  (protocol ?? _defaultAgent?.protocol) === 'https:'

/** No request can have this port. As the agent's default port it stands for that of the request's protocol, 80 or 443. */
const NO_PORT = -1

const destinationOf = ({ path, port, ...options }: ConnectionOptions): Destination =>
  typeof path === 'string' ? { ...options, path } : { ...options, port: Number(port) }

type NamespaceAgentClass = new (open: Open, options: NetnsAgentOptions | undefined) => Agent

/**
 * The class of the agents. They have no `protocol`, so that they serve requests of both modules. Their sockets are returned
 * while they are connecting, so that `signal`, `timeout` and `destroy` of the request and of the agent end them at once.
 */
const makeClass = ({ Agent }: typeof import('node:https')): NamespaceAgentClass => {
  const base = Agent.prototype as unknown as AgentMethods
  return class NamespaceAgent extends Agent {
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

    /** The agent reuses idle connections for requests with the same name. */
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

    /** The stream of a request: the socket, or a TLS connection over it. */
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
}

let made: NamespaceAgentClass | undefined

/** An agent for `http.get(url, { agent })` and `https.get(url, { agent })`. */
export const agentOf = (open: Open, options: NetnsAgentOptions | undefined): Agent => {
  checkOptions('Netns.agent', options, OPTIONS)
  made ??= makeClass(https())
  return new made(open, options)
}
