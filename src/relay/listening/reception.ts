/** Receives the clients of a relay that listens: opens a socket for each, and serves it. */
import { randomBytes } from 'node:crypto'
import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf, KEY, readHello, welcomeOf } from '../../netlink/transport/relay/datagram/format.ts'
import type { Credentials } from '../../netlink/transport/relay/datagram/native.ts'
import { NativeDatagrams, NativePort } from '../../netlink/transport/relay/datagram/native.ts'
import { DatagramStream } from '../../netlink/transport/relay/datagram/stream.ts'
import type { Gate } from '../gate.ts'
import type { Limits } from '../limits.ts'
import { Session } from '../session.ts'
import type { Bound } from './socket-file.ts'
import { holding } from './socket-file.ts'

export interface ReceptionOptions {
  readonly bound: Bound
  readonly limits: Limits
  /** Descriptors that the clients of one user may use. */
  readonly share: number
  readonly gate: Gate
  /** Milliseconds that a client has to send something after its `hello`. Absent: 5 seconds. */
  readonly patience?: number
  /** A client was cut off, or could not be served. */
  readonly report: (problem: string) => void
}

const PATIENCE = 5000
/** Clients of one user that have sent `hello` and nothing else. */
const MOST_WAITING = 128
/** Descriptors of a netlink socket: its own, and that of the socket by which its policy asks about links. */
const PER_SOCKET = 2

/** A client, which has a socket of its own. */
interface Client {
  readonly session: Session
  /** Resolves when its socket is closed. */
  readonly gone: Promise<void>
}

/** The clients of one user. */
class User {
  readonly clients = new Set<Client>()
  /** Names of clients that have sent `hello` and nothing else. */
  readonly waiting = new Set<string>()

  /** Descriptors that are in use. */
  get used(): number {
    let count = 0
    for (const { session } of this.clients) count += 1 + PER_SOCKET * session.size
    return count
  }
}

export class Reception {
  /** Resolves after `close`, when all clients are gone. Rejects if the relay cannot receive clients any more. */
  readonly done: Promise<void>
  private readonly options: ReceptionOptions
  private readonly folder: string
  private readonly users = new Map<number, User>()
  private finish!: () => void

  constructor(options: ReceptionOptions) {
    this.options = options
    const { datagrams, path } = options.bound
    this.folder = folderOf(path)
    datagrams.socket.ref()
    this.done = new Promise((resolve, reject) => {
      this.finish = resolve
      datagrams.poll(
        (bytes, sender) => this.hello(bytes, sender),
        (error) => {
          reject(error)
          this.close()
        },
      )
    })
  }

  /** Ends all clients. */
  close(): void {
    this.options.bound.datagrams.close()
    const clients = [...this.users.values()].flatMap((user) => [...user.clients])
    for (const { session } of clients) session.end('the relay ends')
    Promise.all(clients.map(({ gone }) => gone)).then(() => this.finish())
  }

  private hello(bytes: Uint8Array, sender: Credentials | undefined): void {
    const name = readHello(bytes)
    // there are no credentials if the socket has asked for them after the datagram was sent
    if (name === undefined || sender === undefined || sender.pid === 0) return
    const user = this.users.get(sender.uid) ?? new User()
    // a client that is not answered sends it again
    if (user.waiting.has(name) || user.waiting.size >= MOST_WAITING || user.used >= this.options.share) return
    try {
      this.welcome(user, name, sender)
    } catch (error) {
      this.options.report(`process ${sender.pid} of user ${sender.uid} is not served: ${(error as Error).message}`)
    }
  }

  /** Opens a socket for a client, and sends the client its name. */
  private welcome(user: User, theirs: string, sender: Credentials): void {
    const name = randomBytes(8).toString('hex')
    const path = join(this.folder, name)
    const datagrams = new NativeDatagrams()
    try {
      holding(join(this.folder, theirs), (held, uid) => {
        if (uid !== sender.uid) throw new Error(`its socket belongs to user ${uid}`)
        datagrams.connect(held)
      })
      // it is connected: nobody else can ever send to it
      datagrams.bind(path)
      chmodSync(path, 0o666)
      // later, since the kernel would bind a socket that has asked for credentials when it is connected
      datagrams.requestCredentials()
      const key = randomBytes(KEY)
      datagrams.send([welcomeOf({ key, name })])
      this.serve(user, sender, new DatagramStream(new NativePort(datagrams, sender), key), { theirs, path })
    } catch (error) {
      rmSync(path, { force: true })
      datagrams.close()
      throw error
    }
  }

  private serve(
    user: User,
    client: Credentials,
    stream: DatagramStream,
    { theirs, path }: { readonly theirs: string; readonly path: string },
  ): void {
    const { pid, uid } = client
    const { gate, limits, share, report, patience = PATIENCE } = this.options
    const session = new Session({
      input: stream,
      output: stream,
      gate,
      client,
      limits,
      room: () => (user.used < share ? undefined : `the clients of user ${uid} use ${share} descriptors`),
    })
    const met = (): void => {
      clearTimeout(timer)
      user.waiting.delete(theirs)
      rmSync(path, { force: true })
    }
    const timer = setTimeout(() => session.end(undefined), patience)
    const served: Client = {
      session,
      gone: new Promise((resolve) => {
        stream.once('data', met).once('close', () => {
          met()
          user.clients.delete(served)
          if (user.clients.size === 0) this.users.delete(uid)
          resolve()
        })
      }),
    }
    this.users.set(uid, user)
    user.clients.add(served)
    user.waiting.add(theirs)
    stream.ref()
    session.done.then((cut) => {
      if (cut !== undefined) report(`process ${pid} of user ${uid} was cut off: ${cut}`)
    })
  }
}
