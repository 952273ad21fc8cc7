/**
 * Creates a link in several steps, if some settings require that it exists (`late-settings.ts`), or if it must be read in
 * another namespace. If a step fails, the link is deleted again.
 */

import { send } from '../../client/change.ts'
import type { ChangeOptions } from '../../client/echo.ts'
import { ProjectedCollection } from '../../client/projected-collection.ts'
import type { Requester } from '../../client/requester.ts'
import { KernelError, NetlinkError, TimeoutError } from '../../netlink/protocol/errors.ts'
import type { NamespaceRef } from '../../setns/reference.ts'
import type { Inside } from '../elsewhere.ts'
import { openInside } from '../elsewhere.ts'
import type { Link } from '../shapes.ts'
import { LinkChanges } from './changes.ts'
import type { NewLink } from './input.ts'
import type { InTwo, LateSettings } from './late-settings.ts'
import { linkKind, readLink } from './reading.ts'

const EEXIST = 17
/** Limit of further names that are tried after EEXIST. */
const MOST_TRIES = 16

/** A socket in the namespace of one end of the link. */
class Side {
  private readonly requester: Requester
  private readonly changes: LinkChanges
  private readonly opener: Inside | undefined

  private constructor(requester: Requester, opener: Inside | undefined) {
    this.requester = requester
    this.changes = new LinkChanges(requester)
    this.opener = opener
  }

  /** Rejects with NetnsError if the namespace can't be entered. */
  static async open(requester: Requester, netns: NamespaceRef | undefined, limits: ChangeOptions): Promise<Side> {
    if (netns === undefined) return new Side(requester, undefined)
    const { signal, timeout } = limits
    const opener = await openInside(netns, { signal, timeout }, requester.remote)
    return new Side(opener.socket, opener)
  }

  /**
   * Applies late settings. The master is set first, since options of a port require it. Alternative names need
   * RTM_NEWLINKPROP.
   */
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

  /** All names in use, including alternative names. */
  async names(): Promise<Set<string>> {
    const links = await new ProjectedCollection(this.requester, linkKind).list({}, { only: ['name', 'altnames'] })
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
  /** Creates the link in the namespace of the socket, and resolves with its echo. */
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

  /**
   * Resolves with the link as it was created or, with `echo`, as it is after the last step. Namespaces are entered before the
   * link is created, so that a failure to enter one has no effect.
   */
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
        const problem = `links.add ${made.name}: it was created, a later step failed, and it can't be deleted again: ${reason}`
        throw new NetlinkError('ERR_HALF_MADE', problem, { cause: error })
      })
      throw error
    }
    return this.options.echo === true ? own.read(made.index) : made
  }

  /**
   * Throws after an abort or timeout. They apply between steps only: the kernel may still carry out a request that is aborted
   * in flight, which would leave an incomplete link.
   */
  private checkpoint(): void {
    const { signal, timeout } = this.options
    signal?.throwIfAborted()
    if (timeout !== undefined && performance.now() - this.since > timeout) throw new TimeoutError('links.add', timeout)
  }

  /** Creates the link. A link in another namespace is read by its name, since the kernel sends the echo to that namespace. */
  private async first(own: Side): Promise<Link> {
    const { netns, name } = this.link
    if (netns === undefined || name === undefined) return this.here()
    const create = (name: string): Promise<void> =>
      send(this.requester, () => this.changes.add({ ...this.parts.first, name }))
    return own.read(await this.named(own, name, create))
  }

  /**
   * Creates the link and returns its name. The kernel would replace `%d` in a name by a number, but reports the number only
   * to the namespace of the link. So the first free name is chosen here. The kernel refuses it if it was taken meanwhile;
   * then the next one is tried.
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

/** The index of the other end in its namespace. */
const peerOf = ({ name, link }: Link): number => {
  if (link !== undefined) return link
  throw new NetlinkError('ERR_NO_ANSWER', `links.add ${name}: the kernel does not report the index of its peer`)
}
