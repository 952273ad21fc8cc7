/** The types of namespaces: options and results. Checked by the compiler only; nothing here is run. */
import type { ChildProcess } from 'node:child_process'
import type { Agent } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import type {
  ConnectOptions,
  DatagramOptions,
  ExecOptions,
  ListenOptions,
  NamedNetns,
  NetlinkError,
  NetnsAgentOptions,
  ProgramOptions,
  WaitOptions,
} from '../../src/index.ts'
import { DeleteAllError, Netns } from '../../src/index.ts'
import type { Equal } from './equal.ts'
import { same } from './equal.ts'

export const calls = async (ns: Netns): Promise<void> => {
  const wait: WaitOptions = { signal: AbortSignal.timeout(5), timeout: undefined }
  same<Equal<Awaited<ReturnType<typeof Netns.create>>, Netns>>()
  await Netns.create('blue', wait)
  await Netns.attach('blue', process.pid, wait)
  await Netns.listIds({ target: 5, ...wait })
  await ns.sysctl.set('net.ipv4.ip_forward', 1, wait)
  same<Equal<Awaited<ReturnType<typeof Netns.list>>, NamedNetns[]>>()
  same<Equal<NamedNetns['error'], NetlinkError | undefined>>()
  const server = await ns.listen(createServer(), { path: '/run/s', ...wait })
  same<Equal<typeof server, Server>>()
  same<Equal<Awaited<ReturnType<typeof ns.connect>>, Socket>>()
  same<Equal<ReturnType<typeof ns.spawn>, ChildProcess>>()
  same<Equal<ReturnType<typeof ns.agent>, Agent>>()
  const error = await Netns.deleteAll().catch((reason: unknown) => reason)
  if (error instanceof DeleteAllError) same<Equal<typeof error.deleted, readonly string[]>>()
  // @ts-expect-error: no such option
  await Netns.create('blue', { timeuot: 5 })
  // @ts-expect-error: a timeout is a number of milliseconds
  await Netns.delete('blue', { timeout: '5s' })
  // @ts-expect-error: options come after the arguments
  ns.spawn('id', { uid: 5 })
  // @ts-expect-error: no such option
  Netns.monitor({ timeout: 5 })
}

export const options: readonly [ProgramOptions, ExecOptions, ConnectOptions, ListenOptions, DatagramOptions] = [
  { uid: 'nobody', gid: 5, mounts: false, stdio: 'inherit' },
  { uid: 5, input: 'text', timeout: 5 },
  { host: '192.0.2.1', port: 80, timeout: 5 },
  { path: '/run/s', signal: AbortSignal.timeout(5) },
  { type: 'udp4', port: 53, timeout: 5 },
]
export const agent: NetnsAgentOptions = { keepAlive: true, ca: 'PEM', servername: 'inside.test' }
// @ts-expect-error: a user is a number or a name
export const noUser: ProgramOptions = { uid: ['nobody'] }
// @ts-expect-error: `undefined` would mean the namespace of the caller
export const undefinedUser: ProgramOptions = { uid: undefined }
// @ts-expect-error: `exec` captures the output, so `stdio` cannot be set
export const inherited: ExecOptions = { stdio: 'inherit' }
// @ts-expect-error: the agent opens its sockets itself
export const elsewhere: NetnsAgentOptions = { socket: undefined }
