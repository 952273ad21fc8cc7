/** What can be listed: one kind of object, with the filters the kernel applies and those that are applied here. */

import type { ColumnName, Columns } from '../netlink/codec/columns.ts'
import { ColumnReader } from '../netlink/codec/columns.ts'
import type { Decoder } from '../netlink/codec/compile.ts'
import { compile } from '../netlink/codec/compile.ts'
import { encode } from '../netlink/codec/encode.ts'
import type { Message, Typed } from '../netlink/codec/node.ts'
import type { Shape } from '../netlink/codec/shape.ts'
import { KernelError } from '../netlink/errors.ts'
import type { Reader, RequestOptions } from '../netlink/exchange.ts'
import { NLMSG_HDRLEN } from '../netlink/header.ts'
import type { Asker } from './asker.ts'
import type { Names } from './devices.ts'
import { deviceIndex, readNames } from './devices.ts'

/** A dump request and what is left to do with its answers. */
export interface Question<T> {
  /** The request's value on the wire; the kernel filters by it. */
  readonly request: unknown
  /** What the kernel can't filter by. */
  readonly matches?: ((value: T) => boolean) | undefined
}

/** How one kind of object is read. */
export interface Kind<T, F> {
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

export class Collection<T extends object, F extends object, M> {
  protected readonly asker: Asker
  protected readonly kind: Kind<T, F>
  /** Reads a payload: what follows struct nlmsghdr. */
  protected readonly decode: Decoder<T>

  constructor(asker: Asker, kind: Kind<T, F>) {
    this.asker = asker
    this.kind = kind
    this.decode = compile<T>(kind.node, kind.shape, { order: asker.order })
  }

  /** All that match. A list that changed while it was read is read again; it is never torn. */
  async list(filter: F = {} as F, options: RequestOptions = {}): Promise<T[]> {
    const { payload, keep, finish } = await this.prepare(filter, options)
    const values = await this.asker.dump(this.kind.type, payload, this.reader, options).catch((error) => {
      this.passNothing(error)
      return []
    })
    const kept = keep === undefined ? values : values.filter(keep)
    return finish === undefined ? kept : kept.map(finish)
  }

  /**
   * The same as a stream, in constant memory. Ends with DumpInterruptedError where the kernel's table changed
   * meanwhile: what was given out by then may lack or repeat entries.
   */
  async *iterate(filter: F = {} as F, options: RequestOptions = {}): AsyncGenerator<T, void, undefined> {
    const { payload, keep, finish } = await this.prepare(filter, options)
    try {
      for await (const value of this.asker.iterate(this.kind.type, payload, this.reader, options)) {
        if (keep !== undefined && !keep(value)) continue
        yield finish === undefined ? value : finish(value)
      }
    } catch (error) {
      this.passNothing(error)
    }
  }

  /**
   * Chosen fields of all that match, as typed arrays: for very many. Names are those of the kernel's header and
   * attributes. Addresses need `family` in the filter, so that all have one size.
   */
  async columns<K extends ColumnName<M>>(
    names: readonly K[],
    filter: F = {} as F,
    options: RequestOptions = {},
  ): Promise<Columns<M, K>> {
    const { payload, keep } = await this.prepare(filter, options, false)
    const family = (filter as { family?: unknown }).family
    const reader = new ColumnReader<M, K>(this.kind.node, names, family, this.asker.order)
    const visit: Reader<void> = (bytes, view, start, end) => {
      if (keep === undefined || keep(this.decode(bytes, view, start + NLMSG_HDRLEN, end)))
        reader.add(bytes, view, start + NLMSG_HDRLEN, end)
    }
    await this.asker
      .scan(this.kind.type, payload, visit, () => reader.clear(), options)
      .catch((error) => this.passNothing(error))
    return reader.finish()
  }

  protected readonly reader: Reader<T> = (bytes, view, start, end) =>
    this.decode(bytes, view, start + NLMSG_HDRLEN, end)

  protected index(dev: string | number, options: RequestOptions = {}): Promise<number> {
    return deviceIndex(this.asker, dev, options)
  }

  /** Throws every error but the one that says that there is nothing. */
  private passNothing(error: unknown): void {
    if (!(error instanceof KernelError) || error.errno !== this.kind.nothing) throw error
  }

  private async prepare(filter: F, options: RequestOptions, wanted = true): Promise<Prepared<T>> {
    const { request, matches } = await this.kind.question(filter, (dev) => this.index(dev, options))
    const { finish, named, node } = this.kind
    const names = wanted && named === true ? await readNames(this.asker, options) : NO_NAMES
    return {
      payload: encode(node as Typed<unknown>, request, { order: this.asker.order }),
      keep: matches,
      finish: finish === undefined ? undefined : (value) => finish(value, names),
    }
  }
}

interface Prepared<T> {
  readonly payload: Uint8Array
  readonly keep: ((value: T) => boolean) | undefined
  readonly finish: ((value: T) => T) | undefined
}
