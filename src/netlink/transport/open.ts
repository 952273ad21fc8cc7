import { InlineTransport } from './inline.ts'
import type { KernelOptions } from './kernel.ts'
import { ThreadTransport } from './thread.ts'
import type { Transport } from './transport.ts'

/** Opens or adopts a kernel socket; `io` selects the transport. */
export const openKernel = (options: KernelOptions): Transport =>
  options.io === 'inline' ? new InlineTransport(options) : new ThreadTransport(options)
