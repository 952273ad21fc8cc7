/** Derives which names of a directory were added and deleted, from notifications and listings. */

/** A name in /run/netns was added or deleted. */
export interface NetnsEvent {
  /** `new`: the file exists; the namespace is mounted on it shortly after. */
  readonly action: 'new' | 'delete'
  /** The name, as `Netns.open` takes it. */
  readonly name: string
}

const toggle = (names: Set<string>, name: string): NetnsEvent['action'] => {
  if (names.delete(name)) return 'delete'
  names.add(name)
  return 'new'
}

/**
 * Node notifies creation and deletion of a name alike (`rename`), once each. So a notification toggles the name: a
 * known one was deleted, an unknown one was added. Two cases contradict this. Node may deliver a notification from
 * before this watch began, which it has read for an older watcher. And a listing may show a change whose notification
 * has not arrived yet. In both the toggled names do not match the listing. The name is then in doubt: its
 * notifications, and all later ones, are held back. If none arrives for it until the next listing, the listing is
 * right.
 */
export class History {
  private readonly known: Set<string>
  private pending: string[] = []
  /** Names in doubt, with the number of their pending notifications. */
  private doubted = new Map<string, number>()

  /** `names`: the listing when the watch begins. */
  constructor(names: Iterable<string>) {
    this.known = new Set(names)
  }

  /** Whether names are in doubt, so that `update` must be called again. */
  get doubtful(): boolean {
    return this.doubted.size > 0
  }

  notify(name: string): void {
    this.pending.push(name)
  }

  /** The events since the last call, in order. `names`: the current listing. */
  update(names: Iterable<string>): NetnsEvent[] {
    const before = this.doubted
    const times = new Map<string, number>()
    for (const name of this.pending) times.set(name, (times.get(name) ?? 0) + 1)
    this.doubted = new Map()
    /** Names whose first notification is from before the watch. */
    const old = new Set<string>()
    for (const name of this.contradictory(new Set(names))) {
      const count = times.get(name) ?? 0
      if (before.get(name) !== count) this.doubted.set(name, count)
      else if (count === 0) this.pending.push(name)
      else old.add(name)
    }
    const notified = this.pending.filter((name) => !old.delete(name))
    const first = notified.findIndex((name) => this.doubted.has(name))
    const settled = first < 0 ? notified.length : first
    this.pending = notified.slice(settled)
    return notified.slice(0, settled).map((name) => ({ action: toggle(this.known, name), name }))
  }

  /** The names for which the pending notifications do not lead to the listing. */
  private contradictory(listed: ReadonlySet<string>): string[] {
    const expected = new Set(this.known)
    for (const name of this.pending) toggle(expected, name)
    return [...new Set([...expected, ...listed])].filter((name) => expected.has(name) !== listed.has(name))
  }
}
