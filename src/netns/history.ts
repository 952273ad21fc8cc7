/** What happened to the names of a directory, by what was said of each and by what is there. */

export interface NetnsEvent {
  /** `add`: the name is there; the namespace is mounted on it a moment later. */
  readonly action: 'add' | 'delete'
  readonly name: string
}

const toggle = (names: Set<string>, name: string): NetnsEvent['action'] => {
  if (names.delete(name)) return 'delete'
  names.add(name)
  return 'add'
}

/**
 * Of a name that is made and of one that is gone Node says the same (`rename`), once for each: so what was there is gone
 * then, and what was not is there. It may also say what was so before anyone listened, having read it for an older
 * listener; and what is seen to be so may not have been said yet. Either way what was said does not lead to what is there.
 * Then this name waits, and what is said after it; when nothing more is said of it, what is there is right.
 */
export class History {
  private readonly known: Set<string>
  private heard: string[] = []
  /** Names in doubt, and how often they had been heard of. */
  private doubted = new Map<string, number>()

  /** `names`: what is there as the listening begins. */
  constructor(names: Iterable<string>) {
    this.known = new Set(names)
  }

  /** There are names to look for once more, a little later. */
  get doubtful(): boolean {
    return this.doubted.size > 0
  }

  hear(name: string): void {
    this.heard.push(name)
  }

  /** What happened since, in order. `names`: what is there now. */
  look(names: Iterable<string>): NetnsEvent[] {
    const before = this.doubted
    const times = new Map<string, number>()
    for (const name of this.heard) times.set(name, (times.get(name) ?? 0) + 1)
    this.doubted = new Map()
    /** Said before anyone listened. */
    const old = new Set<string>()
    for (const name of this.odd(new Set(names))) {
      const said = times.get(name) ?? 0
      if (before.get(name) !== said) this.doubted.set(name, said)
      else if (said === 0) this.heard.push(name)
      else old.add(name)
    }
    const heard = this.heard.filter((name) => !old.delete(name))
    const first = heard.findIndex((name) => this.doubted.has(name))
    const settled = first < 0 ? heard.length : first
    this.heard = heard.slice(settled)
    return heard.slice(0, settled).map((name) => ({ action: toggle(this.known, name), name }))
  }

  /** The names for which what was heard leads elsewhere. */
  private odd(there: ReadonlySet<string>): string[] {
    const expected = new Set(this.known)
    for (const name of this.heard) toggle(expected, name)
    return [...new Set([...expected, ...there])].filter((name) => expected.has(name) !== there.has(name))
  }
}
