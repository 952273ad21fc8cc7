/** What requests of NETLINK_ROUTE are about, for error messages. */
import type { About } from '../client/change.ts'

/** A link, by the name or index it was asked for by, or something that is reached by one: `10.0.0.0/8 dev eth0`. */
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
