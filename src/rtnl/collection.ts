/** What can be listed: one kind of object, with the filters the kernel applies and those that are applied here. */

import type { ColumnName, Columns } from '../netlink/codec/decode/columns.ts'
import { ColumnReader } from '../netlink/codec/decode/columns.ts'
import type { Decoder } from '../netlink/codec/decode/compile/compile.ts'
import { compile } from '../netlink/codec/decode/compile/compile.ts'
import { encode } from '../netlink/codec/encode/encode.ts'
import type { Message, Typed } from '../netlink/codec/node.ts'
import type { Shape } from '../netlink/codec/shape.ts'
import { KernelError } from '../netlink/protocol/errors.ts'
import { NLMSG_HDRLEN } from '../netlink/protocol/header.ts'
import { checkRequestOptions } from '../netlink/socket/options.ts'
import type { Reader, RequestOptions } from '../netlink/socket/requests.ts'
import { LateStream } from '../netlink/socket/stream.ts'
import type { Names } from './devices.ts'
import { deviceIndex, readNames } from './devices.ts'
import type { Requester } from './requester.ts'

/** A dump request and what is left to do with its answers. */
export interface Question<T> {
  /** The request's value on the wire; the kernel filters by it. */
  readonly request: unknown
  /** What the kernel can't filter by. */
  readonly matches?: ((value: T) => boolean) | undefined
  /**
   * What the first byte of an answer has to be: its AF_*. Kernels that lack the family asked for answer with all they
   * have. Not part of `matches`, since it can be told before anything is decoded.
   */
  readonly family?: number | undefined
}

/** How one kind of object is read. */
export interface Kind<T, F> {
  /** The member of the client that lists it, for error messages. */
  readonly name: string
  readonly node: Message
  readonly shape: Shape
  /** Type of the dump request. */
  readonly type: number
  /**
   * Turns a filter into a request; `index` finds a link's index by its name. Throws EncodeError for a filter that can't
   * be, before anything is asked.
   */
  readonly question: (filter: F, index: (dev: string | number) => Promise<number>) => Promise<Question<T>> | Question<T>
  /** Last touches, given the names of links by index. */
  readonly finish?: (value: T, names: Names) => T
  /** Whether `finish` wants names. */
  readonly named?: boolean
  /** The errno with which the kernel says that there is nothing to list. */
  readonly nothing?: number
}

const NO_NAMES: Names = new Map()

export class Collection<T extends object, F extends object, M, O extends RequestOptions = RequestOptions> {
  protected readonly requester: Requester
  protected readonly kind: Kind<T, F>
  /** Reads a payload: what follows struct nlmsghdr. */
  protected readonly decode: Decoder<T>
  /** What reading takes beside the options of every request. */
  protected readonly options: readonly string[] = []

  constructor(requester: Requester, kind: Kind<T, F>) {
    this.requester = requester
    this.kind = kind
    this.decode = compile<T>(kind.node, kind.shape, { order: requester.order })
  }

  /** All that match. A list that changed while it was read is read again; it is never torn. */
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
   * The same as a stream, in constant memory. Ends with DumpInterruptedError where the kernel's table changed
   * meanwhile: what was given out by then may lack or repeat entries.
   */
  iterate(filter: F = {} as F, options: O = {} as O): AsyncIterableIterator<T> & AsyncDisposable {
    const open = async (): Promise<AsyncIterator<T>> => {
      const { payload, read, request } = await this.prepare('iterate', filter, options)
      return this.requester.iterate<T>(this.kind.type, payload, read, request)
    }
    return new LateStream<T>(open, (error) => this.passNothing(error))
  }

  /**
   * Chosen fields of all that match, as typed arrays: for very many. Names are those of the kernel's header and
   * attributes. Addresses need `family` in the filter, so that all have one size.
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

  protected readonly reader: Reader<T> = (bytes, view, start, end) =>
    this.decode(bytes, view, start + NLMSG_HDRLEN, end)

  /** The options of every request out of those of a call. Throws OptionError for one that does not exist. */
  protected check(verb: string, options: O | RequestOptions, more: readonly string[] = []): RequestOptions {
    checkRequestOptions(`${this.kind.name}.${verb}`, options, more)
    const { signal, timeout, target } = options
    return { signal, timeout, target }
  }

  protected index(dev: string | number, options: RequestOptions = {}): Promise<number> {
    return deviceIndex(this.requester, dev, options)
  }

  /** Throws every error but the one that says that there is nothing. */
  private passNothing(error: unknown): void {
    if (!(error instanceof KernelError) || error.errno !== this.kind.nothing) throw error
  }

  protected async prepare(verb: 'list' | 'iterate' | 'columns', filter: F, options: O): Promise<Prepared<T>> {
    const request = this.check(verb, options, this.options)
    const question = await this.kind.question(filter, (dev) => this.index(dev, request))
    const { matches, family } = question
    const { finish, named, node } = this.kind
    const names = verb !== 'columns' && named === true ? await readNames(this.requester, request) : NO_NAMES
    const payload = encode(node as Typed<unknown>, question.request, { order: this.requester.order })
    const akin = (bytes: Uint8Array, start: number): boolean =>
      family === undefined || bytes[start + NLMSG_HDRLEN] === family
    // Last touches are made as each is read: a later pass over very many old objects costs several times as much.
    const read: Reader<T | undefined> = (bytes, view, start, end) => {
      if (!akin(bytes, start)) return undefined
      const value = this.decode(bytes, view, start + NLMSG_HDRLEN, end)
      if (matches !== undefined && !matches(value)) return undefined
      return finish === undefined ? value : finish(value, names)
    }
    const keep: Reader<boolean> = (bytes, view, start, end) =>
      akin(bytes, start) && (matches === undefined || matches(this.decode(bytes, view, start + NLMSG_HDRLEN, end)))
    return { payload, keep, read, request }
  }
}

export interface Prepared<T> {
  readonly payload: Uint8Array
  /** Whether one matches. */
  readonly keep: Reader<boolean>
  /** Reads one; undefined where it does not match. */
  readonly read: Reader<T | undefined>
  /** The options of every request. */
  readonly request: RequestOptions
}
