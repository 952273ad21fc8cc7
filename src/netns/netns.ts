/** Creates, finds and uses network namespaces. This process never leaves its own. */
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
import { namesById, readNames } from '../setns/run-dir.ts'
import { openSocketIn } from '../setns/socket.ts'
import { dropSpare, keepSpare } from '../setns/spare.ts'
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

/** Which nsids are listed. Without any field: all nsids in the namespace. */
export interface NsidSelection {
  /** Lists the nsids in the namespace with this nsid. `currentNsid` is then the nsid here, if there is one. */
  readonly target?: number | undefined
  /** Lists this nsid only. */
  readonly nsid?: number | undefined
}

/** Warns when a handle is collected without `close`; the addon has closed its descriptor. */
const forgotten = new FinalizationRegistry<string>((label) => {
  const message = `Netns ${label} was not closed: call its \`close\`, or declare it with \`await using\``
  process.emitWarning(message, { type: 'RtnlWarning', code: 'RTNL_NETNS_LEFT_OPEN' })
})

/**
 * An open network namespace. Close it after use (`await using` does that); this deletes no name. Clients, sockets,
 * servers and programs inside do not need the handle any more.
 */
export class Netns implements AsyncDisposable {
  /** Its name in /run/netns; undefined if it was not created or opened by name. */
  readonly name: string | undefined
  /** Its settings, below /proc/sys/net. */
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
   * Creates a namespace with a name, as `ip netns add` does. The namespace remains until the name is deleted.
   *
   * @throws {EncodeError} for an invalid name.
   * @throws {NetnsError} `EEXIST` if the name exists, `EPERM` without CAP_SYS_ADMIN.
   */
  static async create(name: string, options?: WaitOptions): Promise<Netns> {
    checkWaitOptions('Netns.create', options)
    checkNamespaceName(name)
    return limited(`netns create ${name}`, options, async (signal) =>
      Netns.adopt(await askByName('create', name, signal), name, name),
    )
  }

  /**
   * Creates a namespace without a name. It is removed when no handle, socket or process refers to it any more.
   *
   * @throws {NetnsError} `EPERM` without CAP_SYS_ADMIN.
   */
  static async createAnonymous(options?: WaitOptions): Promise<Netns> {
    checkWaitOptions('Netns.createAnonymous', options)
    return limited('netns create anonymous', options, async (signal) =>
      Netns.adopt(await askByName('create', '', signal), 'anonymous', undefined),
    )
  }

  /**
   * Opens an existing namespace by name, by path, by the ID of a process in it, or by an open file of it.
   *
   * @throws {NetnsError} `ENOENT` or `ESRCH` if it does not exist.
   * @throws {EncodeError} for anything but a namespace.
   */
  static async open(namespace: NamespaceRef): Promise<Netns> {
    const name = typeof namespace === 'string' && !namespace.includes('/') ? namespace : undefined
    return new Netns(openNamespace(namespace), describeNamespace(namespace), name)
  }

  /**
   * Opens the namespace that the calling thread is in. The sysctls of other namespaces can be read and written only with
   * CAP_SYS_ADMIN, which is needed to enter them; those of this one need no such privilege.
   *
   * @throws {UnsupportedError} if this is not Linux.
   */
  static async current(): Promise<Netns> {
    return new Netns(openNamespace('/proc/thread-self/ns/net'), 'current', undefined)
  }

  /**
   * Creates a name for an existing namespace, such as that of a process (`ip netns attach`).
   *
   * @throws {EncodeError} for an invalid name.
   * @throws {NetnsError} `EEXIST` if the name exists, `EPERM` without CAP_SYS_ADMIN.
   */
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
   * Deletes a name. The namespace is removed, with its links and their peers in other namespaces, when no open handle,
   * socket or process refers to it any more.
   *
   * @throws {EncodeError} for an invalid name.
   * @throws {NetnsError} `ENOENT` if it does not exist, `EPERM` without CAP_SYS_ADMIN.
   */
  static async delete(name: string, options?: WaitOptions): Promise<void> {
    checkWaitOptions('Netns.delete', options)
    checkNamespaceName(name)
    await limited(`netns delete ${name}`, options, (signal) => askByName('delete', name, signal))
  }

  /**
   * Deletes all names and returns them, without those that another program deletes meanwhile.
   *
   * @throws {DeleteAllError} if some cannot be deleted. It has the deleted names and the failures.
   */
  static async deleteAll(options?: WaitOptions): Promise<string[]> {
    checkWaitOptions('Netns.deleteAll', options)
    return limited('netns deleteAll', options, deleteAllNames)
  }

  /**
   * Lists all names, sorted, with properties of their namespaces (`ip netns list`). A name whose namespace cannot be
   * examined has an `error`.
   *
   * @throws {NetnsError} if /run/netns cannot be read.
   */
  static async list(options?: WaitOptions): Promise<NamedNetns[]> {
    checkWaitOptions('Netns.list', options)
    return limited('netns list', options, (signal) => withSocket((socket) => listNamed(socket, signal)))
  }

  /**
   * The names in /run/netns, sorted. `list` also opens each of the namespaces, which takes about a millisecond each.
   *
   * @throws {NetnsError} if /run/netns cannot be read.
   */
  static names(): Promise<string[]> {
    return readNames()
  }

