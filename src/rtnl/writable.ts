/** A collection that can be changed. */
import type { RequestOptions } from '../netlink/exchange.ts'
import type { Changer, ChangeOptions, Changing } from './change.ts'
import { send, sendEchoed } from './change.ts'
import type { Kind } from './collection.ts'
import { Collection } from './collection.ts'

/** Options of a verb that answers with the object as the kernel has stored it. */
export interface Echo extends ChangeOptions {
  readonly echo: true
}

export class Writable<T extends object, F extends object, M> extends Collection<T, F, M> {
  private readonly changer: Changer

  constructor(changer: Changer, kind: Kind<T, F>) {
    super(changer, kind)
    this.changer = changer
  }

  protected send(changing: Changing, options?: RequestOptions): Promise<void> {
    return send(this.changer, changing, options)
  }

  /** `readBack` finds the object where the kernel does not echo it. */
  protected async made(changing: Changing, options: ChangeOptions, readBack: () => Promise<T | undefined>): Promise<T> {
    const echoed = await sendEchoed(this.changer, changing, this.reader, options)
    const found = echoed === undefined ? await readBack() : await this.finished(echoed)
    if (found === undefined) throw new Error('the kernel carried it out, but what it made is not there any more')
    return found
  }

  /** Many changes, few sends. Rejects with the first error when all are settled. */
  protected async sendAll(changes: readonly Changing[], options?: RequestOptions): Promise<void> {
    const settled = await Promise.allSettled((await Promise.all(changes)).map((change) => this.send(change, options)))
    const failed = settled.find((one) => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
}
