/** Opens netlink sockets in a mode and keeps them busy: each sends a request after every reply, forever. */
import { AF_NETLINK, addon, getLoopback, opened, SOCK_RAW, type Socket, shared } from '../addon.ts'

const WINDOW = 8192

/** `onMessage` runs in the callback, before the next request. */
export const busy = (mode: string, onMessage: () => void): Socket => {
  const socket = opened(addon.open(AF_NETLINK, SOCK_RAW, 0))
  socket.ref()
  const request = getLoopback(1)
  if (mode === 'poll') {
    const slab = new Uint8Array(2 * WINDOW)
    socket.poll(() => {
      socket.receive(slab, WINDOW)
      onMessage()
      if (socket.fd >= 0) socket.send(request)
    })
    socket.send(request)
  }
  if (mode === 'thread') {
    const slabs = [shared(2 * WINDOW), shared(2 * WINDOW)]
    socket.startThread(slabs, WINDOW, 50, (index) => {
      socket.release(index)
      onMessage()
      if (socket.fd >= 0) socket.post(1, request)
    })
    socket.post(1, request)
  }
  return socket
}