  /**
   * The names of the namespace of a process, by default of this process. Empty if it has none.
   *
   * @throws {NetnsError} `ESRCH` if there is no such process.
   */
  static identify(pid: number = process.pid): Promise<string[]> {
    return identify(pid)
  }

  /**
   * The IDs of the processes in a namespace, without those that this process may not examine.
   *
   * @throws {NetnsError} `ENOENT` or `ESRCH` if the namespace does not exist.
   */
  static pids(namespace: NamespaceRef): Promise<number[]> {
    return pids(namespace)
  }

  /**
   * Assigns a namespace an nsid; `auto`: the kernel chooses it.
   *
   * @throws {KernelError} `EEXIST` if it has one.
   */
  static async setId(namespace: NamespaceRef, id: number | 'auto', options?: WaitOptions): Promise<void> {
    checkWaitOptions('Netns.setId', options)
    return limited('netns setId', options, (signal) => withSocket((socket) => setId(socket, namespace, id, signal)))
  }

  /**
   * Lists the nsids of other namespaces (`ip netns list-id`).
   *
   * @throws {KernelError} if `nsid` or `target` does not exist.
   */
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

  /**
   * Reports the names that are added and deleted from now on.
   *
   * @throws {NetnsError} if /run/netns cannot be watched.
   */
  static monitor(options: NetnsMonitorOptions = {}): Stream<NetnsEvent> {
    return openMonitor(options)
  }

  /** The descriptor of the namespace; -1 after `close`. */
  get fd(): number {
    return this.file.fd
  }

  /**
   * Starts a program inside. Otherwise like `spawn` of node:child_process, whose ChildProcess it returns.
   *
   * @throws {EncodeError | OptionError} for invalid arguments, before anything is started.
   */
  spawn(program: string, words: readonly string[] = [], options?: ProgramOptions): ChildProcess {
    return spawnIn({ fd: this.opened().fd, name: this.name }, program, words, options)
  }

  /**
   * Runs a program inside to its end.
   *
   * @throws {ProgramError} unless its exit code is 0.
   * @throws {NetnsError} if it cannot be started.
   */
  async exec(program: string, words: readonly string[] = [], options?: ExecOptions): Promise<ExecResult> {
    return execIn({ fd: this.opened().fd, name: this.name }, program, words, options)
  }

  /**
   * Connects to an address or a unix socket from inside. Resolves when the socket is connected.
   *
   * @throws {EncodeError} for an invalid address or port.
   * @throws {NetnsError} if the socket cannot be opened.
   * @throws {Error} of node:net if it cannot be connected: `ECONNREFUSED`, `ETIMEDOUT`, ...
   */
  async connect(options: ConnectOptions): Promise<Socket> {
    return connect(this.opener, options)
  }

  /**
   * Lets a server (of node:net, node:http, ...) listen inside. Resolves when it listens.
   *
   * @throws {EncodeError} for an invalid address or port.
   * @throws {NetnsError} if the kernel refuses: `EADDRINUSE`, `EADDRNOTAVAIL`, ...
   */
  listen<S extends Server>(server: S, options: ListenOptions = {}): Promise<S> {
    return listen(this.opener, server, options)
  }

  /**
   * Opens a socket of node:dgram inside, bound if an address or a port is given.
   *
   * @throws {EncodeError} for an invalid address or port.
   * @throws {NetnsError} if the kernel refuses: `EADDRINUSE`, `EADDRNOTAVAIL`, ...
   */
  async createSocket(options: DatagramOptions | DatagramOptions['type']): Promise<DatagramSocket> {
    return openDatagram(this.opener, typeof options === 'string' ? { type: options } : options)
  }

  /**
   * An agent for requests of node:http and node:https from inside: `https.get('https://192.0.2.1/', { agent: ns.agent()
   * })`. Takes the options of `Agent` of node:https.
   */
  agent(options?: NetnsAgentOptions): Agent {
    return agentOf(this.opener, options)
  }

  /**
   * Opens a socket of any kind inside and returns its descriptor, which is close-on-exec and non-blocking. The caller owns
   * it. The numbers are those of socket(2).
   *
   * @throws {EncodeError} for anything but integers.
   * @throws {NetnsError} if the kernel refuses.
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

  /**
   * Deletes its name and closes the handle.
   *
   * @throws {EncodeError} if it was not created or opened by its name.
   * @throws {NetnsError} `ENOENT` if the name does not exist any more, `EPERM` without CAP_SYS_ADMIN.
   */
  async delete(options?: WaitOptions): Promise<void> {
    if (this.name === undefined) throw new EncodeError('name', 'a namespace that was opened by its name')
    await Netns.delete(this.name, options)
    this.close()
  }

  /** Closes the handle. The name remains. Closing twice has no effect. */
  close(): void {
    forgotten.unregister(this)
    dropSpare(this)
    this.file.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  private opened(): NativeFile {
    if (this.file.fd < 0) throw new ClosedError(`netns ${this.label}`)
    return this.file
  }

  private static adopt({ fd, socket }: HelperAnswer, label: string, name: string | undefined): Netns {
    const netns = new Netns(adoptNamespace(fd as number), label, name)
    if (socket !== undefined) keepSpare(netns, socket)
    return netns
  }
}
