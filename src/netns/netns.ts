/** Network namespaces: made, found, run programs in, connected from, without this process ever leaving its own. */
import type { ChildProcess } from 'node:child_process'
import type { Socket as DatagramSocket } from 'node:dgram'
import type { Agent, AgentOptions } from 'node:http'
import type { Server, Socket } from 'node:net'
import { EncodeError } from '../netlink/codec/errors.ts'
import { ClosedError } from '../netlink/errors.ts'
import type { NativeFile } from '../netlink/native.ts'
import { loadNative } from '../netlink/native.ts'
import type { Stream } from '../netlink/stream.ts'
import type { HelperAnswer } from '../setns/helper.ts'
import { askHelper } from '../setns/helper.ts'
import type { Operation } from '../setns/messages.ts'
import { checkNamespaceName } from '../setns/names.ts'
import { checkWaitOptions, type WaitOptions } from '../setns/options.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { describeNamespace, openNamespace } from '../setns/reference.ts'
import { namesById, readNames } from '../setns/run-dir.ts'
import { openSocketIn } from '../setns/socket.ts'
import type { ConnectOptions, DatagramOptions, ListenOptions, Open } from './endpoints.ts'
import { agentOf, connect, listen, openDatagram } from './endpoints.ts'
import { idOf, listIds, lookUpId, setId, withSocket } from './ids.ts'
import { identify, pids } from './listing.ts'
import type { NetnsEvent, NetnsMonitorOptions } from './monitor.ts'
import { openMonitor } from './monitor.ts'
import type { NamedId, NamedNetns } from './named.ts'
import { listNamed } from './named.ts'
import type { ExecOptions, ExecResult, ProgramOptions } from './program.ts'
import { execIn, spawnIn } from './program.ts'
import { Sysctl } from './sysctl.ts'

export interface NsidSelection {
  /** Ids as the namespace sees them that has this id here; each with its id here, where it has one, as `currentNsid`. */
  readonly target?: number | undefined
  /** Only that of the namespace that has this id here. */
  readonly nsid?: number | undefined
}

const ask = async (
  operation: Operation,
  name: string,
  options: WaitOptions | undefined,
  namespace?: NativeFile,
): Promise<HelperAnswer> => {
  checkWaitOptions(`Netns.${operation}`, options)
  const text = new TextEncoder().encode(name)
  return askHelper({ operation, target: name === '' ? 'anonymous' : name, text, namespace }, options)
}

/** What nobody refers to any more is closed by the addon; that it came to that is a fault of the program. */
const forgotten = new FinalizationRegistry<string>((label) => {
  const message = `Netns ${label} was not closed: \`close\` it when it is done with, or declare it with \`await using\``
  process.emitWarning(message, { type: 'RtnlWarning', code: 'RTNL_NETNS_LEFT_OPEN' })
})

/**
 * A network namespace that is open. Close it when it is done with (`await using` does), which deletes no name. What is
 * opened inside (clients, sockets, servers, programs) does not need it any more.
 */
export class Netns implements AsyncDisposable {
  /** Its name in /run/netns; undefined where it was not opened by one. */
  readonly name: string | undefined
  /** Settings beneath /proc/sys/net. */
  readonly sysctl: Sysctl
  private readonly file: NativeFile
  private readonly label: string
  private readonly opener: Open = async (numbers, address, options) =>
    openSocketIn(this.opened(), this.label, numbers, address, options)

  private constructor(file: NativeFile, label: string, name: string | undefined) {
    this.file = file
    this.label = label
    this.name = name
    this.sysctl = new Sysctl(() => this.opened())
    forgotten.register(this, label, this)
  }

  /**
   * Makes a namespace with a name, as `ip netns add` does; it stays until it is deleted. Rejects with EncodeError for what
   * can't be a name, with NetnsError where the kernel refuses: EEXIST where the name is taken, EPERM without CAP_SYS_ADMIN.
   */
  static async create(name: string, options?: WaitOptions): Promise<Netns> {
    checkNamespaceName(name)
    return Netns.adopt(await ask('create', name, options), name, name)
  }

  /** Makes a namespace without a name, which is gone when nobody holds it any more: this handle, sockets, processes. */
  static async createAnonymous(options?: WaitOptions): Promise<Netns> {
    return Netns.adopt(await ask('create', '', options), 'anonymous', undefined)
  }

  /**
   * Opens one that exists: by name, by path, by the number of a process in it, or by an open file of it. Rejects with
   * NetnsError ENOENT or ESRCH where there is none.
   */
  static async open(namespace: NamespaceRef): Promise<Netns> {
    const name = typeof namespace === 'string' && !namespace.includes('/') ? namespace : undefined
    return new Netns(openNamespace(namespace), describeNamespace(namespace), name)
  }

  /** Gives the namespace of a process, or any other, a name (`ip netns attach`). */
  static async attach(name: string, namespace: NamespaceRef, options?: WaitOptions): Promise<Netns> {
    checkNamespaceName(name)
    const file = openNamespace(namespace)
    try {
      await ask('attach', name, options, file)
      return new Netns(file, name, name)
    } catch (error) {
      file.close()
      throw error
    }
  }

