/** The socket that a service manager has opened for this process: LISTEN_FDS and LISTEN_PID of sd_listen_fds(3). */
import { NativeDatagrams } from '../../netlink/transport/relay/datagram/native.ts'
import { ListenError } from './socket-file.ts'

/** SD_LISTEN_FDS_START */
export const FIRST = 3

interface Environment {
  readonly [name: string]: string | undefined
}

/** Whether the variables are meant for this process. */
export const isActivated = ({ LISTEN_PID, LISTEN_FDS }: Environment, pid: number): boolean =>
  LISTEN_PID === String(pid) && LISTEN_FDS !== undefined

/**
 * The socket that was passed, and the path that it is bound to.
 *
 * @throws {ListenError} if it is not one unix datagram socket with a path.
 */
export const passedSocket = ({ LISTEN_FDS }: Environment): { datagrams: NativeDatagrams; path: string } => {
  if (LISTEN_FDS !== '1') throw new ListenError(`one socket is expected of the service manager, not ${LISTEN_FDS}`)
  const datagrams = new NativeDatagrams(FIRST)
  const path = datagrams.isUnixDatagram() ? datagrams.path() : ''
  if (path.startsWith('/')) {
    datagrams.requestCredentials()
    return { datagrams, path }
  }
  datagrams.close()
  throw new ListenError('the socket of the service manager is no unix datagram socket with a path (ListenDatagram=)')
}
