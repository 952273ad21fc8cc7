/** Opens the socket of a client: of the addon, or of unix-dgram where the addon cannot be loaded. */
import { UnsupportedError } from '../../../protocol/errors.ts'
import { NativeDatagrams, NativePort } from './native.ts'
import type { ClientPort } from './port.ts'
import { loadUnixDgram, UnixDgramPort } from './unix-dgram.ts'

const openNative = (): ClientPort => new NativePort(new NativeDatagrams())

/** Undefined: neither the addon nor unix-dgram can be loaded. @throws {SocketError} */
export const openPort = async (native = openNative, load = loadUnixDgram): Promise<ClientPort | undefined> => {
  try {
    return native()
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error
    const unixDgram = await load()
    return unixDgram === undefined ? undefined : new UnixDgramPort(unixDgram)
  }
}