  /**
   * Deletes a name. The namespace itself, its links and the other ends of their pairs go when nothing holds it any more:
   * open handles and sockets do, and processes in it.
   */
  static async delete(name: string, options?: WaitOptions): Promise<void> {
    checkNamespaceName(name)
    await ask('delete', name, options)
  }

  /** Deletes all names there are, and answers with them. */
  static async deleteAll(): Promise<string[]> {
    const names = await readNames()
    const results = await Promise.allSettled(names.map((name) => Netns.delete(name)))
    for (const one of results) if (one.status === 'rejected') throw one.reason
    return names
  }

  /** The names there are (`ip netns list`), in order, with what is known of each. */
  static async list(): Promise<NamedNetns[]> {
    return withSocket(listNamed)
  }

  /** The names of a process's namespace, by default of this one's; none where it has no name. */
  static identify(pid: number = process.pid): Promise<string[]> {
    return identify(pid)
  }

  /** The processes in a namespace. Those that are not ours to look at are left out. */
  static pids(namespace: NamespaceRef): Promise<number[]> {
    return pids(namespace)
  }

  /** Gives a namespace an id here, `auto` one of the kernel's choice. Rejects with KernelError EEXIST where it has one. */
  static setId(namespace: NamespaceRef, id: number | 'auto'): Promise<void> {
    return withSocket((socket) => setId(socket, namespace, id))
  }

  /** The ids that namespaces have here (`ip netns list-id`). */
  static async listIds({ target, nsid }: NsidSelection = {}): Promise<NamedId[]> {
    return withSocket(async (socket) => {
      const names = await namesById((path) => idOf(socket, path))
      const ids = nsid === undefined ? await listIds(socket, target) : [await lookUpId(socket, nsid, target)]
      return ids.map((id) => ({ ...id, name: names.get(id.currentNsid ?? id.nsid) }))
    })
  }

  /** Names as they come and go, from now on. */
  static monitor(options: NetnsMonitorOptions = {}): Stream<NetnsEvent> {
    return openMonitor(options)
  }

  /** The open file of the namespace; -1 once it is closed. */
  get fd(): number {
    return this.file.fd
  }

  /** Starts a program inside; the same as `spawn` of node:child_process otherwise, which gives its ChildProcess. */
  spawn(program: string, words: readonly string[] = [], options?: ProgramOptions): ChildProcess {
    return spawnIn({ fd: this.opened().fd, name: this.name }, program, words, options)
  }

  /** Runs a program inside to its end. Rejects with ProgramError where its exit code is not 0, with NetnsError where it can't run. */
  async exec(program: string, words: readonly string[] = [], options?: ExecOptions): Promise<ExecResult> {
    return execIn({ fd: this.opened().fd, name: this.name }, program, words, options)
  }

  /** Connects to an address or a unix socket from inside. Resolves once it is connected. */
  connect(options: ConnectOptions): Promise<Socket> {
    return connect(this.opener, options)
  }

  /** Lets a server (of node:net, node:http, ...) listen inside. Resolves once it does. */
  listen<S extends Server>(server: S, options: ListenOptions = {}): Promise<S> {
    return listen(this.opener, server, options)
  }

  /** A socket of node:dgram inside, bound where an address or a port is given. */
  createSocket(options: DatagramOptions | DatagramOptions['type']): Promise<DatagramSocket> {
    return openDatagram(this.opener, typeof options === 'string' ? { type: options } : options)
  }

  /** An agent of node:http whose connections start inside: `http.get('http://192.0.2.1/', { agent: ns.agent() })`. */
  agent(options?: AgentOptions): Agent {
    return agentOf(this.opener, options)
  }

  /** The descriptor of a socket of any kind, opened inside: close-on-exec, non-blocking, the caller's to close. */
  async socket(domain: number, type: number, protocol = 0, options?: WaitOptions): Promise<number> {
    checkWaitOptions('socket', options)
    return this.opener({ domain, type, protocol }, undefined, options)
  }

  /** Deletes its name, and closes the handle. */
  async delete(options?: WaitOptions): Promise<void> {
    if (this.name === undefined) throw new EncodeError('name', 'a namespace that was opened by its name')
    await Netns.delete(this.name, options)
    this.close()
  }

  /** Lets go of the namespace. A name stays. Closing twice does nothing. */
  close(): void {
    forgotten.unregister(this)
    this.file.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  private opened(): NativeFile {
    if (this.file.fd < 0) throw new ClosedError(`netns ${this.label}`)
    return this.file
  }

  private static adopt({ fd }: HelperAnswer, label: string, name: string | undefined): Netns {
    // it has just come from the helper: a namespace, and nobody else's
    return new Netns(loadNative().adoptNamespace(fd as number) as NativeFile, label, name)
  }
}
