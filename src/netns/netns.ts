/** Network namespaces: made, found, run programs in, connected from, without this process ever leaving its own. */
import type { ChildProcess } from 'node:child_process'
import type { Socket as DatagramSocket } from 'node:dgram'
import type { Agent } from 'node:https'
import type { Server, Socket } from 'node:net'
import { EncodeError } from '../netlink/codec/errors.ts'
import { ClosedError } from '../netlink/protocol/errors.ts'
import type { Stream } from '../netlink/socket/stream.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import { adoptNamespace } from '../setns/descriptor.ts'
import type { HelperAnswer } from '../setns/helper.ts'
import { limited } from '../setns/limits.ts'
import { checkNamespaceName } from '../setns/names.ts'
import { checkWaitOptions, type WaitOptions } from '../setns/options.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { describeNamespace, openNamespace } from '../setns/reference.ts'
import { namesById } from '../setns/run-dir.ts'
import { openSocketIn } from '../setns/socket.ts'
import { agentOf, type NetnsAgentOptions } from './agent.ts'
import { type ConnectOptions, connect } from './connect.ts'
import { type DatagramOptions, openDatagram } from './datagram.ts'
import { deleteAllNames } from './delete-all.ts'
import { idOf, listIds, lookUpId, setId, withSocket } from './ids.ts'
import { type ListenOptions, listen } from './listen.ts'
import { identify, pids } from './listing.ts'
import type { NetnsEvent, NetnsMonitorOptions } from './monitor.ts'
import { openMonitor } from './monitor.ts'
import type { NamedId, NamedNetns } from './named.ts'
import { listNamed } from './named.ts'
import type { ExecResult } from './program.ts'
import { execIn, spawnIn } from './program.ts'
import type { ExecOptions, ProgramOptions } from './program-options.ts'
import { askByName, type Open } from './requests.ts'
import { Sysctl } from './sysctl.ts'
import { checkCall, checkInteger } from './values.ts'

