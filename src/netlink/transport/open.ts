import { InlineTransport } from './inline.ts'
import type { KernelOptions } from './kernel-options.ts'
import type { NativeSocket } from './native.ts'
import { canPoll } from './runtime.ts'
import { ThreadTransport } from './thread.ts'
import type { OpenTransport, Transport } from './transport.ts'

/**
 * Opens or adopts a kernel socket, or uses one that was opened for it, perhaps in another namespace. `io` selects the
 * transport; where the event loop cannot poll a socket (Bun), there is always an I/O thread.
 */
export const openKernel = (options: KernelOptions, opened?: NativeSocket): Transport => {
  const inline = options.io === 'inline' && canPoll(process.versions)
  return inline ? new InlineTransport(options, opened) : new ThreadTransport(options, opened)
}

/** The transport of a socket: the given one, or one that is opened. */
export const transportOf = (given: Transport | OpenTransport | undefined, options: KernelOptions): Transport => {
  if (given === undefined) return openKernel(options)
  return typeof given === 'function' ? given(options) : given
}
