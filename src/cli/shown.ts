/** Output that all commands share: JSON arrays. */
import type { Environment } from './command.ts'
import { arrayParts, toJson } from './json.ts'

/** One JSON array, to which several sources may add elements. */
export class JsonArray {
  private readonly out: Environment['out']
  private count = 0

  constructor({ out }: Environment) {
    this.out = out
  }

  async add(values: Iterable<object>): Promise<void> {
    for (const value of values) await this.out.write(arrayParts.before(this.count++) + toJson(value))
  }

  async end(): Promise<void> {
    await this.out.write(arrayParts.end(this.count))
  }
}

/** An object with the name of its namespace, if there are several. */
export const labelled = (value: object, netns: string | undefined): object =>
  netns === undefined ? value : { netns, ...value }
