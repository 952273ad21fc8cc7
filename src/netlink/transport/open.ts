import { InlineTransport } from './inline.ts'
import type { KernelOptions } from './kernel.ts'
import { ThreadTransport } from './thread.ts'
import type { Transport } from './transport.ts'

/** A socket of the kernel's, with the way of waiting that was asked for. */
export const openKernel = (options: KernelOptions): Transport =>
  options.io === 'inline' ? new InlineTransport(options) : new ThreadTransport(options)
