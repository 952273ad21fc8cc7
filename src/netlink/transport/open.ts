import { InlineTransport } from './inline.ts'
import type { KernelOptions } from './kernel-options.ts'
import { canPoll } from './runtime.ts'
import { ThreadTransport } from './thread.ts'
import type { OpenTransport, Transport } from './transport.ts'

/**
 * Opens or adopts a kernel socket; `io` selects the transport. Where the event loop cannot poll it (Bun), there is always
 * an I/O thread.
 */
export const openKernel = (options: KernelOptions): Transport =>
  options.io === 'inline' && canPoll(process.versions) ? new InlineTransport(options) : new ThreadTransport(options)

/** The transport of a socket: the given one, or one that is opened. */
export const transportOf = (given: Transport | OpenTransport | undefined, options: KernelOptions): Transport => {
  if (given === undefined) return openKernel(options)
  return typeof given === 'function' ? given(options) : given
}