export interface NsidSelection {
  /** Ids as the namespace sees them that has this id here; each with its id here, where it has one, as `currentNsid`. */
  readonly target?: number | undefined
  /** Only that of the namespace that has this id here. */
  readonly nsid?: number | undefined
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
  private readonly opener: Open = async (numbers, address, signal) =>
    openSocketIn(this.opened(), this.label, numbers, address, { signal })

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
    checkWaitOptions('Netns.create', options)
    checkNamespaceName(name)
    return limited(`netns create ${name}`, options, async (signal) =>
      Netns.adopt(await askByName('create', name, signal), name, name),
    )
  }

  /** Makes a namespace without a name, which is gone when nobody holds it any more: this handle, sockets, processes. */
  static async createAnonymous(options?: WaitOptions): Promise<Netns> {
    checkWaitOptions('Netns.createAnonymous', options)
    return limited('netns create anonymous', options, async (signal) =>
      Netns.adopt(await askByName('create', '', signal), 'anonymous', undefined),
    )
  }

  /**
   * Opens one that exists: by name, by path, by the number of a process in it, or by an open file of it. Rejects with
   * NetnsError ENOENT or ESRCH where there is none.
   */
  static async open(namespace: NamespaceRef): Promise<Netns> {
    const name = typeof namespace === 'string' && !namespace.includes('/') ? namespace : undefined
    return new Netns(openNamespace(namespace), describeNamespace(namespace), name)
  }

  /**
   * Opens the namespace that the calling thread is in. Its sysctls are read and written without the helper, and need no
   * privilege to enter a namespace.
   */
  static async current(): Promise<Netns> {
    return new Netns(openNamespace('/proc/thread-self/ns/net'), 'current', undefined)
  }

  /** Gives the namespace of a process, or any other, a name (`ip netns attach`). */
  static async attach(name: string, namespace: NamespaceRef, options?: WaitOptions): Promise<Netns> {
    checkWaitOptions('Netns.attach', options)
    checkNamespaceName(name)
    const file = openNamespace(namespace)
    try {
      await limited(`netns attach ${name}`, options, (signal) => askByName('attach', name, signal, file))
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
    checkWaitOptions('Netns.delete', options)
    checkNamespaceName(name)
    await limited(`netns delete ${name}`, options, (signal) => askByName('delete', name, signal))
  }

  /**
   * Deletes all names there are, and answers with them; one that somebody else deletes meanwhile is not among them. Rejects
   * with DeleteAllError, which says what was deleted and what was not, where some can't be.
   */
  static async deleteAll(options?: WaitOptions): Promise<string[]> {
    checkWaitOptions('Netns.deleteAll', options)
    return limited('netns deleteAll', options, deleteAllNames)
  }

  /**
   * The names there are (`ip netns list`), in order, with what is known of each. A name that can't be looked into is listed
   * with its `error`.
   */
  static async list(options?: WaitOptions): Promise<NamedNetns[]> {
    checkWaitOptions('Netns.list', options)
    return limited('netns list', options, (signal) => withSocket((socket) => listNamed(socket, signal)))
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
  static async setId(namespace: NamespaceRef, id: number | 'auto', options?: WaitOptions): Promise<void> {
    checkWaitOptions('Netns.setId', options)
    return limited('netns setId', options, (signal) => withSocket((socket) => setId(socket, namespace, id, signal)))
  }

  /** The ids that namespaces have here (`ip netns list-id`). */
  static async listIds(options: NsidSelection & WaitOptions = {}): Promise<NamedId[]> {
    checkCall('Netns.listIds', options, ['target', 'nsid'])
    const { target, nsid } = options
    return limited('netns listIds', options, (signal) =>
      withSocket(async (socket) => {
        const names = await namesById((path) => idOf(socket, path, signal))
        const one = nsid !== undefined
        const ids = one ? [await lookUpId(socket, nsid, target, signal)] : await listIds(socket, target, signal)
        return ids.map((id) => ({ ...id, name: names.get(id.currentNsid ?? id.nsid) }))
      }),
    )
  }

  /** Names as they come and go, from now on. */
  static monitor(options: NetnsMonitorOptions = {}): Stream<NetnsEvent> {
    return openMonitor(options)
  }

  /** The open file of the namespace; -1 once it is closed. */
  get fd(): number {
    return this.file.fd
  }

  /**
   * Starts a program inside; the same as `spawn` of node:child_process otherwise, which gives its ChildProcess. Throws
   * EncodeError and OptionError for what can't be before anything is started.
   */
  spawn(program: string, words: readonly string[] = [], options?: ProgramOptions): ChildProcess {
    return spawnIn({ fd: this.opened().fd, name: this.name }, program, words, options)
  }

  /** Runs a program inside to its end. Rejects with ProgramError where its exit code is not 0, with NetnsError where it can't run. */
  async exec(program: string, words: readonly string[] = [], options?: ExecOptions): Promise<ExecResult> {
    return execIn({ fd: this.opened().fd, name: this.name }, program, words, options)
  }

  /** Connects to an address or a unix socket from inside. Resolves once it is connected. */
  async connect(options: ConnectOptions): Promise<Socket> {
    return connect(this.opener, options)
  }

  /** Lets a server (of node:net, node:http, ...) listen inside. Resolves once it does. */
  listen<S extends Server>(server: S, options: ListenOptions = {}): Promise<S> {
    return listen(this.opener, server, options)
  }

  /** A socket of node:dgram inside, bound where an address or a port is given. */
  async createSocket(options: DatagramOptions | DatagramOptions['type']): Promise<DatagramSocket> {
    return openDatagram(this.opener, typeof options === 'string' ? { type: options } : options)
  }

  /**
   * An agent for requests of node:http and node:https that start inside: `https.get('https://192.0.2.1/', { agent: ns.agent() })`.
   * It takes the options of `Agent` of node:https.
   */
  agent(options?: NetnsAgentOptions): Agent {
    return agentOf(this.opener, options)
  }

  /**
   * The descriptor of a socket of any kind, opened inside: close-on-exec, non-blocking, the caller's to close. The numbers
   * are those of socket(2).
   */
  async socket(domain: number, type: number, protocol = 0, options?: WaitOptions): Promise<number> {
    checkWaitOptions('Netns.socket', options)
    const numbers = {
      domain: checkInteger(domain, 'domain'),
      type: checkInteger(type, 'type'),
      protocol: checkInteger(protocol, 'protocol'),
    }
    return limited('netns socket', options, (signal) => this.opener(numbers, undefined, signal))
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
    return new Netns(adoptNamespace(fd as number), label, name)
  }
}
