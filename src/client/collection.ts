/** Lists one kind of object. The kernel applies the filters that it can; this library applies the others. */

import type { ColumnName, Columns } from '../netlink/codec/decode/columns.ts'
import { ColumnReader } from '../netlink/codec/decode/columns.ts'
import type { Decoder } from '../netlink/codec/decode/compile/compile.ts'
import { compile } from '../netlink/codec/decode/compile/compile.ts'
import { encode } from '../netlink/codec/encode/encode.ts'
import type { Message, Typed } from '../netlink/codec/node.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import type { Shape } from '../netlink/codec/shape.ts'
import { KernelError } from '../netlink/protocol/errors.ts'
import { NLMSG_HDRLEN } from '../netlink/protocol/header.ts'
import { checkRequestOptions } from '../netlink/socket/options.ts'
import type { Reader, RequestOptions } from '../netlink/socket/requests.ts'
import { LateStream } from '../netlink/socket/stream.ts'
import type { Derived, Only, Projection } from './projection.ts'
import { picked, project, whole } from './projection.ts'
import type { Requester } from './requester.ts'

/** A dump request, and how its replies are filtered. */
export interface Query<T> {
  /** The request as the kernel's table has it. The kernel filters by it. */
  readonly request: unknown
  /** Applies what the kernel can't filter by, and what older kernels ignore. */
  readonly matches?: ((value: T) => boolean) | undefined
  /**
   * The AF_* of the wanted replies, their first byte. A kernel without that family replies with all families. Checked
   * before a message is decoded.
   */
  readonly family?: number | undefined
}

/** Names of links by index, for objects that refer to links. */
export type NamesByIndex = ReadonlyMap<number, string>

/** The call that a filter is of. Link names in the filter are looked up by its requester. */
export interface FilterContext {
  /** The call, for error messages: `links.list`. */
  readonly where: string
  readonly requester: Requester
  readonly options: RequestOptions
  /** Whether the call uses a field of the replies. The request asks the kernel to leave out the others, where it can. */
  readonly reads: (field: string) => boolean
}

/** How one kind of object is read: `V` is what the shape makes of a message, `T` what programs get, `F` the filter. */
export interface Kind<T, F, V = T> {
  /** The member of the client that lists it, for error messages. */
  readonly name: string
  readonly node: Message
  readonly shape: Shape
  /** Type of the dump request. */
  readonly type: number
  /** Turns a filter into a request. Throws EncodeError for an invalid filter, before anything is requested. */
  readonly query: (filter: F, context: FilterContext) => Promise<Query<T>> | Query<T>
  /** Makes the object that programs get. Absent if the shape makes it. */
  readonly finish?: (value: V, names: NamesByIndex, order: ByteOrder) => T
  /** What `finish` does. Absent: lists of some fields only are not offered. */
  readonly derived?: Derived
  /** The fields that a filter compares, by the fields of the filter. Absent: the fields of the same names. */
  readonly compared?: { readonly [filter: string]: readonly string[] }
  /** Reads the names that `finish` needs. Absent if it needs none. */
  readonly names?: (requester: Requester, options: RequestOptions) => Promise<NamesByIndex>
  /** The errno that the kernel returns if there is nothing to list. Absent if it returns an empty list instead. */
  readonly nothing?: number
}

// biome-ignore lint/suspicious/noExplicitAny: a Kind is invariant in its value; those of different objects are listed together.
export type AnyKind = Kind<any, any, any>

export const NO_NAMES: NamesByIndex = new Map()

/** Reads the names of links that `finish` needs; none if the kind needs none. */
export const namesFor = async <T, F, V>(
  { names }: Kind<T, F, V>,
  requester: Requester,
  options: RequestOptions = {},
): Promise<NamesByIndex> => (names === undefined ? NO_NAMES : names(requester, options))

/** The object that programs get of a decoded message. */
export const finished = <T, V>(
  { finish }: Pick<Kind<T, never, V>, 'finish'>,
  value: V,
  names: NamesByIndex,
  order: ByteOrder,
): T => (finish === undefined ? (value as unknown as T) : finish(value, names, order))

