/** Meets a relay that listens on a unix datagram socket. */
import { randomBytes } from 'node:crypto'
import { chmodSync, lstatSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf, helloOf, MOST_PATH, readWelcome } from './format.ts'
import type { ClientPort } from './port.ts'
import { DatagramStream } from './stream.ts'

/** Milliseconds after which a `hello` is repeated: the relay may have started since, or had no descriptors. */
const PATIENCE = 250

/** A datagram that the relay ignores. */
const EMPTY = new Uint8Array(0)

/** Binds a socket in the folder of clients. The relay may send to it, whatever the umask of this process is. */
const bindIn = (folder: string, port: ClientPort): { readonly name: string; readonly remove: () => void } => {
  const name = randomBytes(8).toString('hex')
  const path = join(folder, name)
  port.bind(path)
  const remove = (): void => rmSync(path, { force: true })
  try {
    chmodSync(path, 0o666)
  } catch (error) {
    remove()
    throw error
  }
  return { name, remove }
}

/**
 * Exchanges `hello` and `welcome` with the relay at `path`. The port is closed if that fails.
 *
 * @throws {SocketError} if nobody listens there, or if this user may not send to it; what aborts `signal`.
 */
export const meet = async (
  path: string,
  port: ClientPort,
  signal: AbortSignal | undefined,
): Promise<DatagramStream> => {
  let remove = (): void => undefined
  let timer: NodeJS.Timeout | undefined
  const end = (): void => {
    clearTimeout(timer)
    remove()
  }
  try {
    const relay = realpathSync(path)
    if (Buffer.byteLength(relay) > MOST_PATH) throw new Error(`its path has more than ${MOST_PATH} bytes`)
    // fails for a stream before anything is created
    port.sendTo(relay, EMPTY)
    const folder = folderOf(relay)
    const own = bindIn(folder, port)
    remove = own.remove
    const key = await new Promise<Uint8Array>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      const hello = helloOf(own.name)
      const greet = (): void => {
        clearTimeout(timer)
        try {
          port.sendTo(relay, hello)
          timer = setTimeout(greet, PATIENCE)
        } catch (error) {
          reject(error)
        }
      }
      port.start({
        datagram: (bytes) => {
          const welcome = readWelcome(bytes)
          if (welcome !== undefined && joins(port, folder, welcome.name)) resolve(welcome.key)
        },
        writable: greet,
        failed: reject,
      })
      port.keepAlive(true)
      greet()
    })
    port.keepAlive(false)
    end()
    return new DatagramStream(port, key)
  } catch (error) {
    end()
    port.close()
    throw error
  }
}

/**
 * Connects to the socket that the relay has opened for this client. False for a `welcome` that is not of the relay: its socket
 * has another owner than the folder, or it is that of another client, to which the kernel lets nobody connect.
 */
const joins = (port: ClientPort, folder: string, name: string): boolean => {
  try {
    const path = join(folder, name)
    if (lstatSync(path).uid !== lstatSync(folder).uid) return false
    port.connect(path)
    return true
  } catch {
    // somebody else has sent it; the relay's own may follow
    return false
  }
}
