/** The processes of a log of strace: their descriptors, which of these they share, and their network namespaces. */
import type { CapturedSocket } from '../datagram.ts'
import { protocolOf } from '../protocols.ts'

/** A netlink socket of the log. */
export interface Socket extends CapturedSocket {
  /** Undefined if the log does not contain it. */
  readonly protocol: number | undefined
}

/** What a descriptor refers to: a netlink socket, or something else. */
export type Held = Socket | 'other'

type Thread = number | undefined

/** Processes, and sockets, that are remembered. */
const MOST_HELD = 1 << 12
/** Descriptors of a process that are remembered: each fork copies them. */
const MOST_DESCRIPTORS = 1 << 8

/** A map that forgets its oldest entries. */
class Bounded<K, V> extends Map<K, V> {
  private readonly most: number

  constructor(most: number) {
    super()
    this.most = most
  }

  override set(key: K, value: V): this {
    super.set(key, value)
    if (this.size > this.most) this.delete(this.keys().next().value as K)
    return this
  }
}

type Descriptors = Bounded<number, Held>

/** `socket:[5]` and `NETLINK:[5]` are the socket with inode 5. */
const inodeIn = (annotation: string): string | undefined => /^\w+:\[(\d{1,20})\]$/.exec(annotation)?.[1]

export class Processes {
  private readonly descriptors = new Bounded<Thread, Descriptors>(MOST_HELD)
  private readonly commands = new Bounded<Thread, string>(MOST_HELD)
  /** The process of a thread. */
  private readonly leaders = new Bounded<Thread, number>(MOST_HELD)
  private readonly namespaces = new Bounded<Thread, string>(MOST_HELD)
  /** By the inode of a socket, or by `NETLINK:[ROUTE:1234]`. */
  private readonly known = new Bounded<string, Held>(MOST_HELD)
  /** The last socket with this descriptor in any process. */
  private readonly recent = new Bounded<number, Held>(MOST_HELD)
  private readonly initial: string | undefined

  /** `initial`: the namespace of the first process, if it is known. */
  constructor(initial?: string) {
    this.initial = initial
  }

  /** The program that a thread runs now. */
  named(thread: Thread, command: string): void {
    this.commands.set(thread, command)
  }

  enter(thread: Thread, netns: string): void {
    this.namespaces.set(thread, netns)
  }

  /** `files`: both have the same descriptors, not copies. `sameProcess`: the child is a thread. */
  cloned(parent: Thread, child: number, files: boolean, sameProcess: boolean): void {
    const before = this.descriptors.get(child) ?? []
    const shared = this.heldBy(parent)
    const held = files ? shared : new Bounded<number, Held>(MOST_DESCRIPTORS)
    // the child may have opened some before the call of its parent returned
    for (const [fd, one] of files ? before : [...shared, ...before]) held.set(fd, one)
    this.descriptors.set(child, held)
    const command = this.commands.get(parent)
    if (command !== undefined && !this.commands.has(child)) this.commands.set(child, command)
    const netns = this.namespaces.get(parent)
    if (netns !== undefined && !this.namespaces.has(child)) this.namespaces.set(child, netns)
    if (sameProcess && parent !== undefined) this.leaders.set(child, this.leaders.get(parent) ?? parent)
  }

  /** A thread has ended. The kernel may give its number to another one. */
  ended(thread: Thread): void {
    for (const table of [this.descriptors, this.commands, this.leaders, this.namespaces]) table.delete(thread)
  }

  close(thread: Thread, fd: number): void {
    this.heldBy(thread).delete(fd)
  }

  duplicate(thread: Thread, from: number, to: number): void {
    const held = this.heldBy(thread)
    const found = held.get(from)
    if (found === undefined) held.delete(to)
    else held.set(to, found)
  }

  /** A socket was opened. `opened`: the protocol of one of netlink, if the log contains it. */
  open(
    thread: Thread,
    fd: number,
    annotation: string | undefined,
    opened: { readonly protocol: number | undefined } | 'other',
  ): void {
    const held = opened === 'other' ? opened : this.make(thread, fd, opened.protocol)
    this.heldBy(thread).set(fd, held)
    this.recent.set(fd, held)
    const inode = annotation === undefined ? undefined : inodeIn(annotation)
    if (inode !== undefined) this.known.set(inode, held)
  }

  /** What a descriptor refers to; undefined if the log does not show it. `annotation`: what -y prints after the number. */
  find(thread: Thread, fd: number, annotation: string | undefined): Held | undefined {
    const held = this.heldBy(thread)
    // threads whose creation is not in the log have no descriptors of their own
    if (annotation === undefined) return held.get(fd) ?? (held.size === 0 ? this.recent.get(fd) : undefined)
    const inode = inodeIn(annotation)
    if (inode !== undefined && annotation.startsWith('socket:')) return this.known.get(inode)
    if (!annotation.startsWith('NETLINK:[')) return 'other'
    const [, word] = /^NETLINK:\[(\w+):/.exec(annotation) ?? []
    const protocol = word === undefined ? undefined : protocolOf(word)
    const own = held.get(fd)
    // the annotation of a socket changes when it is bound
    if (protocol !== undefined && own !== undefined && own !== 'other' && own.protocol === protocol) return own
    return this.known.get(inode ?? annotation) ?? this.adopt(thread, fd, annotation, protocol)
  }

  /** Remembers a netlink socket that was opened before the log began. */
  adopt(thread: Thread, fd: number, annotation: string, protocol: number | undefined): Socket {
    const made = this.make(thread, fd, protocol)
    this.known.set(inodeIn(annotation) ?? annotation, made)
    return made
  }

  private make(thread: Thread, fd: number, protocol: number | undefined): Socket {
    const leader = this.leaders.get(thread) ?? thread
    const command = this.commands.get(thread) ?? this.commands.get(leader)
    const who = leader === undefined ? (command ?? '') : `${command ?? 'process'}[${leader}]`
    return { label: `${who} fd ${fd}`.trim(), netns: this.namespaces.get(thread) ?? this.initial, protocol }
  }

  private heldBy(thread: Thread): Descriptors {
    const held = this.descriptors.get(thread) ?? new Bounded<number, Held>(MOST_DESCRIPTORS)
    this.descriptors.set(thread, held)
    return held
  }
}