/** Reads a message of a kind that needs no names. */
export const readerOf = <T, V = T>(
  kind: Pick<Kind<T, never, V>, 'node' | 'shape' | 'finish'>,
  order: ByteOrder,
): Reader<T> => {
  const decode = compile<V>(kind.node, kind.shape, { order, few: true })
  return (bytes, view, start, end) => finished(kind, decode(bytes, view, start + NLMSG_HDRLEN, end), NO_NAMES, order)
}

const decoderFor = <T, F, V>({ node }: Kind<T, F, V>, shape: Shape, { order }: Requester, few: boolean): Decoder<V> =>
  compile<V>(node, shape, { order, few })

/** Lists one kind of object: `T` is the object, `F` the filter, `M` the kernel's message. */
export class Collection<T extends object, F extends object, M, O extends RequestOptions = RequestOptions, V = T> {
  protected readonly requester: Requester
  protected readonly kind: Kind<T, F, V>
  /** Decode the payloads of lists, and of single objects. Made on first use: most clients use few of their collections. */
  private many: Decoder<V> | undefined
  private single: Decoder<V> | undefined
  /** Options of reading beside those of every request. */
  protected readonly options: readonly string[] = []

  constructor(requester: Requester, kind: Kind<T, F, V>) {
    this.requester = requester
    this.kind = kind
  }

  /**
   * Lists what matches. If the table changes while it is read, it is read again: the list never mixes two states.
   *
   * @throws {EncodeError} for an invalid filter, before anything is requested.
   * @throws {DumpInterruptedError} if the table changed during each of ten attempts.
   */
  async list(filter: F = {} as F, options: O = {} as O): Promise<T[]> {
    const { payload, read, request } = await this.prepare('list', filter, options)
    let values: T[] = []
    const visit: Reader<void> = (bytes, view, start, end) => {
      const value = read(bytes, view, start, end)
      if (value !== undefined) values.push(value)
    }
    const restart = (): void => {
      values = []
    }
    await this.requester
      .scan(this.kind.type, payload, visit, restart, request)
      .catch((error) => this.passNothing(error))
    return values
  }

  /**
   * Like `list`, as a stream in constant memory.
   *
   * @throws {EncodeError} for an invalid filter, before anything is requested.
   * @throws {DumpInterruptedError} if the kernel's table changed meanwhile: the values before that may lack or repeat
   * entries.
   */
  iterate(filter: F = {} as F, options: O = {} as O): AsyncIterableIterator<T> & AsyncDisposable {
    return this.stream('iterate', filter, options, ({ read }) => read)
  }

  /**
   * Like `iterate`, with each message as the kernel sent it, from struct nlmsghdr on.
   *
   * @throws {EncodeError | DumpInterruptedError} like `iterate`.
   */
  messages(filter: F = {} as F, options: O = {} as O): AsyncIterableIterator<Uint8Array> & AsyncDisposable {
    return this.stream(
      'messages',
      filter,
      options,
      ({ keep }) =>
        (bytes, view, start, end) =>
          keep(bytes, view, start, end) ? bytes.slice(start, end) : undefined,
    )
  }

  /**
   * Some fields of what matches, as typed arrays: for millions of objects. Names are those of the kernel's header and
   * attributes. Addresses need `family` in the filter, so that all have the same size.
   *
   * @throws {EncodeError} for an invalid filter, before anything is requested.
   * @throws {DumpInterruptedError} if the table changed during each of ten attempts.
   */
  async columns<K extends ColumnName<M>>(
    names: readonly K[],
    filter: F = {} as F,
    options: O = {} as O,
  ): Promise<Columns<M, K>> {
    const { payload, keep, request } = await this.prepare('columns', filter, options)
    const { family } = filter as { family?: unknown }
    const reader = new ColumnReader<M, K>(this.kind.node, names, family, this.requester.order)
    const visit: Reader<void> = (bytes, view, start, end) => {
      if (keep(bytes, view, start, end)) reader.add(bytes, view, start + NLMSG_HDRLEN, end)
    }
    await this.requester
      .scan(this.kind.type, payload, visit, () => reader.clear(), request)
      .catch((error) => this.passNothing(error))
    return reader.finish()
  }

  /** Reads a single object. */
  protected readonly reader: Reader<V> = (bytes, view, start, end) => {
    this.single ??= decoderFor(this.kind, this.kind.shape, this.requester, true)
    return this.single(bytes, view, start + NLMSG_HDRLEN, end)
  }

