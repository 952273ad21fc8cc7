/** Finds what a change has created, by comparison with the list before it. */
import { show } from './stored.ts'

/** Lists objects that a change can add to; `key` identifies an object by everything that does not change. */
export class Newcomer<T> {
  private readonly list: () => Promise<T[]>
  private readonly key: (one: T) => string
  private before = new Set<string>()

  constructor(list: () => Promise<T[]>, key: (one: T) => string) {
    this.list = list
    this.key = key
  }

  async remember(): Promise<void> {
    this.before = new Set((await this.list()).map(this.key))
  }

  /** The new objects; at most one if the change is a single one. */
  async all(): Promise<T[]> {
    return (await this.list()).filter((one) => !this.before.has(this.key(one)))
  }

  async one(): Promise<T> {
    const [found, ...more] = await this.all()
    if (found === undefined || more.length > 0)
      throw new Error(`${more.length + Number(found !== undefined)} made: ${show([found, ...more])}`)
    return found
  }
}
