/**
 * Makes a link in several steps: if settings have to wait until it exists (`late-settings.ts`), or if it has to be read in
 * another namespace. If a step fails, the link is deleted again.
 */

import { send } from '../../client/change.ts'
import { Collection } from '../../client/collection.ts'
import type { ChangeOptions } from '../../client/echo.ts'
import type { Opener } from '../../client/opener.ts'
import type { Requester } from '../../client/requester.ts'
import { KernelError, NetlinkError, TimeoutError } from '../../netlink/protocol/errors.ts'
import type { NamespaceRef } from '../../setns/reference.ts'
import { openInside } from '../elsewhere.ts'
import type { Link } from '../shapes.ts'
import { LinkChanges } from './changes.ts'
import type { NewLink } from './input.ts'
import type { InTwo, LateSettings } from './late-settings.ts'
import { linkKind, readLink } from './reading.ts'

const EEXIST = 17
/** How many times another name is tried after EEXIST. */
const MOST_TRIES = 16

/** The namespace of one end. */
class Side {
  private readonly requester: Requester
  private readonly changes: LinkChanges
  private readonly opener: Opener | undefined

  private constructor(requester: Requester, opener: Opener | undefined) {
    this.requester = requester
    this.changes = new LinkChanges(requester)
    this.opener = opener
  }

  /** Rejects with NetnsError if the namespace can't be entered. */
  static async open(requester: Requester, netns: NamespaceRef | undefined, limits: ChangeOptions): Promise<Side> {
    if (netns === undefined) return new Side(requester, undefined)
    const { signal, timeout } = limits
    const opener = await openInside(netns, { signal, timeout })
    return new Side(opener.socket, opener)
  }

  /** Alternative names have a request of their own (RTM_NEWLINKPROP); options of a port need its master to be set first. */
  async change(index: number, { altnames = [], master, ...settings }: LateSettings): Promise<void> {
    if (master !== undefined) await send(this.requester, () => this.changes.change(index, { master }))
    if (Object.keys(settings).length > 0) await send(this.requester, () => this.changes.change(index, settings))
    if (altnames.length > 0) await send(this.requester, () => this.changes.addAltname(index, ...altnames))
  }

  delete(index: number): Promise<void> {
    return send(this.requester, () => this.changes.delete(index))
  }

  /** Reads one link. */
  read(dev: string | number): Promise<Link> {
    return readLink(this.requester, dev)
  }

  /** All names that are in use. */
  async names(): Promise<Set<string>> {
    const links = await new Collection(this.requester, linkKind).list()
    return new Set(links.flatMap(({ name, altnames = [] }) => [name, ...altnames]))
  }

  close(): void {
    this.opener?.close()
  }
}

export class LinkMaking {
  private readonly requester: Requester
  private readonly changes: LinkChanges
  private readonly link: NewLink
  private readonly parts: InTwo
  private readonly options: ChangeOptions
  /** Makes the link from the namespace of the socket, with an echo. */
  private readonly here: () => Promise<Link>
  private readonly since = performance.now()

  constructor(requester: Requester, link: NewLink, parts: InTwo, options: ChangeOptions, here: () => Promise<Link>) {
    this.requester = requester
    this.changes = new LinkChanges(requester)
    this.here = here
    this.link = link
    this.parts = parts
    this.options = options
  }

  /** The link as it was made or, with `echo`, as it is after the last step. Namespaces are entered before it is made. */
  async run(): Promise<Link> {
    const own = await Side.open(this.requester, this.link.netns, this.options)
    try {
      const elsewhere = this.parts.peer === undefined ? undefined : this.link.peer?.netns
      const peer = await Side.open(this.requester, elsewhere, this.options)
      return await this.runIn(own, peer).finally(() => peer.close())
    } finally {
      own.close()
    }
  }

  private async runIn(own: Side, peer: Side): Promise<Link> {
    this.checkpoint()
    const made = await this.first(own)
    try {
      this.checkpoint()
      if (this.parts.own !== undefined) await own.change(made.index, this.parts.own)
      if (this.parts.peer !== undefined) await peer.change(peerOf(made), this.parts.peer)
      this.checkpoint()
    } catch (error) {
      await own.delete(made.index).catch((reason: unknown) => {
        const problem = `links.add ${made.name}: it was made, a later step failed, and it can't be deleted again: ${reason}`
        throw new NetlinkError('ERR_HALF_MADE', problem, { cause: error })
      })
      throw error
    }
    return this.options.echo === true ? own.read(made.index) : made
  }

  /**
   * Signal and timeout apply between the steps only: a request that is aborted in flight may still be carried out, and
   * would leave a link half made.
   */
  private checkpoint(): void {
    const { signal, timeout } = this.options
    signal?.throwIfAborted()
    if (timeout !== undefined && performance.now() - this.since > timeout) throw new TimeoutError('links.add', timeout)
  }

  /** The kernel sends the echo to the namespace of the link, so there the link is read by its name. */
  private async first(own: Side): Promise<Link> {
    const { netns, name } = this.link
    if (netns === undefined || name === undefined) return this.here()
    const create = (name: string): Promise<void> =>
      send(this.requester, () => this.changes.add({ ...this.parts.first, name }))
    return own.read(await this.named(own, name, create))
  }

  /**
   * The kernel numbers names such as `veth%d`, and reports the number only to the namespace of the link. So the first free
   * name is chosen here; the kernel refuses one that was taken in between.
   */
  private async named(own: Side, name: string, create: (name: string) => Promise<void>): Promise<string> {
    if (!name.includes('%d')) {
      await create(name)
      return name
    }
    const refused = new Set<string>()
    for (;;) {
      const taken = await own.names()
      let number = 0
      const numbered = (): string => name.replace('%d', String(number))
      while (taken.has(numbered()) || refused.has(numbered())) number++
      try {
        await create(numbered())
        return numbered()
      } catch (error) {
        if (!(error instanceof KernelError && error.errno === EEXIST) || refused.size === MOST_TRIES) throw error
        refused.add(numbered())
      }
    }
  }
}

/** The index of the other end, in its namespace. */
const peerOf = ({ name, link }: Link): number => {
  if (link !== undefined) return link
  throw new NetlinkError('ERR_NO_ANSWER', `links.add ${name}: the kernel does not say which link is its peer`)
}