  /** The options of a call that are options of every request. Throws OptionError for an unknown option. */
  protected check(verb: string, options: O | RequestOptions, more: readonly string[] = []): RequestOptions {
    checkRequestOptions(`${this.kind.name}.${verb}`, options, more)
    const { signal, timeout, target } = options
    return { signal, timeout, target }
  }

  /** How the objects of a call are read. Throws OptionError for a field in `only` that they do not have. */
  protected projection(verb: string, options: object, filter: F = {} as F): Projection {
    const { kind } = this
    const { only } = options as Partial<Only<string>>
    if (only === undefined) return whole(kind)
    // The query refuses a filter that is not an object.
    const given = Object.entries(filter ?? {}).filter(([, value]) => value !== undefined)
    const fields = given.map(([field]) => field)
    return project(`${kind.name}.${verb}`, kind, only, fields)
  }

  /** Decodes a payload, which follows struct nlmsghdr. `few`: as in `compile`. */
  protected decoderOf({ shape }: Projection, few = false): Decoder<V> {
    const { kind, requester } = this
    if (shape !== kind.shape || few) return decoderFor(kind, shape, requester, few)
    this.many ??= decoderFor(kind, shape, requester, false)
    return this.many
  }

  private stream<R>(
    verb: string,
    filter: F,
    options: O,
    readerOf: (prepared: Prepared<T>) => Reader<R | undefined>,
  ): LateStream<R> {
    const open = async (): Promise<AsyncIterator<R>> => {
      const prepared = await this.prepare(verb, filter, options)
      return this.requester.iterate<R>(this.kind.type, prepared.payload, readerOf(prepared), prepared.request)
    }
    return new LateStream<R>(open, (error) => this.passNothing(error))
  }

  /** Throws the error unless it means that there is nothing to list. */
  private passNothing(error: unknown): void {
    if (!(error instanceof KernelError) || error.errno !== this.kind.nothing) throw error
  }

  protected async prepare(verb: string, filter: F, options: O): Promise<Prepared<T>> {
    const { requester, kind } = this
    const { order } = requester
    const where = `${kind.name}.${verb}`
    const request = this.check(verb, options, canProject(kind, verb) ? [...this.options, 'only'] : this.options)
    const projection = this.projection(verb, options, filter)
    const decode = this.decoderOf(projection)
    const { matches, family, ...query } = await kind.query(filter, {
      where,
      requester,
      options: request,
      reads: projection.reads,
    })
    const named = projection.named && verb !== 'columns'
    const names = named ? await namesFor(kind, requester, request) : NO_NAMES
    const payload = encode(kind.node as Typed<unknown>, query.request, { order })
    const isFamily = (bytes: Uint8Array, start: number): boolean =>
      family === undefined || bytes[start + NLMSG_HDRLEN] === family
    // Each value is finished as it is read: a later pass over millions of old objects costs several times as much.
    const read: Reader<T | undefined> = (bytes, view, start, end) => {
      if (!isFamily(bytes, start)) return undefined
      const value = completed(kind, projection, decode(bytes, view, start + NLMSG_HDRLEN, end), names, order)
      return matches?.(value) === false ? undefined : picked(projection, value)
    }
    const keep: Reader<boolean> = (bytes, view, start, end) =>
      matches === undefined ? isFamily(bytes, start) : read(bytes, view, start, end) !== undefined
    return { payload, keep, read, request }
  }
}

const canProject = ({ derived }: AnyKind, verb: string): boolean =>
  derived !== undefined && (verb === 'list' || verb === 'iterate')

/** The object of a decoded message, with all fields that were decoded. */
export const completed = <T, V>(
  kind: Pick<Kind<T, never, V>, 'finish'>,
  { finishes }: Projection,
  value: V,
  names: NamesByIndex,
  order: ByteOrder,
): T => (finishes ? finished(kind, value, names, order) : (value as unknown as T))

/** A dump that is ready to be requested. */
export interface Prepared<T> {
  readonly payload: Uint8Array
  /** Whether the object of a message matches. */
  readonly keep: Reader<boolean>
  /** Reads the object of a message; undefined if it does not match. */
  readonly read: Reader<T | undefined>
  /** The options of every request. */
  readonly request: RequestOptions
}
