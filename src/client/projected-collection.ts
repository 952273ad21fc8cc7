/** Collections that can list some fields of each object only. */

import { NLMSG_HDRLEN } from '../netlink/protocol/header.ts'
import type { Reader, RequestOptions } from '../netlink/socket/requests.ts'
import type { NamesByIndex } from './collection.ts'
import { Collection, completed, NO_NAMES } from './collection.ts'
import type { Only } from './projection.ts'
import { picked } from './projection.ts'

/** Lists one kind of object, whole or in part. */
export class ProjectedCollection<
  T extends object,
  F extends object,
  M,
  O extends RequestOptions = RequestOptions,
  V = T,
> extends Collection<T, F, M, O, V> {
  /**
   * Lists what matches. If the table changes while it is read, it is read again: the list never mixes two states. With
   * `only`, the objects have these fields only.
   *
   * @throws {EncodeError} for an invalid filter, before anything is requested.
   * @throws {OptionError} for a field in `only` that the objects do not have.
   * @throws {DumpInterruptedError} if the table changed during each of ten attempts.
   */
  override list<K extends keyof T & string>(filter: F, options: O & Only<K>): Promise<Pick<T, K>[]>
  override list(filter?: F, options?: O): Promise<T[]>
  override list(filter?: F, options?: O): Promise<T[]> {
    return super.list(filter, options)
  }

  /**
   * Like `list`, as a stream in constant memory.
   *
   * @throws {EncodeError | OptionError} like `list`.
   * @throws {DumpInterruptedError} if the kernel's table changed meanwhile: the values before that may lack or repeat
   * entries.
   */
  override iterate<K extends keyof T & string>(
    filter: F,
    options: O & Only<K>,
  ): AsyncIterableIterator<Pick<T, K>> & AsyncDisposable
  override iterate(filter?: F, options?: O): AsyncIterableIterator<T> & AsyncDisposable
  override iterate(filter?: F, options?: O): AsyncIterableIterator<T> & AsyncDisposable {
    return super.iterate(filter, options)
  }

  /**
   * Reads one object. `ask` requests it, `namesOf` reads the names that it needs. Throws OptionError for a field in `only` that
   * the objects do not have.
   */
  protected async one(
    options: object,
    ask: (read: Reader<V>) => Promise<V>,
    namesOf: (value: V) => Promise<NamesByIndex>,
  ): Promise<T> {
    const projection = this.projection('get', options)
    const decode = this.decoderOf(projection, true)
    const value = await ask((bytes, view, start, end) => decode(bytes, view, start + NLMSG_HDRLEN, end))
    const names = projection.named ? await namesOf(value) : NO_NAMES
    return picked(projection, completed(this.kind, projection, value, names, this.requester.order))
  }
}
