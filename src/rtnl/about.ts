/** The targets of NETLINK_ROUTE requests, for error messages. */
import type { About } from '../client/change.ts'

/** A link as the caller named it (name or index), or an object on it: `10.0.0.0/8 dev eth0`. */
export class AboutDevice implements About {
  private readonly dev: string | number | undefined
  private readonly what: string | undefined

  constructor(dev: string | number | undefined, what?: string) {
    this.dev = dev
    this.what = what
  }

  get target(): string {
    if (this.dev === undefined) return String(this.what)
    return this.what === undefined ? String(this.dev) : `${this.what} dev ${this.dev}`
  }
}
